-- 月の点検: what stands out in a month of the audit trail, and who looked at that and what they found.
CREATE TABLE month_report (
    id {identity},
    facility_id INTEGER NOT NULL REFERENCES facility (id),
    month TEXT NOT NULL,                 -- 2026-10
    made_at INTEGER NOT NULL,
    line_count INTEGER NOT NULL,         -- of the trail, in that month
    signed_at INTEGER,
    signed_by INTEGER REFERENCES user_account (id),
    signed_name TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',       -- what was found
    UNIQUE (facility_id, month)
) {strict};

-- The very lines that stand out.
CREATE TABLE month_report_line (
    report_id INTEGER NOT NULL REFERENCES month_report (id),
    kind TEXT NOT NULL,                  -- emergency own_record same_family bulk after_hours refused
    number INTEGER NOT NULL,             -- audit.number
    PRIMARY KEY (report_id, kind, number)
) {strict};
