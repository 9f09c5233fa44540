-- 紹介: one patient sent to us by a partner facility, from the letter's arrival to the final reply.
CREATE TABLE referral (
    id {identity},
    facility_id INTEGER NOT NULL REFERENCES facility (id),
    number TEXT NOT NULL,                -- R-2026-11-0412
    state TEXT NOT NULL,                 -- received awaiting_decision asking_doctor awaiting_booking awaiting_visit visited replied declined forwarded withdrawn not_a_referral
    door TEXT NOT NULL,                  -- fax phone paper electronic csv
    urgency TEXT NOT NULL DEFAULT 'routine', -- emergency 至急, soon 準緊急, routine 通常
    patient_id INTEGER REFERENCES patient (id),  -- NULL only while received (未登録)
    referrer_id INTEGER REFERENCES facility (id),
    referring_doctor TEXT NOT NULL DEFAULT '',
    referring_department TEXT NOT NULL DEFAULT '',
    department_id INTEGER REFERENCES department (id),
    doctor_id INTEGER REFERENCES doctor (id),
    sender_note TEXT NOT NULL DEFAULT '',  -- while received: number shown, first line read: 差出人 不明
    title TEXT NOT NULL DEFAULT '',
    diagnoses TEXT NOT NULL DEFAULT '',    -- 傷病名, first = main
    purpose TEXT NOT NULL DEFAULT '',      -- 紹介目的
    history TEXT NOT NULL DEFAULT '',      -- 既往歴・家族歴
    allergies TEXT NOT NULL DEFAULT '',    -- アレルギー・禁忌
    course TEXT NOT NULL DEFAULT '',       -- 症状経過・検査結果
    treatment TEXT NOT NULL DEFAULT '',    -- 治療経過
    medication TEXT NOT NULL DEFAULT '',   -- 現在の処方
    remarks TEXT NOT NULL DEFAULT '',      -- 備考・希望
    letter_dated_on TEXT,
    received_at INTEGER NOT NULL,
    registered_at INTEGER,
    answer_due_at INTEGER,                 -- 返答の約束
    decided_at INTEGER,
    decision_note TEXT NOT NULL DEFAULT '',-- reason of a decline, to whom forwarded, what was asked
    decision_reason TEXT NOT NULL DEFAULT '', -- code of a decline: no_bed no_specialist other_hospital …
    answered_at INTEGER,
    visited_on TEXT,
    admitted_on TEXT,
    discharged_on TEXT,
    closed_at INTEGER,
    waiting_reason TEXT NOT NULL DEFAULT '', -- why an open case has no open duty just now
    assignee_id INTEGER REFERENCES user_account (id),
    original_id INTEGER REFERENCES case_document (id), -- 原本
    version INTEGER NOT NULL DEFAULT 1,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER,
    UNIQUE (facility_id, number)
) {strict};
CREATE INDEX referral_open ON referral (facility_id, state, received_at, id) WHERE closed_at IS NULL;
CREATE INDEX referral_by_received ON referral (facility_id, received_at, id);
CREATE INDEX referral_by_patient ON referral (facility_id, patient_id, id) WHERE patient_id IS NOT NULL;
CREATE INDEX referral_by_referrer ON referral (facility_id, referrer_id, received_at) WHERE referrer_id IS NOT NULL;

-- 項目と原本の場所: a field of the form linked by hand to a place on a page, in thousandths.
CREATE TABLE referral_source (
    referral_id INTEGER NOT NULL REFERENCES referral (id),
    field TEXT NOT NULL,
    document_id INTEGER NOT NULL REFERENCES case_document (id),
    page INTEGER NOT NULL,
    left_pm INTEGER NOT NULL,
    top_pm INTEGER NOT NULL,
    width_pm INTEGER NOT NULL,
    height_pm INTEGER NOT NULL,
    PRIMARY KEY (referral_id, field)
) {strict};
