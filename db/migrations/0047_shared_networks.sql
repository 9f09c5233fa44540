-- 共同利用の範囲: with whom a 地域医療情報連携ネットワーク shares what, what for, and who answers for it
-- (個人情報保護法 27条5項3号). Versions are never changed: a consent names the one it was given under.
CREATE TABLE shared_network (
    id {identity},
    facility_id INTEGER NOT NULL REFERENCES facility (id)
) {strict};
CREATE TABLE network_scope (
    network_id INTEGER NOT NULL REFERENCES shared_network (id),
    scope_version INTEGER NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    items TEXT NOT NULL,                 -- as of a consent; empty: nothing is shared any more
    purpose TEXT NOT NULL CHECK (purpose <> ''),
    manager TEXT NOT NULL CHECK (manager <> ''),
    posted_on TEXT NOT NULL,             -- 公表日
    written_at INTEGER NOT NULL,
    written_by INTEGER NOT NULL REFERENCES user_account (id),
    written_by_name TEXT NOT NULL,       -- as it was then
    PRIMARY KEY (network_id, scope_version)
) {strict};
CREATE TABLE network_member (
    network_id INTEGER NOT NULL,
    scope_version INTEGER NOT NULL,
    partner_id INTEGER NOT NULL REFERENCES facility (id),
    PRIMARY KEY (network_id, scope_version, partner_id),
    FOREIGN KEY (network_id, scope_version) REFERENCES network_scope (network_id, scope_version)
) {strict};

-- For which network a consent was given, and under which version of its scope.
ALTER TABLE consent_statement ADD COLUMN network_id INTEGER REFERENCES shared_network (id);
ALTER TABLE consent_statement ADD COLUMN scope_version INTEGER;

-- only sqlite
CREATE TRIGGER network_scope_is_fixed BEFORE UPDATE ON network_scope BEGIN SELECT RAISE(ABORT, 'network_scope is append-only'); END;
CREATE TRIGGER network_scope_is_kept BEFORE DELETE ON network_scope BEGIN SELECT RAISE(ABORT, 'network_scope is append-only'); END;
CREATE TRIGGER network_member_is_fixed BEFORE UPDATE ON network_member BEGIN SELECT RAISE(ABORT, 'network_member is append-only'); END;
CREATE TRIGGER network_member_is_kept BEFORE DELETE ON network_member BEGIN SELECT RAISE(ABORT, 'network_member is append-only'); END;
CREATE TRIGGER consent_network_is_fixed BEFORE UPDATE ON consent_statement
WHEN OLD.network_id IS NOT NEW.network_id OR OLD.scope_version IS NOT NEW.scope_version
BEGIN SELECT RAISE(ABORT, 'consent_statement is append-only'); END;
-- end
-- only postgresql
CREATE TRIGGER network_scope_is_kept BEFORE UPDATE OR DELETE ON network_scope FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER network_member_is_kept BEFORE UPDATE OR DELETE ON network_member FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER consent_network_is_fixed BEFORE UPDATE ON consent_statement FOR EACH ROW
WHEN (OLD.network_id IS DISTINCT FROM NEW.network_id OR OLD.scope_version IS DISTINCT FROM NEW.scope_version)
EXECUTE FUNCTION refuse_change();
-- end
