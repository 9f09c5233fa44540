-- 監査の記録: who saw or changed which patient's record, when, from where. docs/audit-format.md says
-- how the rows are chained and signed; nothing here holds a patient's name or a word of a record.

-- What waits to be chained. A change writes its trace here in its own transaction; looks come from
-- the journal (platform/audit/journal.hpp). The clerk empties it within a second.
CREATE TABLE audit_pending (
    id {identity},
    facility_id INTEGER NOT NULL,        -- of who acted; 0: nobody was signed in
    at INTEGER NOT NULL,
    actor_id INTEGER NOT NULL,           -- 0: nobody, or the program itself
    actor_name TEXT NOT NULL,            -- as it was then
    address TEXT NOT NULL,               -- from where; empty: at the machine itself
    action TEXT NOT NULL,                -- read print export change sign_in sign_out refused key broken lost
    what TEXT NOT NULL,                  -- GET /patients/{id}, referral.arrived
    case_kind TEXT NOT NULL,
    case_id INTEGER NOT NULL,            -- 0: none
    seen TEXT NOT NULL,                  -- p55,r412: patients, and letters whose patient nobody had named yet
    purpose TEXT NOT NULL,               -- care 診療・連携業務
    result TEXT NOT NULL,                -- ok, or what was answered: 200, 404, wrong_password
    times INTEGER NOT NULL               -- refusals of strangers are folded together
) {strict};

-- Numbered 1, 2, 3 … without gaps. `hash` is SHA-256, in hex, of this row and the hash before it.
CREATE TABLE audit (
    number INTEGER PRIMARY KEY,
    facility_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor_id INTEGER NOT NULL,
    actor_name TEXT NOT NULL,
    address TEXT NOT NULL,
    action TEXT NOT NULL,
    what TEXT NOT NULL,
    case_kind TEXT NOT NULL,
    case_id INTEGER NOT NULL,
    seen TEXT NOT NULL,
    purpose TEXT NOT NULL,
    result TEXT NOT NULL,
    times INTEGER NOT NULL,
    hash TEXT NOT NULL
) {strict};

-- Who looked at this patient: an index of audit.seen by blocks of 256 rows, since a list shows many
-- patients many times a day. `kakehashi audit verify` compares it with the rows.
CREATE TABLE audit_subject (
    facility_id INTEGER NOT NULL,
    subject TEXT NOT NULL,               -- p55
    block INTEGER NOT NULL,              -- number / 256
    PRIMARY KEY (facility_id, subject, block)
-- only sqlite
) STRICT, WITHOUT ROWID;
-- end
-- only postgresql
);
-- end

-- 日ごとの締め: rows first_number to last_number are closed; each root names the one before it.
CREATE TABLE audit_root (
    sequence INTEGER PRIMARY KEY,        -- 1, 2, 3 …
    day TEXT NOT NULL,                   -- of the last row chained
    first_number INTEGER NOT NULL,
    last_number INTEGER NOT NULL,
    last_hash TEXT NOT NULL,
    previous TEXT NOT NULL,              -- hash of the root before it
    hash TEXT NOT NULL,
    signature TEXT NOT NULL,             -- Ed25519, hex
    public_key TEXT NOT NULL
) {strict};

-- Where the chain ends now, signed with each batch: a tail that was cut off is missed.
CREATE TABLE audit_head (
    id INTEGER PRIMARY KEY,              -- always 1
    number INTEGER NOT NULL,
    hash TEXT NOT NULL,
    at INTEGER NOT NULL,                 -- when the last batch was chained
    root_sequence INTEGER NOT NULL,      -- the latest root, 0 before the first
    root_hash TEXT NOT NULL,
    signature TEXT NOT NULL,
    public_key TEXT NOT NULL
) {strict};

-- How far each journal file has been moved: each line reaches the chain once.
CREATE TABLE audit_journal (
    name TEXT PRIMARY KEY,
    position INTEGER NOT NULL
) {strict};

-- only sqlite
CREATE TRIGGER audit_is_append_only BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_subject_is_append_only BEFORE UPDATE ON audit_subject BEGIN SELECT RAISE(ABORT, 'audit_subject is append-only'); END;
CREATE TRIGGER audit_subject_is_kept BEFORE DELETE ON audit_subject BEGIN SELECT RAISE(ABORT, 'audit_subject is append-only'); END;
CREATE TRIGGER audit_root_is_append_only BEFORE UPDATE ON audit_root BEGIN SELECT RAISE(ABORT, 'audit_root is append-only'); END;
CREATE TRIGGER audit_root_is_kept BEFORE DELETE ON audit_root BEGIN SELECT RAISE(ABORT, 'audit_root is append-only'); END;
-- end
-- only postgresql
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END
$body$;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_subject_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_subject
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_root_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_root
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
-- end
