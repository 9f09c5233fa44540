-- 役割. Who worked here before roles existed could do everything, and still can: 室長, until somebody
-- gives each the role that fits. An account without a role may do nothing but look after itself.
ALTER TABLE user_account ADD COLUMN role TEXT NOT NULL DEFAULT ''
    CHECK (role IN ('', 'desk', 'nurse', 'social_worker', 'clerk', 'doctor', 'head', 'auditor',
                    'administrator'));
UPDATE user_account SET role = 'head';
