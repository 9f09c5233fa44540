-- 医療機関・施設, 診療科, 医師, 職員. Our own hospital is a facility like the others, so one
-- installation serves one office or a whole region without a second notion of "tenant".
-- Days are TEXT 'YYYY-MM-DD' (Japan), moments INTEGER seconds since 1970, yes/no INTEGER 0/1.
CREATE TABLE facility (
    id {identity},
    kind TEXT NOT NULL,                  -- hospital clinic dental pharmacy visiting_nurse care_manager care_home community_center city_office other
    code TEXT UNIQUE,                    -- 医療機関コード 10 digits; NULL when the place has none
    name TEXT NOT NULL,
    kana TEXT NOT NULL DEFAULT '',
    name_key TEXT NOT NULL,              -- search_key(name), see base/japanese.hpp
    kana_key TEXT NOT NULL DEFAULT '',
    postal_code TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    fax TEXT NOT NULL DEFAULT '',
    mail TEXT NOT NULL DEFAULT '',
    reply_means TEXT NOT NULL DEFAULT 'fax',   -- how they like to be answered: fax post mail portal hand phone
    contact_note TEXT NOT NULL DEFAULT '',     -- 連絡してよい時間・担当など
    registered_number TEXT NOT NULL DEFAULT '', -- 登録医(機関)番号
    registered_on TEXT,
    registered_until TEXT,
    confirmed_on TEXT,                   -- 最終確認日: when somebody last checked this entry
    closed_on TEXT,                      -- 閉院・休止
    distance_m INTEGER,                  -- straight line from our hospital, when known
    version INTEGER NOT NULL DEFAULT 1,
    updated_at INTEGER NOT NULL DEFAULT 0
) {strict};
CREATE INDEX facility_by_name_key ON facility (name_key);
CREATE INDEX facility_by_kana_key ON facility (kana_key);
CREATE INDEX facility_by_kind ON facility (kind, name_key);

CREATE TABLE department (
    id {identity},
    facility_id INTEGER NOT NULL REFERENCES facility (id),
    code TEXT NOT NULL DEFAULT '',       -- SS-MIX2 診療科コード
    name TEXT NOT NULL,
    short_name TEXT NOT NULL DEFAULT '', -- 循環器, for narrow columns
    position INTEGER NOT NULL DEFAULT 0,
    active INTEGER NOT NULL DEFAULT 1,
    UNIQUE (facility_id, name)
) {strict};

CREATE TABLE doctor (
    id {identity},
    facility_id INTEGER NOT NULL REFERENCES facility (id),
    department_id INTEGER REFERENCES department (id),
    name TEXT NOT NULL,
    kana TEXT NOT NULL DEFAULT '',
    is_head INTEGER NOT NULL DEFAULT 0,  -- 科長・院長
    extension TEXT NOT NULL DEFAULT '',  -- 内線
    registered_number TEXT NOT NULL DEFAULT '',
    active INTEGER NOT NULL DEFAULT 1
) {strict};
CREATE INDEX doctor_by_facility ON doctor (facility_id, department_id);

CREATE TABLE user_account (
    id {identity},
    facility_id INTEGER NOT NULL REFERENCES facility (id),
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kana TEXT NOT NULL DEFAULT '',
    profession TEXT NOT NULL DEFAULT '', -- 看護師 社会福祉士 事務 医師
    password_hash TEXT NOT NULL,         -- Argon2id
    active INTEGER NOT NULL DEFAULT 1,
    last_signed_in_at INTEGER,
    failed_attempts INTEGER NOT NULL DEFAULT 0,
    locked_until INTEGER,
    created_at INTEGER NOT NULL DEFAULT 0
) {strict};

CREATE TABLE session (
    token_hash TEXT PRIMARY KEY,         -- BLAKE2b of the cookie; the cookie itself is not stored
    user_id INTEGER NOT NULL REFERENCES user_account (id),
    csrf TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) {strict};
CREATE INDEX session_by_expiry ON session (expires_at);

CREATE TABLE setting (
    facility_id INTEGER NOT NULL REFERENCES facility (id),
    name TEXT NOT NULL,                  -- reply.first_days
    value TEXT NOT NULL,
    updated_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (facility_id, name)
) {strict};
