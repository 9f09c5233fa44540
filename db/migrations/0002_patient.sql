-- 患者: one person as one facility knows them. The *_key columns hold normalised text for search
-- (base/japanese.hpp); what people typed stands untouched beside them.
CREATE TABLE patient (
    id {identity},
    facility_id INTEGER NOT NULL REFERENCES facility (id),
    number TEXT NOT NULL,                -- 患者ID of the hospital, leading zeros kept; '' until given
    name TEXT NOT NULL,
    kana TEXT NOT NULL DEFAULT '',
    name_key TEXT NOT NULL,
    kana_key TEXT NOT NULL DEFAULT '',
    sex TEXT NOT NULL DEFAULT 'unknown', -- male female other unknown
    born_on TEXT,
    postal_code TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    phone_key TEXT NOT NULL DEFAULT '',
    contact TEXT NOT NULL DEFAULT '',    -- 妻 佐々木 恵 090-…: who is called first
    caution TEXT NOT NULL DEFAULT '',    -- 注意: allergy and the like, shown at the top of each page
    needs TEXT NOT NULL DEFAULT '',      -- 配慮: 通訳・車いす・耳
    last_visit TEXT NOT NULL DEFAULT '', -- 当院受診 2022-06 整形外科
    merged_into_id INTEGER REFERENCES patient (id),
    version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL DEFAULT 0,
    updated_at INTEGER NOT NULL DEFAULT 0
) {strict};
CREATE UNIQUE INDEX patient_by_number ON patient (facility_id, number) WHERE number <> '';
CREATE INDEX patient_by_name_key ON patient (facility_id, name_key);
CREATE INDEX patient_by_kana_key ON patient (facility_id, kana_key);
CREATE INDEX patient_by_birth ON patient (facility_id, born_on);
CREATE INDEX patient_by_phone ON patient (facility_id, phone_key) WHERE phone_key <> '';
CREATE INDEX patient_merged ON patient (merged_into_id) WHERE merged_into_id IS NOT NULL;
