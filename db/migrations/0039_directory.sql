-- 病院のアカウント: who of the hospital's own directory (OpenID Connect, LDAP) has which account here.
CREATE TABLE directory_account (
    user_id INTEGER PRIMARY KEY REFERENCES user_account (id),
    issuer TEXT NOT NULL,                -- https://login.example.jp, ldap:dc=example,dc=jp
    name TEXT NOT NULL,                  -- the user name there, as it was written or as it was at first
    subject TEXT,                        -- what never changes there; NULL until the first sign-in
    written_at INTEGER NOT NULL,
    linked_at INTEGER,
    UNIQUE (issuer, subject),
    CHECK ((subject IS NULL) = (linked_at IS NULL))
) {strict};
CREATE UNIQUE INDEX directory_account_awaited ON directory_account (issuer, name) WHERE subject IS NULL;

-- The directory said that it had asked for a second factor.
ALTER TABLE session ADD COLUMN factor_vouched INTEGER NOT NULL DEFAULT 0;
-- What the provider knows its own session by (ID token), sealed with the office's key.
ALTER TABLE session ADD COLUMN directory_proof TEXT NOT NULL DEFAULT '';
