-- 監査ログ as the auditor reads it: newest first, of some days, one person or one kind of action. The
-- chain itself goes by `number`; `at` may step back by seconds between rows.
CREATE INDEX audit_by_time ON audit (at, number);
CREATE INDEX audit_by_person ON audit (actor_id, at, number);
CREATE INDEX audit_by_action ON audit (action, at, number);
