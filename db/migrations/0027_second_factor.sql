-- 二つ目の確認: what an account has beside its password, and the devices a colleague has signed in from.

-- 認証アプリ: the secret is sealed with the office's key (DATA/keys/office.key), which no copy of the
-- database holds.
CREATE TABLE authenticator_app (
    user_id INTEGER PRIMARY KEY REFERENCES user_account (id),
    sealed_secret TEXT NOT NULL,
    last_step INTEGER NOT NULL,          -- of the newest code that was taken: no code counts twice
    added_at INTEGER NOT NULL
) {strict};

-- 予備のコード: for the day on which the telephone is lost; each counts once.
CREATE TABLE recovery_code (
    user_id INTEGER NOT NULL REFERENCES user_account (id),
    code_hash TEXT NOT NULL,             -- BLAKE2b; a code has 80 random bits
    used_at INTEGER,
    PRIMARY KEY (user_id, code_hash)
) {strict};

-- A browser somebody has signed in with. Wrong passwords there count for themselves: a stranger who
-- guesses elsewhere does not lock this colleague out.
CREATE TABLE known_device (
    user_id INTEGER NOT NULL REFERENCES user_account (id),
    token_hash TEXT NOT NULL,            -- BLAKE2b of the cookie
    description TEXT NOT NULL,           -- Windows の Chrome
    known_since INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    failed_attempts INTEGER NOT NULL DEFAULT 0,
    locked_until INTEGER,
    PRIMARY KEY (user_id, token_hash)
) {strict};
CREATE INDEX known_device_by_token ON known_device (token_hash);

ALTER TABLE session ADD COLUMN device TEXT NOT NULL DEFAULT '';   -- as above
ALTER TABLE session ADD COLUMN address TEXT NOT NULL DEFAULT '';
