-- 閲覧の制限: patients whom only the named colleagues and the 室長 see (虐待, 職員本人, …). For everybody
-- else of the house they are not there: each statement that reads patients leaves out those whom
-- hidden_patient names beside the reader.
CREATE TABLE sealed_patient (
    patient_id INTEGER PRIMARY KEY REFERENCES patient (id) ON DELETE CASCADE,
    facility_id INTEGER NOT NULL REFERENCES facility (id),
    kind TEXT NOT NULL CHECK (kind IN ('abuse', 'staff', 'vip', 'other')),
    reason TEXT NOT NULL,
    sealed_at INTEGER NOT NULL,
    sealed_by INTEGER NOT NULL REFERENCES user_account (id)
) {strict};

CREATE TABLE sealed_patient_reader (
    patient_id INTEGER NOT NULL REFERENCES sealed_patient (patient_id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES user_account (id),
    until INTEGER, -- 緊急閲覧: then it ends by itself; NULL: until somebody takes it away
    PRIMARY KEY (patient_id, user_id)
) {strict};

CREATE VIEW hidden_patient AS
    SELECT sealed_patient.patient_id, user_account.id AS user_id
      FROM sealed_patient JOIN user_account ON user_account.facility_id = sealed_patient.facility_id
     WHERE user_account.role <> 'head'
       AND NOT EXISTS (SELECT 1 FROM sealed_patient_reader reader
                        WHERE reader.patient_id = sealed_patient.patient_id
                          AND reader.user_id = user_account.id);
