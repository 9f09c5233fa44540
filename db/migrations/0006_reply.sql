-- 返書: what we owe the referrer, by stage, and what was written and sent.
CREATE TABLE reply_obligation (
    id {identity},
    facility_id INTEGER NOT NULL REFERENCES facility (id),
    referral_id INTEGER NOT NULL REFERENCES referral (id),
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    referrer_id INTEGER REFERENCES facility (id),
    stage TEXT NOT NULL,                 -- arrival_notice first interim final
    state TEXT NOT NULL,                 -- open drafted asking sent not_needed
    counted_from TEXT NOT NULL,          -- 受診日または退院日: the day the waiting is counted from
    due_on TEXT NOT NULL,
    department_id INTEGER REFERENCES department (id),
    doctor_id INTEGER REFERENCES doctor (id),
    chased_doctor_at INTEGER,            -- last chaser to the doctor
    chased_head_at INTEGER,              -- last chaser to the department head
    chasers INTEGER NOT NULL DEFAULT 0,
    not_needed_reason TEXT NOT NULL DEFAULT '',
    document_id INTEGER REFERENCES case_document (id), -- the version that was sent last
    opened_at INTEGER NOT NULL,
    closed_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1
) {strict};
CREATE INDEX reply_open ON reply_obligation (facility_id, counted_from, id) WHERE closed_at IS NULL;
CREATE INDEX reply_by_referral ON reply_obligation (facility_id, referral_id, id);
CREATE INDEX reply_closed ON reply_obligation (facility_id, closed_at) WHERE closed_at IS NOT NULL;

-- The text being written; each saving is a version.
CREATE TABLE reply_draft (
    obligation_id INTEGER NOT NULL REFERENCES reply_obligation (id),
    draft_version INTEGER NOT NULL,
    body TEXT NOT NULL,                  -- JSON: diagnosis, findings, treatment, prescription, plan, requests, next
    written_at INTEGER NOT NULL,
    written_by INTEGER,
    PRIMARY KEY (obligation_id, draft_version)
) {strict};
