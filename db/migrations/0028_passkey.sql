-- パスキー: keys that authenticators (a telephone, Windows Hello, a token) made for a colleague.
CREATE TABLE passkey (
    id {identity},
    user_id INTEGER NOT NULL REFERENCES user_account (id),
    credential TEXT NOT NULL UNIQUE,     -- its id in base64url, as the browser names it
    public_key TEXT NOT NULL,            -- base64url of a COSE key; nothing secret
    sign_count INTEGER NOT NULL,         -- of the last use; 0 where the authenticator counts none
    name TEXT NOT NULL,                  -- as its owner calls it: 仕事用のスマートフォン
    added_at INTEGER NOT NULL,
    last_used_at INTEGER
) {strict};
CREATE INDEX passkey_by_user ON passkey (user_id);

-- A challenge is answered once. Those not answered are stored nowhere: they carry their own end.
CREATE TABLE used_challenge (
    challenge_hash TEXT PRIMARY KEY,
    used_at INTEGER NOT NULL
) {strict};
