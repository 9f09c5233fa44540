-- 連携先の人: who belongs to a partner facility and was let in by our office. `host_id` names the
-- office whose records are seen and whose audit trail holds each look; NULL: one of the house itself.
-- The roles are those of platform/auth/role.cpp: the column's list of words was too short for them.
ALTER TABLE user_account ADD COLUMN host_id INTEGER REFERENCES facility (id);
CREATE INDEX user_account_by_host ON user_account (host_id) WHERE host_id IS NOT NULL;

DROP VIEW hidden_patient;
ALTER TABLE user_account ADD COLUMN given_role TEXT NOT NULL DEFAULT '';
UPDATE user_account SET given_role = role;
ALTER TABLE user_account DROP COLUMN role;
ALTER TABLE user_account RENAME COLUMN given_role TO role;
CREATE VIEW hidden_patient AS
    SELECT sealed_patient.patient_id, user_account.id AS user_id
      FROM sealed_patient JOIN user_account ON user_account.facility_id = sealed_patient.facility_id
     WHERE user_account.role <> 'head'
       AND NOT EXISTS (SELECT 1 FROM sealed_patient_reader reader
                        WHERE reader.patient_id = sealed_patient.patient_id
                          AND reader.user_id = user_account.id);

-- 開封: when somebody of the facility it was sent to first opened the paper on the portal.
ALTER TABLE sending ADD COLUMN opened_at INTEGER;
ALTER TABLE sending ADD COLUMN opened_by INTEGER REFERENCES user_account (id);
CREATE INDEX sending_by_receiver ON sending (facility_id, to_facility_id, sent_at);
