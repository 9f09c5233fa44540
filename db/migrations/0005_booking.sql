-- 予約: what can be booked, when it opens, and who has the place.
CREATE TABLE bookable (
    id {identity},
    facility_id INTEGER NOT NULL REFERENCES facility (id),
    kind TEXT NOT NULL,                  -- department doctor equipment
    name TEXT NOT NULL,                  -- 消化器内科, MRI 1.5T
    detail TEXT NOT NULL DEFAULT '',     -- 小野・平田 / 前処置 30分
    department_id INTEGER REFERENCES department (id),
    doctor_id INTEGER REFERENCES doctor (id),
    instructions TEXT NOT NULL DEFAULT '', -- 前日 21時から絶食
    position INTEGER NOT NULL DEFAULT 0,
    active INTEGER NOT NULL DEFAULT 1
) {strict};
CREATE INDEX bookable_by_facility ON bookable (facility_id, position, id);

CREATE TABLE weekly_template (
    id {identity},
    bookable_id INTEGER NOT NULL REFERENCES bookable (id),
    weekday INTEGER NOT NULL,            -- 1 Monday … 7 Sunday
    starts_at TEXT NOT NULL,             -- 10:30
    minutes INTEGER NOT NULL DEFAULT 30,
    places INTEGER NOT NULL DEFAULT 1,
    valid_from TEXT NOT NULL,
    valid_until TEXT
) {strict};
CREATE INDEX weekly_template_by_bookable ON weekly_template (bookable_id, weekday, starts_at);

CREATE TABLE closure (
    id {identity},
    facility_id INTEGER NOT NULL REFERENCES facility (id),
    bookable_id INTEGER REFERENCES bookable (id), -- NULL: the whole hospital
    first_on TEXT NOT NULL,
    last_on TEXT NOT NULL,
    reason TEXT NOT NULL                 -- 休診 手術日 学会 代診なし
) {strict};
CREATE INDEX closure_by_day ON closure (facility_id, last_on);

CREATE TABLE booking (
    id {identity},
    facility_id INTEGER NOT NULL REFERENCES facility (id),
    referral_id INTEGER NOT NULL REFERENCES referral (id),
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    bookable_id INTEGER NOT NULL REFERENCES bookable (id),
    on_date TEXT NOT NULL,
    starts_at TEXT NOT NULL,             -- 10:30
    place INTEGER NOT NULL,              -- 1 … places: which of the parallel places
    state TEXT NOT NULL,                 -- held confirmed cancelled moved expired kept missed
    held_until INTEGER,
    reason TEXT NOT NULL DEFAULT '',     -- of a cancellation or move
    moved_to_id INTEGER REFERENCES booking (id),
    created_at INTEGER NOT NULL,
    created_by INTEGER,
    confirmed_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1
) {strict};
-- Never double-booked: the storage itself refuses a second taker of one place.
CREATE UNIQUE INDEX booking_place ON booking (bookable_id, on_date, starts_at, place) WHERE state IN ('held', 'confirmed', 'kept');
CREATE INDEX booking_by_day ON booking (facility_id, on_date, starts_at);
CREATE INDEX booking_by_referral ON booking (facility_id, referral_id, id);
CREATE INDEX booking_held ON booking (facility_id, held_until) WHERE state = 'held';
