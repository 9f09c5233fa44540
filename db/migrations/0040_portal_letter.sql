-- 連携ポータルから届いた紹介: what a partner's people sent, as they sent it. The referral beside it is
-- the office's working copy; nobody is a patient of ours before a colleague has said so.
CREATE TABLE portal_letter (
    referral_id INTEGER PRIMARY KEY REFERENCES referral (id),
    facility_id INTEGER NOT NULL REFERENCES facility (id),  -- whom it was sent to
    sender_id INTEGER NOT NULL REFERENCES facility (id),    -- 紹介元
    sent_by INTEGER NOT NULL REFERENCES user_account (id),
    sent_by_name TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    patient_name TEXT NOT NULL,
    patient_kana TEXT NOT NULL DEFAULT '',
    purpose TEXT NOT NULL DEFAULT '',
    remarks TEXT NOT NULL DEFAULT '',
    wished_on TEXT NOT NULL DEFAULT '',  -- 希望日, in their order: 2026-12-01 2026-12-03
    recalled_at INTEGER,                 -- 取り消し by the sender, before it was registered
    recalled_by_name TEXT NOT NULL DEFAULT ''
) {strict};
