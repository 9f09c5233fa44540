-- Messages stay for a while and are read by position, so that every program on one database reads them
-- all; a receiver that is told once for all programs keeps its position here.
CREATE TABLE outbox_position (
    receiver TEXT PRIMARY KEY,
    position INTEGER NOT NULL,           -- id of the last message that was delivered or put aside
    attempts INTEGER NOT NULL DEFAULT 0, -- of the message behind it
    next_at INTEGER NOT NULL DEFAULT 0
) {strict};

-- What could not be delivered, for an operator to look at and send again.
CREATE TABLE dead_letter (
    id {identity},
    receiver TEXT NOT NULL,
    facility_id INTEGER NOT NULL,
    topic TEXT NOT NULL,
    payload TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    dead_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    resent_at INTEGER
) {strict};
INSERT INTO dead_letter (receiver, facility_id, topic, payload, created_at, dead_at, attempts)
SELECT receiver, facility_id, topic, payload, created_at, dead_at, attempts
  FROM outbox WHERE dead_at IS NOT NULL ORDER BY id;
DELETE FROM outbox WHERE dead_at IS NOT NULL;

DROP INDEX outbox_waiting;
ALTER TABLE outbox DROP COLUMN attempts;
ALTER TABLE outbox DROP COLUMN next_at;
ALTER TABLE outbox DROP COLUMN delivered_at;
ALTER TABLE outbox DROP COLUMN dead_at;
CREATE INDEX outbox_by_receiver ON outbox (receiver, id);
CREATE INDEX outbox_by_age ON outbox (created_at);
