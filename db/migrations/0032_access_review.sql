-- 職員の見直し: each quarter somebody who may says of every account that its owner still works here and
-- needs it. An account nobody confirmed in time is put out of use.
CREATE TABLE access_review (
    id {identity},
    facility_id INTEGER NOT NULL REFERENCES facility (id),
    quarter TEXT NOT NULL,               -- 2026-Q4
    begun_at INTEGER NOT NULL,
    ends_on TEXT NOT NULL,               -- the last day to confirm
    closed_at INTEGER,
    UNIQUE (facility_id, quarter)
) {strict};

-- One for each account that was in use when the review began.
CREATE TABLE access_review_line (
    review_id INTEGER NOT NULL REFERENCES access_review (id),
    user_id INTEGER NOT NULL REFERENCES user_account (id),
    confirmed_at INTEGER,
    confirmed_by INTEGER REFERENCES user_account (id),
    confirmed_name TEXT NOT NULL DEFAULT '',   -- as it was then
    confirmed_role TEXT NOT NULL DEFAULT '',   -- what was confirmed
    locked_at INTEGER,
    PRIMARY KEY (review_id, user_id)
) {strict};
