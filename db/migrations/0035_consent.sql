-- 同意と留保: what patients said about who may be told what, and the posted purposes (利用目的の掲示)
-- under which consent is implied. Nothing of it is changed or deleted; a withdrawal is added once.
CREATE TABLE purpose_notice (
    facility_id INTEGER NOT NULL REFERENCES facility (id),
    notice_version INTEGER NOT NULL,     -- 2, 3 …; the first comes with the program
    body TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    written_at INTEGER NOT NULL,
    written_by INTEGER NOT NULL REFERENCES user_account (id),
    written_by_name TEXT NOT NULL,       -- as it was then
    PRIMARY KEY (facility_id, notice_version)
) {strict};

-- 意思表示: one objection (留保) or one explicit consent.
CREATE TABLE consent_statement (
    id {identity},
    facility_id INTEGER NOT NULL REFERENCES facility (id),
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    kind TEXT NOT NULL CHECK (kind IN ('objection', 'network', 'research', 'congress', 'insurer')),
    receiver TEXT NOT NULL DEFAULT '',   -- of an objection: everyone partner kind family
    partner_id INTEGER REFERENCES facility (id),
    partner_kind TEXT NOT NULL DEFAULT '',
    person TEXT NOT NULL DEFAULT '',     -- of the family; empty: all of it
    items TEXT NOT NULL DEFAULT '',      -- all, or: clinical tests
    scope TEXT NOT NULL DEFAULT '',      -- in the patient's words; of a consent: to whom and what
    valid_until TEXT,                    -- of a consent; NULL: until it is withdrawn
    said_by TEXT NOT NULL,               -- self family proxy
    said_name TEXT NOT NULL DEFAULT '',
    said_relation TEXT NOT NULL DEFAULT '',
    said_how TEXT NOT NULL,              -- spoken written
    said_on TEXT NOT NULL,
    notice_version INTEGER NOT NULL,     -- the posting of that day
    recorded_at INTEGER NOT NULL,
    recorded_by INTEGER NOT NULL REFERENCES user_account (id),
    recorded_by_name TEXT NOT NULL,
    withdrawn_by TEXT NOT NULL DEFAULT '',
    withdrawn_name TEXT NOT NULL DEFAULT '',
    withdrawn_relation TEXT NOT NULL DEFAULT '',
    withdrawn_how TEXT NOT NULL DEFAULT '',
    withdrawn_on TEXT,
    withdrawn_at INTEGER,
    withdrawn_recorded_by_name TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1
) {strict};
CREATE INDEX consent_statement_of_patient ON consent_statement (patient_id, id);

-- only sqlite
CREATE TRIGGER purpose_notice_is_fixed BEFORE UPDATE ON purpose_notice BEGIN SELECT RAISE(ABORT, 'purpose_notice is append-only'); END;
CREATE TRIGGER purpose_notice_is_kept BEFORE DELETE ON purpose_notice BEGIN SELECT RAISE(ABORT, 'purpose_notice is append-only'); END;
CREATE TRIGGER consent_statement_is_kept BEFORE DELETE ON consent_statement
WHEN NOT EXISTS (SELECT 1 FROM deletable_case open WHERE open.facility_id = OLD.facility_id
                    AND open.case_kind = 'patient' AND open.case_id = OLD.patient_id)
BEGIN SELECT RAISE(ABORT, 'consent_statement is append-only'); END;
CREATE TRIGGER consent_statement_is_fixed BEFORE UPDATE ON consent_statement
WHEN OLD.kind <> NEW.kind OR OLD.receiver <> NEW.receiver OR OLD.partner_id IS NOT NEW.partner_id
  OR OLD.partner_kind <> NEW.partner_kind OR OLD.person <> NEW.person OR OLD.items <> NEW.items
  OR OLD.scope <> NEW.scope OR OLD.valid_until IS NOT NEW.valid_until OR OLD.said_by <> NEW.said_by
  OR OLD.said_name <> NEW.said_name OR OLD.said_relation <> NEW.said_relation
  OR OLD.said_how <> NEW.said_how OR OLD.said_on <> NEW.said_on OR OLD.recorded_at <> NEW.recorded_at
  OR (OLD.withdrawn_at IS NOT NULL
      AND (OLD.withdrawn_at IS NOT NEW.withdrawn_at OR OLD.withdrawn_on IS NOT NEW.withdrawn_on))
BEGIN SELECT RAISE(ABORT, 'consent_statement is append-only'); END;
-- end
-- only postgresql
CREATE TRIGGER purpose_notice_is_kept BEFORE UPDATE OR DELETE ON purpose_notice FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE FUNCTION refuse_deletion_of_statement() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM deletable_case open WHERE open.facility_id = OLD.facility_id
                      AND open.case_kind = 'patient' AND open.case_id = OLD.patient_id) THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
    END IF;
    RETURN OLD;
END
$body$;
CREATE TRIGGER consent_statement_is_kept BEFORE DELETE ON consent_statement FOR EACH ROW EXECUTE FUNCTION refuse_deletion_of_statement();
CREATE TRIGGER consent_statement_is_fixed BEFORE UPDATE ON consent_statement FOR EACH ROW
WHEN (OLD.kind <> NEW.kind OR OLD.receiver <> NEW.receiver OR OLD.partner_id IS DISTINCT FROM NEW.partner_id
   OR OLD.partner_kind <> NEW.partner_kind OR OLD.person <> NEW.person OR OLD.items <> NEW.items
   OR OLD.scope <> NEW.scope OR OLD.valid_until IS DISTINCT FROM NEW.valid_until OR OLD.said_by <> NEW.said_by
   OR OLD.said_name <> NEW.said_name OR OLD.said_relation <> NEW.said_relation
   OR OLD.said_how <> NEW.said_how OR OLD.said_on <> NEW.said_on OR OLD.recorded_at <> NEW.recorded_at
   OR (OLD.withdrawn_at IS NOT NULL
       AND (OLD.withdrawn_at IS DISTINCT FROM NEW.withdrawn_at OR OLD.withdrawn_on IS DISTINCT FROM NEW.withdrawn_on)))
EXECUTE FUNCTION refuse_change();
-- end
