-- Whether a patient is hidden from somebody is asked for each row of each list: almost always the answer
-- is that nobody sealed this patient, and that who asks is no 病棟看護師. So these are looked up first.
-- (CROSS JOIN is SQLite's word for "in this order"; on PostgreSQL it changes nothing.)
DROP VIEW hidden_patient;

-- From whom a patient is sealed, wherever they work.
CREATE VIEW sealed_from AS
    SELECT sealed_patient.patient_id, user_account.id AS user_id
      FROM sealed_patient CROSS JOIN user_account
     WHERE user_account.facility_id = sealed_patient.facility_id
       AND user_account.role <> 'head'
       AND NOT EXISTS (SELECT 1 FROM sealed_patient_reader reader
                        WHERE reader.patient_id = sealed_patient.patient_id
                          AND reader.user_id = user_account.id)
       AND NOT EXISTS (SELECT 1 FROM standing_in
                        WHERE standing_in.deputy_user = user_account.id
                          AND standing_in.running = 1 AND standing_in.absent_role = 'head'
                          AND user_account.role NOT IN ('', 'ward_nurse', 'auditor',
                                                        'administrator'));

-- For a 病棟看護師 every patient is hidden, too, who is not in sight of one of the own wards.
CREATE VIEW hidden_patient AS
    SELECT patient_id, user_id FROM sealed_from
    UNION ALL
    SELECT patient.id, user_account.id
      FROM user_account CROSS JOIN patient
     WHERE patient.facility_id = user_account.facility_id AND user_account.role = 'ward_nurse'
       AND NOT EXISTS (SELECT 1 FROM stay
                         JOIN affiliation ON affiliation.ward_id = stay.ward_id
                        WHERE stay.patient_id = patient.id AND stay.in_sight = 1
                          AND affiliation.user_id = user_account.id AND affiliation.running = 1);

-- The numbers beside the list of open letters leave hidden patients out: from this index alone, too.
-- (closed_at as in duty_open, migration 0022.)
DROP INDEX referral_open;
CREATE INDEX referral_open ON referral (facility_id, state, received_at, id, patient_id, closed_at)
 WHERE closed_at IS NULL;
