-- サインインしている端末: what a colleague sees of their own sign-ins.
ALTER TABLE session ADD COLUMN device_hash TEXT NOT NULL DEFAULT '';  -- known_device.token_hash
CREATE INDEX session_by_user ON session (user_id);

-- 新しい端末からのサインイン: told on the person's other devices until they have said whose it was.
CREATE TABLE sign_in_notice (
    id {identity},
    user_id INTEGER NOT NULL REFERENCES user_account (id),
    at INTEGER NOT NULL,
    device_hash TEXT NOT NULL,           -- the new device is not told of itself
    device TEXT NOT NULL,                -- Windows の Chrome
    address TEXT NOT NULL,
    seen_at INTEGER
) {strict};
CREATE INDEX sign_in_notice_new ON sign_in_notice (user_id) WHERE seen_at IS NULL;
