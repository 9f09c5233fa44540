-- ご家族へのお渡し: which papers were handed to whom of a patient's family, by whom and why. Nothing of it
-- is changed or deleted; a mistaken line is cancelled by a row of its own.
CREATE TABLE family_hand_over (
    id {identity},
    facility_id INTEGER NOT NULL REFERENCES facility (id),
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    receiver_name TEXT NOT NULL CHECK (receiver_name <> ''),
    relation TEXT NOT NULL CHECK (relation <> ''),  -- 長女
    recognised TEXT NOT NULL,            -- 本人確認: licence, by_patient …
    asked_by TEXT NOT NULL,              -- patient receiver other_family house
    purpose TEXT NOT NULL,
    left_out TEXT NOT NULL DEFAULT '',   -- 返書: what stayed here because of an objection
    number TEXT NOT NULL,                -- of お渡しの記録
    receipt_id INTEGER NOT NULL,         -- its case_document; papers are deleted in their own turn
    handed_at INTEGER NOT NULL,
    handed_by INTEGER NOT NULL REFERENCES user_account (id),
    handed_by_name TEXT NOT NULL         -- as it was then
) {strict};
CREATE INDEX family_hand_over_of_patient ON family_hand_over (patient_id, id);

CREATE TABLE family_hand_over_paper (
    hand_over_id INTEGER NOT NULL REFERENCES family_hand_over (id),
    document_id INTEGER NOT NULL,        -- case_document; it may go with its case before the patient
    title TEXT NOT NULL,
    number TEXT NOT NULL,
    pages INTEGER NOT NULL,
    PRIMARY KEY (hand_over_id, document_id)
) {strict};

CREATE TABLE family_hand_over_cancellation (
    hand_over_id INTEGER PRIMARY KEY REFERENCES family_hand_over (id),
    reason TEXT NOT NULL CHECK (reason <> ''),
    cancelled_at INTEGER NOT NULL,
    cancelled_by_name TEXT NOT NULL
) {strict};

-- A merge moves a line to the kept record; all of it goes with its patient (retention/retention_parts.cpp).
-- only sqlite
CREATE TRIGGER family_hand_over_is_fixed BEFORE UPDATE OF facility_id, receiver_name, relation, recognised, asked_by, purpose, left_out, number, receipt_id, handed_at, handed_by, handed_by_name ON family_hand_over BEGIN SELECT RAISE(ABORT, 'family_hand_over is append-only'); END;
CREATE TRIGGER family_hand_over_is_kept BEFORE DELETE ON family_hand_over
WHEN NOT EXISTS (SELECT 1 FROM deletable_case open WHERE open.facility_id = OLD.facility_id
                    AND open.case_kind = 'patient' AND open.case_id = OLD.patient_id)
BEGIN SELECT RAISE(ABORT, 'family_hand_over is append-only'); END;
CREATE TRIGGER family_hand_over_paper_is_fixed BEFORE UPDATE ON family_hand_over_paper BEGIN SELECT RAISE(ABORT, 'family_hand_over_paper is append-only'); END;
CREATE TRIGGER family_hand_over_paper_is_kept BEFORE DELETE ON family_hand_over_paper
WHEN NOT EXISTS (SELECT 1 FROM family_hand_over given JOIN deletable_case open ON open.facility_id = given.facility_id
                    AND open.case_kind = 'patient' AND open.case_id = given.patient_id
                  WHERE given.id = OLD.hand_over_id)
BEGIN SELECT RAISE(ABORT, 'family_hand_over_paper is append-only'); END;
CREATE TRIGGER family_hand_over_cancellation_is_fixed BEFORE UPDATE ON family_hand_over_cancellation BEGIN SELECT RAISE(ABORT, 'family_hand_over_cancellation is append-only'); END;
CREATE TRIGGER family_hand_over_cancellation_is_kept BEFORE DELETE ON family_hand_over_cancellation
WHEN NOT EXISTS (SELECT 1 FROM family_hand_over given JOIN deletable_case open ON open.facility_id = given.facility_id
                    AND open.case_kind = 'patient' AND open.case_id = given.patient_id
                  WHERE given.id = OLD.hand_over_id)
BEGIN SELECT RAISE(ABORT, 'family_hand_over_cancellation is append-only'); END;
-- end
-- only postgresql
CREATE TRIGGER family_hand_over_is_fixed BEFORE UPDATE OF facility_id, receiver_name, relation, recognised, asked_by, purpose, left_out, number, receipt_id, handed_at, handed_by, handed_by_name ON family_hand_over FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER family_hand_over_paper_is_fixed BEFORE UPDATE ON family_hand_over_paper FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER family_hand_over_cancellation_is_fixed BEFORE UPDATE ON family_hand_over_cancellation FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE FUNCTION refuse_deletion_of_hand_over() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM deletable_case open WHERE open.facility_id = OLD.facility_id
                      AND open.case_kind = 'patient' AND open.case_id = OLD.patient_id) THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
    END IF;
    RETURN OLD;
END
$body$;
CREATE FUNCTION refuse_deletion_within_hand_over() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM family_hand_over given JOIN deletable_case open ON open.facility_id = given.facility_id
                      AND open.case_kind = 'patient' AND open.case_id = given.patient_id
                    WHERE given.id = OLD.hand_over_id) THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
    END IF;
    RETURN OLD;
END
$body$;
CREATE TRIGGER family_hand_over_is_kept BEFORE DELETE ON family_hand_over FOR EACH ROW EXECUTE FUNCTION refuse_deletion_of_hand_over();
CREATE TRIGGER family_hand_over_paper_is_kept BEFORE DELETE ON family_hand_over_paper FOR EACH ROW EXECUTE FUNCTION refuse_deletion_within_hand_over();
CREATE TRIGGER family_hand_over_cancellation_is_kept BEFORE DELETE ON family_hand_over_cancellation FOR EACH ROW EXECUTE FUNCTION refuse_deletion_within_hand_over();

-- The second wall (0044).
DO $body$
DECLARE one text;
BEGIN
    FOREACH one IN ARRAY ARRAY['family_hand_over', 'family_hand_over_paper', 'family_hand_over_cancellation'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', one);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', one);
        EXECUTE format('CREATE POLICY program_sees ON %I USING ((SELECT viewer_is_program()))', one);
    END LOOP;
    FOREACH one IN ARRAY ARRAY['family_hand_over_paper', 'family_hand_over_cancellation'] LOOP
        EXECUTE format('CREATE POLICY house_sees ON %I USING (CASE WHEN (SELECT viewer_house()) IS NOT NULL
            THEN EXISTS (SELECT 1 FROM family_hand_over given WHERE given.id = hand_over_id) END)', one);
    END LOOP;
END
$body$;
CREATE POLICY house_sees ON family_hand_over USING (facility_id = (SELECT viewer_house())
    AND patient_id NOT IN (SELECT unnest(viewer_hidden())));
-- end
