-- 病棟との質問・回答: a short question about a patient in a ward, asked of the office by the ward or of the
-- ward by the office. It belongs to both sides, not to the one who wrote it: whoever works there goes on.
CREATE TABLE question (
    id {identity},
    facility_id INTEGER NOT NULL REFERENCES facility (id),
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    ward_id INTEGER NOT NULL REFERENCES ward (id),   -- where the patient was then
    asked_of TEXT NOT NULL CHECK (asked_of IN ('office', 'ward')),
    text TEXT NOT NULL CHECK (text <> ''),
    due_at INTEGER NOT NULL,
    asked_at INTEGER NOT NULL,
    asked_by INTEGER NOT NULL REFERENCES user_account (id),
    asked_by_name TEXT NOT NULL,                     -- as it was then
    answer TEXT NOT NULL DEFAULT '',
    answered_at INTEGER,
    answered_by_name TEXT NOT NULL DEFAULT '',
    closed_at INTEGER,
    closed_how TEXT NOT NULL DEFAULT '' CHECK (closed_how IN ('', 'read', 'withdrawn')),
    closed_by_name TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    CHECK ((answered_at IS NULL) = (answer = '')),
    CHECK ((closed_at IS NULL) = (closed_how = '')),
    CHECK (closed_how <> 'read' OR answered_at IS NOT NULL)
) {strict};
CREATE INDEX question_of_patient ON question (patient_id, id);
CREATE INDEX question_open ON question (patient_id, id) WHERE closed_at IS NULL;
