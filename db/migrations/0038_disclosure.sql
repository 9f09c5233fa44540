-- 開示請求: somebody asks for a patient's records; the identity is checked, the request decided and
-- answered, each with who and when. 第三者提供の記録: what left the house outside ordinary care.
CREATE TABLE disclosure_request (
    id {identity},
    facility_id INTEGER NOT NULL REFERENCES facility (id),
    number TEXT NOT NULL,                -- D-2026-0012
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    requester TEXT NOT NULL CHECK (requester IN ('self', 'guardian', 'agent', 'bereaved')),
    requester_name TEXT NOT NULL,
    relation TEXT NOT NULL DEFAULT '',   -- 長女, 成年後見人
    contact TEXT NOT NULL DEFAULT '',    -- where the answer goes
    asked TEXT NOT NULL,                 -- which records, of when
    form TEXT NOT NULL CHECK (form IN ('electronic', 'paper', 'viewing')),
    received_on TEXT NOT NULL,
    received_by INTEGER NOT NULL REFERENCES user_account (id),
    received_by_name TEXT NOT NULL,      -- all names as they were then
    due_on TEXT NOT NULL,                -- 目安
    id_document TEXT NOT NULL DEFAULT '',
    authority TEXT NOT NULL DEFAULT '',  -- 委任状, 戸籍謄本: of who is not the patient
    identified_on TEXT,
    identified_by_name TEXT NOT NULL DEFAULT '',
    ruling TEXT NOT NULL DEFAULT '' CHECK (ruling IN ('', 'full', 'partial', 'refused')),
    ground TEXT NOT NULL DEFAULT '',     -- of what is not disclosed
    reason TEXT NOT NULL DEFAULT '',
    decided_on TEXT,
    decided_by INTEGER REFERENCES user_account (id),
    decided_by_name TEXT NOT NULL DEFAULT '',
    means TEXT NOT NULL DEFAULT '',
    fee_yen INTEGER NOT NULL DEFAULT 0,
    handed_on TEXT,
    handed_by_name TEXT NOT NULL DEFAULT '',
    withdrawn_on TEXT,
    withdrawal_reason TEXT NOT NULL DEFAULT '',
    withdrawn_by_name TEXT NOT NULL DEFAULT '',
    closed_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (facility_id, number),
    -- Nothing is handed over to somebody nobody knows, or that nobody decided.
    CHECK (decided_on IS NULL OR identified_on IS NOT NULL),
    CHECK (handed_on IS NULL OR decided_on IS NOT NULL),
    CHECK (decided_by IS NULL OR decided_by <> received_by),
    CHECK (handed_on IS NULL OR withdrawn_on IS NULL),
    CHECK ((closed_at IS NULL) = (handed_on IS NULL AND withdrawn_on IS NULL))
) {strict};
CREATE INDEX disclosure_open ON disclosure_request (facility_id, due_on, id) WHERE closed_at IS NULL;
CREATE INDEX disclosure_by_day ON disclosure_request (facility_id, received_on, id);
CREATE INDEX disclosure_of_patient ON disclosure_request (patient_id);

-- A line is never changed; another line corrects it.
CREATE TABLE provision (
    id {identity},
    facility_id INTEGER NOT NULL REFERENCES facility (id),
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    provided_on TEXT NOT NULL,
    recipient TEXT NOT NULL,
    items TEXT NOT NULL,                 -- 診療録の写し 2026年4〜6月
    basis TEXT NOT NULL,                 -- consent, police, …
    paper_number TEXT NOT NULL DEFAULT '', -- 照会書の番号
    note TEXT NOT NULL DEFAULT '',       -- of a correction: what was wrong
    corrects_id INTEGER UNIQUE REFERENCES provision (id),
    kept_until TEXT NOT NULL,            -- 3 years from the day of the line
    recorded_at INTEGER NOT NULL,
    recorded_by_name TEXT NOT NULL
) {strict};
CREATE INDEX provision_by_day ON provision (facility_id, provided_on, id);
CREATE INDEX provision_of_patient ON provision (patient_id);

-- A merge moves a line to the kept record; nothing else of it changes. It goes with its patient,
-- when its time is over (retention/retention_parts.cpp).
-- only sqlite
CREATE TRIGGER provision_is_fixed BEFORE UPDATE OF facility_id, provided_on, recipient, items, basis, paper_number, note, corrects_id, kept_until, recorded_at, recorded_by_name ON provision BEGIN SELECT RAISE(ABORT, 'provision is append-only'); END;
CREATE TRIGGER provision_is_kept BEFORE DELETE ON provision
WHEN NOT EXISTS (SELECT 1 FROM deletable_case open WHERE open.facility_id = OLD.facility_id
                    AND open.case_kind = 'patient' AND open.case_id = OLD.patient_id)
BEGIN SELECT RAISE(ABORT, 'provision is append-only'); END;
-- end
-- only postgresql
CREATE TRIGGER provision_is_fixed BEFORE UPDATE OF facility_id, provided_on, recipient, items, basis, paper_number, note, corrects_id, kept_until, recorded_at, recorded_by_name ON provision FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE FUNCTION refuse_deletion_of_provision() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM deletable_case open WHERE open.facility_id = OLD.facility_id
                      AND open.case_kind = 'patient' AND open.case_id = OLD.patient_id) THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
    END IF;
    RETURN OLD;
END
$body$;
CREATE TRIGGER provision_is_kept BEFORE DELETE ON provision FOR EACH ROW EXECUTE FUNCTION refuse_deletion_of_provision();
-- end
