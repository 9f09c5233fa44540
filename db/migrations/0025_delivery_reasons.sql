-- Why a message did not arrive, in words for the operator, without patient data: of the one that is
-- being tried, and of those that were given up.
ALTER TABLE outbox_position ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE dead_letter ADD COLUMN reason TEXT NOT NULL DEFAULT '';
