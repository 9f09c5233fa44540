-- 支援チーム: the people around a patient, ours, a partner's, and the family's, each from a day to a day.
CREATE TABLE team_member (
    id {identity},
    facility_id INTEGER NOT NULL REFERENCES facility (id),
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    role TEXT NOT NULL,                  -- attending_doctor care_manager family …
    user_id INTEGER REFERENCES user_account (id),  -- a colleague
    partner_id INTEGER REFERENCES facility (id),   -- a partner's person
    doctor_id INTEGER REFERENCES doctor (id),      -- who stands in the partners' register
    person TEXT NOT NULL DEFAULT '',     -- the name of who is no colleague
    relation TEXT NOT NULL DEFAULT '',   -- 長女, キーパーソン
    phone TEXT NOT NULL DEFAULT '',      -- their own; empty: the partner's
    since TEXT NOT NULL,
    until TEXT,                          -- the last day; NULL: still there
    note TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    CHECK ((user_id IS NULL) = (person <> '')),
    CHECK (user_id IS NULL OR partner_id IS NULL),
    CHECK (until IS NULL OR until >= since)
) {strict};
CREATE INDEX team_of_patient ON team_member (patient_id, id);
