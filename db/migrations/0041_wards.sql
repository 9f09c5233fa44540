-- 病棟・診療科・所属・入院: where the house works, who of the staff belongs where, and in which ward a
-- patient lies. A 病棟看護師 sees the patients of the own wards and nobody else (docs/decisions/0012;
-- the view hidden_patient: migration 0043).
CREATE TABLE ward (
    id {identity},
    facility_id INTEGER NOT NULL REFERENCES facility (id),
    code TEXT NOT NULL DEFAULT '',       -- 電子カルテの病棟コード
    name TEXT NOT NULL,
    position INTEGER NOT NULL DEFAULT 0,
    since TEXT NOT NULL,
    until TEXT,                          -- the last day; NULL: in use
    active INTEGER NOT NULL DEFAULT 1,   -- today is one of its days: kept by the minute's work
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (facility_id, name),
    CHECK (until IS NULL OR until >= since)
) {strict};
CREATE UNIQUE INDEX ward_by_code ON ward (facility_id, code) WHERE code <> '';

-- The house's 診療科 have their days, too; `active` follows them. NULL: nobody has said.
ALTER TABLE department ADD COLUMN since TEXT;
ALTER TABLE department ADD COLUMN until TEXT;

-- 所属: to which ward or department somebody of the house belongs, from a day to a day.
CREATE TABLE affiliation (
    id {identity},
    facility_id INTEGER NOT NULL REFERENCES facility (id),
    user_id INTEGER NOT NULL REFERENCES user_account (id),
    ward_id INTEGER REFERENCES ward (id),
    department_id INTEGER REFERENCES department (id),
    since TEXT NOT NULL,
    until TEXT,                          -- the last day; NULL: no end
    running INTEGER NOT NULL DEFAULT 0,  -- its days are now: kept by the minute's work, for hidden_patient
    CHECK ((ward_id IS NULL) <> (department_id IS NULL)),
    CHECK (until IS NULL OR until >= since)
) {strict};
CREATE INDEX affiliation_of ON affiliation (user_id, ward_id);

-- 入院: one patient in one ward; 転棟 ends one and begins the next. `in_sight`: this ward's nurses see
-- the patient. At most one stay of a patient is open, and at most one in sight: the storage sees to it.
CREATE TABLE stay (
    id {identity},
    facility_id INTEGER NOT NULL REFERENCES facility (id),
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    ward_id INTEGER NOT NULL REFERENCES ward (id),
    since TEXT NOT NULL,
    until TEXT,                          -- the day of 転棟 or 退院; NULL: still there
    ended_how TEXT NOT NULL DEFAULT '' CHECK (ended_how IN ('', 'moved', 'discharged', 'mistaken')),
    in_sight INTEGER NOT NULL DEFAULT 0,
    entered_at INTEGER NOT NULL,
    entered_by INTEGER NOT NULL REFERENCES user_account (id),
    version INTEGER NOT NULL DEFAULT 1,
    CHECK ((until IS NULL) = (ended_how = '')),
    CHECK (until IS NULL OR until >= since),
    CHECK (in_sight = 0 OR ended_how IN ('', 'discharged'))
) {strict};
CREATE INDEX stay_of_patient ON stay (patient_id, id);
CREATE UNIQUE INDEX stay_open ON stay (patient_id) WHERE until IS NULL;
CREATE UNIQUE INDEX stay_in_sight ON stay (patient_id) WHERE in_sight = 1;
CREATE INDEX stay_of_ward ON stay (ward_id, patient_id) WHERE in_sight = 1;
CREATE INDEX stay_leaving_sight ON stay (until) WHERE in_sight = 1 AND until IS NOT NULL;
