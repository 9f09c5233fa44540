-- 個人情報の漏えい等の記録: what a colleague reported, what was found out, and each step taken with who
-- and when. Only `incident` itself is ever changed, and only to be closed; the rest grows by lines.
CREATE TABLE incident (
    id {identity},
    facility_id INTEGER NOT NULL REFERENCES facility (id),
    number TEXT NOT NULL,                -- I-2026-0001
    reported_on TEXT NOT NULL,
    reported_by INTEGER NOT NULL REFERENCES user_account (id),
    reported_by_name TEXT NOT NULL,      -- all names as they were then
    closed_on TEXT,
    closed_by INTEGER REFERENCES user_account (id),
    closed_by_name TEXT NOT NULL DEFAULT '',
    closed_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (facility_id, number),
    -- Who reported it does not say alone that it is over.
    CHECK (closed_by IS NULL OR closed_by <> reported_by),
    CHECK ((closed_at IS NULL) = (closed_by IS NULL) AND (closed_at IS NULL) = (closed_on IS NULL))
) {strict};
CREATE INDEX incident_open ON incident (facility_id, id) WHERE closed_at IS NULL;
CREATE INDEX incident_by_day ON incident (facility_id, reported_on, id);

-- What is known, a row each time it is written down; the newest counts. No patient is named in it.
CREATE TABLE incident_account (
    id {identity},
    facility_id INTEGER NOT NULL REFERENCES facility (id),
    incident_id INTEGER NOT NULL REFERENCES incident (id),
    kind TEXT NOT NULL,                  -- fax, paper, …
    subjects TEXT NOT NULL CHECK (subjects IN ('patients', 'others')),
    happened_on TEXT,
    noticed_on TEXT NOT NULL,            -- the terms count from it
    noticed_by TEXT NOT NULL,
    persons INTEGER NOT NULL CHECK (persons > 0),
    items TEXT NOT NULL,                 -- identity clinical
    recipient TEXT NOT NULL,
    story TEXT NOT NULL,
    at_once TEXT NOT NULL,
    malice TEXT NOT NULL CHECK (malice IN ('unknown', 'no', 'yes')),
    cause TEXT NOT NULL,
    harm TEXT NOT NULL,
    publication TEXT NOT NULL,
    remarks TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    recorded_by INTEGER NOT NULL REFERENCES user_account (id),
    recorded_by_name TEXT NOT NULL
) {strict};
CREATE INDEX incident_account_newest ON incident_account (incident_id, id);

CREATE TABLE incident_step (
    id {identity},
    facility_id INTEGER NOT NULL REFERENCES facility (id),
    incident_id INTEGER NOT NULL REFERENCES incident (id),
    kind TEXT NOT NULL CHECK (kind IN ('first_report', 'notice', 'final_report', 'prevention',
                                       'no_report', 'taken_back')),
    done_on TEXT NOT NULL,
    means TEXT NOT NULL DEFAULT '',      -- of the notice
    exemption TEXT NOT NULL DEFAULT '',  -- of no report
    text TEXT NOT NULL,
    takes_back_id INTEGER UNIQUE REFERENCES incident_step (id),
    recorded_at INTEGER NOT NULL,
    recorded_by INTEGER NOT NULL REFERENCES user_account (id),
    recorded_by_name TEXT NOT NULL,
    CHECK ((kind = 'taken_back') = (takes_back_id IS NOT NULL)),
    CHECK ((kind = 'notice') = (means <> '')),
    CHECK ((kind = 'no_report') = (exemption <> ''))
) {strict};
CREATE INDEX incident_step_of ON incident_step (incident_id, id);

-- Whose data, as far as they are known by name.
CREATE TABLE incident_patient (
    id {identity},
    facility_id INTEGER NOT NULL REFERENCES facility (id),
    incident_id INTEGER NOT NULL REFERENCES incident (id),
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    named_at INTEGER NOT NULL,
    named_by_name TEXT NOT NULL,
    removed_at INTEGER,                  -- it was somebody else
    removed_by_name TEXT NOT NULL DEFAULT ''
) {strict};
CREATE INDEX incident_patient_of ON incident_patient (incident_id, id);
CREATE INDEX incident_patient_by_patient ON incident_patient (patient_id);

-- only sqlite
CREATE TRIGGER incident_account_is_fixed BEFORE UPDATE ON incident_account BEGIN SELECT RAISE(ABORT, 'incident_account is append-only'); END;
CREATE TRIGGER incident_account_is_kept BEFORE DELETE ON incident_account BEGIN SELECT RAISE(ABORT, 'incident_account is append-only'); END;
CREATE TRIGGER incident_step_is_fixed BEFORE UPDATE ON incident_step BEGIN SELECT RAISE(ABORT, 'incident_step is append-only'); END;
CREATE TRIGGER incident_step_is_kept BEFORE DELETE ON incident_step BEGIN SELECT RAISE(ABORT, 'incident_step is append-only'); END;
-- A merge moves a line to the kept record; nothing else of it changes but its removal.
CREATE TRIGGER incident_patient_is_fixed BEFORE UPDATE OF facility_id, incident_id, named_at, named_by_name ON incident_patient BEGIN SELECT RAISE(ABORT, 'incident_patient is append-only'); END;
CREATE TRIGGER incident_patient_is_kept BEFORE DELETE ON incident_patient
WHEN NOT EXISTS (SELECT 1 FROM deletable_case open WHERE open.facility_id = OLD.facility_id
                    AND open.case_kind = 'patient' AND open.case_id = OLD.patient_id)
BEGIN SELECT RAISE(ABORT, 'incident_patient is append-only'); END;
-- end
-- only postgresql
CREATE TRIGGER incident_account_is_fixed BEFORE UPDATE OR DELETE ON incident_account FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER incident_step_is_fixed BEFORE UPDATE OR DELETE ON incident_step FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER incident_patient_is_fixed BEFORE UPDATE OF facility_id, incident_id, named_at, named_by_name ON incident_patient FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER incident_patient_is_kept BEFORE DELETE ON incident_patient FOR EACH ROW EXECUTE FUNCTION refuse_deletion_of_provision();

-- The second wall (migration 0044). The other tables name nobody.
ALTER TABLE incident_patient ENABLE ROW LEVEL SECURITY;
ALTER TABLE incident_patient FORCE ROW LEVEL SECURITY;
CREATE POLICY program_sees ON incident_patient USING ((SELECT viewer_is_program()));
CREATE POLICY house_sees ON incident_patient USING (facility_id = (SELECT viewer_house())
    AND patient_id NOT IN (SELECT unnest(viewer_hidden())));
-- end
