-- 入職・代行・停止: how somebody comes in, who stands in for whom, what becomes of the work of who left.

-- A password somebody else typed (`kakehashi user add`) is changed before anything else.
ALTER TABLE user_account ADD COLUMN password_is_own INTEGER NOT NULL DEFAULT 1;
-- Until when the account may do without a second factor where the house asks for one; set at the
-- first sign-in that finds it empty.
ALTER TABLE user_account ADD COLUMN factor_due_at INTEGER;

-- 二つ目の確認を求める人. No row: who manages and audits (docs/decisions/0009).
CREATE TABLE factor_policy (
    facility_id INTEGER PRIMARY KEY REFERENCES facility (id),
    asked_of TEXT NOT NULL CHECK (asked_of IN ('nobody', 'overseers', 'everybody')),
    changed_at INTEGER NOT NULL
) {strict};

-- 招待: lets the owner of an account choose the first password, once. The code is on paper only.
CREATE TABLE invitation (
    id {identity},
    user_id INTEGER NOT NULL REFERENCES user_account (id),
    code_hash TEXT NOT NULL UNIQUE,      -- BLAKE2b; a code has 260 random bits
    made_at INTEGER NOT NULL,
    made_by INTEGER NOT NULL REFERENCES user_account (id),
    expires_at INTEGER NOT NULL,
    ended_at INTEGER,
    ended_how TEXT NOT NULL DEFAULT '' CHECK (ended_how IN ('', 'used', 'revoked', 'replaced'))
) {strict};
CREATE UNIQUE INDEX invitation_open ON invitation (user_id) WHERE ended_at IS NULL;

-- 代行: who stands in for an absent colleague, from day to day, both included.
CREATE TABLE deputy (
    id {identity},
    facility_id INTEGER NOT NULL REFERENCES facility (id),
    absent_user INTEGER NOT NULL REFERENCES user_account (id),
    deputy_user INTEGER NOT NULL REFERENCES user_account (id),
    from_on TEXT NOT NULL,
    until_on TEXT NOT NULL,
    named_at INTEGER NOT NULL,
    named_by INTEGER NOT NULL REFERENCES user_account (id),
    named_name TEXT NOT NULL,            -- as it was then
    ended_at INTEGER,                    -- taken back before its time
    running INTEGER NOT NULL DEFAULT 0,  -- its days are now: kept by the minute's work, for hidden_patient
    CHECK (absent_user <> deputy_user),
    CHECK (from_on <= until_on)
) {strict};
CREATE INDEX deputy_of ON deputy (deputy_user) WHERE ended_at IS NULL;

-- Who may stand in for whom: of what counts, only the day is left to be asked. An account out of use
-- neither hands on nor takes over.
CREATE VIEW standing_in AS
SELECT deputy.id, deputy.deputy_user, deputy.absent_user, absent.name AS absent_name,
       absent.role AS absent_role, deputy.from_on, deputy.until_on, deputy.running
  FROM deputy
  JOIN user_account absent ON absent.id = deputy.absent_user AND absent.active = 1
  JOIN user_account standing ON standing.id = deputy.deputy_user AND standing.active = 1
 WHERE deputy.ended_at IS NULL;

-- Who stands in for a 室長 reviews emergency looks, and so sees sealed patients. A view has no clock.
DROP VIEW hidden_patient;
CREATE VIEW hidden_patient AS
    SELECT sealed_patient.patient_id, user_account.id AS user_id
      FROM sealed_patient JOIN user_account ON user_account.facility_id = sealed_patient.facility_id
     WHERE user_account.role <> 'head'
       AND NOT EXISTS (SELECT 1 FROM sealed_patient_reader reader
                        WHERE reader.patient_id = sealed_patient.patient_id
                          AND reader.user_id = user_account.id)
       AND NOT EXISTS (SELECT 1 FROM standing_in
                        WHERE standing_in.deputy_user = user_account.id
                          AND standing_in.running = 1 AND standing_in.absent_role = 'head'
                          AND user_account.role NOT IN ('', 'auditor', 'administrator'));

-- The duties of who is out of use belong to nobody until somebody takes them.
DROP VIEW open_duty;
CREATE VIEW open_duty AS
SELECT duty.id, duty.facility_id, duty.case_kind, duty.case_id, duty.patient_id,
       coalesce(patient.name, '') AS patient_name, coalesce(patient.sex, '') AS patient_sex,
       patient.born_on, duty.partner_id, coalesce(facility.name, '') AS partner_name,
       duty.kind, duty.topic, duty.basis, duty.urgent, duty.due_at, duty.note, duty.place,
       user_account.id AS assignee_id, coalesce(user_account.name, '') AS assignee_name,
       duty.snoozed_until, duty.snooze_reason, duty.opened_at, duty.version
  FROM duty
  LEFT JOIN patient ON patient.id = duty.patient_id
  LEFT JOIN facility ON facility.id = duty.partner_id
  LEFT JOIN user_account ON user_account.id = duty.assignee_id AND user_account.active = 1
 WHERE duty.closed_at IS NULL;
