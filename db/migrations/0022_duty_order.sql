-- The list of open duties is read in its order and no further than it is shown, and the numbers of
-- every page's side come from this index alone (closed_at is in it because SQLite 3.40 reads the row
-- otherwise).
DROP INDEX duty_open;
CREATE INDEX duty_open ON duty (facility_id, urgent DESC, due_at, id, kind, basis, assignee_id,
                                snoozed_until, closed_at)
 WHERE closed_at IS NULL;
