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

-- 予約の変更のお願い: what a partner's people asked on the portal about a booked place. The office moves or
-- cancels the booking, or answers; nothing of the booking changes by the request itself.
CREATE TABLE place_request (
    id {identity},
    facility_id INTEGER NOT NULL REFERENCES facility (id),  -- whom it was asked of
    referral_id INTEGER NOT NULL REFERENCES referral (id),
    booking_id INTEGER NOT NULL REFERENCES booking (id),    -- as it was booked then
    sender_id INTEGER NOT NULL REFERENCES facility (id),    -- 紹介元
    wish TEXT NOT NULL CHECK (wish IN ('move', 'cancel')),
    wished_on TEXT NOT NULL DEFAULT '',                     -- 2026-12-01 2026-12-03
    words TEXT NOT NULL DEFAULT '',
    asked_at INTEGER NOT NULL,
    asked_by INTEGER NOT NULL REFERENCES user_account (id),
    asked_by_name TEXT NOT NULL,                            -- as it was then
    outcome TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'moved', 'cancelled', 'answered', 'taken_back', 'over')),
    answer TEXT NOT NULL DEFAULT '',
    closed_at INTEGER,
    closed_by_name TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    CHECK ((closed_at IS NULL) = (outcome = '')),
    CHECK ((outcome = 'answered') = (answer <> ''))
) {strict};
CREATE UNIQUE INDEX place_request_open ON place_request (booking_id) WHERE outcome = '';
CREATE INDEX place_request_of_booking ON place_request (booking_id);
CREATE INDEX place_request_of_referral ON place_request (referral_id, id);

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

-- Behind the second wall (migration 0044): there when its referral is.
ALTER TABLE place_request ENABLE ROW LEVEL SECURITY;
ALTER TABLE place_request FORCE ROW LEVEL SECURITY;
CREATE POLICY program_sees ON place_request USING ((SELECT viewer_is_program()));
CREATE POLICY house_sees ON place_request
    USING (CASE WHEN facility_id = (SELECT viewer_house())
                THEN EXISTS (SELECT 1 FROM referral WHERE referral.id = referral_id) END);
CREATE POLICY partner_sees ON place_request
    USING (CASE WHEN facility_id = (SELECT viewer_host()) AND sender_id = (SELECT viewer_partner())
                THEN EXISTS (SELECT 1 FROM referral WHERE referral.id = referral_id) END);
-- end
