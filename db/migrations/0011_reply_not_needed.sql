-- 返書不要 has a tab of its own, newest first: it must not walk through the replies that were sent.
CREATE INDEX reply_not_needed ON reply_obligation (facility_id, closed_at, id) WHERE state = 'not_needed';
