-- What every case has in common: what happened (event), what is owed (duty), its papers (document),
-- and the machinery that keeps promises across crashes and repeated posts.

-- Append-only: nothing is updated or deleted; a correction is a new event.
CREATE TABLE event (
    id {identity},
    facility_id INTEGER NOT NULL,
    case_kind TEXT NOT NULL,             -- referral, patient, facility
    case_id INTEGER NOT NULL,
    patient_id INTEGER,
    kind TEXT NOT NULL,                  -- referral.arrived
    actor_id INTEGER,                    -- NULL: the system itself
    actor_name TEXT NOT NULL DEFAULT '', -- as it was then
    at INTEGER NOT NULL,
    data TEXT NOT NULL DEFAULT '{}'      -- JSON, read by the feature that wrote it
) {strict};
CREATE INDEX event_by_case ON event (facility_id, case_kind, case_id, id);
CREATE INDEX event_by_patient ON event (facility_id, patient_id, id) WHERE patient_id IS NOT NULL;
-- only sqlite
CREATE TRIGGER event_is_append_only BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;
CREATE TRIGGER event_is_kept BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;
-- end
-- only postgresql
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''% is append-only'', TG_TABLE_NAME; END';
CREATE TRIGGER event_is_append_only BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- end

-- 業務: something that somebody owes by a time. `basis` is never mixed:
-- law 算定期限, promise 約束, target 目安.
CREATE TABLE duty (
    id {identity},
    facility_id INTEGER NOT NULL,
    case_kind TEXT NOT NULL,
    case_id INTEGER NOT NULL,
    patient_id INTEGER,
    partner_id INTEGER,                  -- the outside facility concerned
    kind TEXT NOT NULL,                  -- referral.decide
    topic TEXT NOT NULL DEFAULT '',      -- distinguishes duties of one kind and case (reply stage, call-back)
    basis TEXT NOT NULL,
    urgent INTEGER NOT NULL DEFAULT 0,   -- 至急
    due_at INTEGER NOT NULL,
    note TEXT NOT NULL DEFAULT '',       -- one line for the list: 胸部症状・心電図変化あり
    place TEXT NOT NULL DEFAULT '',      -- second column of the list: → 循環器内科
    assignee_id INTEGER REFERENCES user_account (id),
    snoozed_until INTEGER,
    snooze_reason TEXT NOT NULL DEFAULT '',
    opened_at INTEGER NOT NULL,
    closed_at INTEGER,
    closed_how TEXT NOT NULL DEFAULT '', -- done, withdrawn, not_needed
    closed_by INTEGER,
    version INTEGER NOT NULL DEFAULT 1
) {strict};
-- Open duties only: the cost of a page does not grow with the number of closed cases.
CREATE INDEX duty_open ON duty (facility_id, urgent, due_at, id) WHERE closed_at IS NULL;
CREATE UNIQUE INDEX duty_open_once ON duty (facility_id, case_kind, case_id, kind, topic) WHERE closed_at IS NULL;
CREATE INDEX duty_by_patient ON duty (facility_id, patient_id) WHERE closed_at IS NULL;

-- 文書: bytes live in content-addressed files (hash = BLAKE2b-256); a row says what they are for.
-- A row is never changed: a new version names the one it replaces.
CREATE TABLE case_document (
    id {identity},
    facility_id INTEGER NOT NULL,
    case_kind TEXT NOT NULL,
    case_id INTEGER NOT NULL,
    patient_id INTEGER,
    hash TEXT NOT NULL,
    size INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    kind TEXT NOT NULL,                  -- original fhir booking_slip visit_guide arrival_notice reply reception_sheet fax_cover
    title TEXT NOT NULL,
    file_name TEXT NOT NULL DEFAULT '',
    pages INTEGER NOT NULL DEFAULT 1,
    number TEXT NOT NULL DEFAULT '',     -- 文書番号 2611-04655-01
    document_version INTEGER NOT NULL DEFAULT 1,
    replaces_id INTEGER REFERENCES case_document (id),
    created_at INTEGER NOT NULL,
    created_by INTEGER
) {strict};
CREATE INDEX case_document_by_case ON case_document (facility_id, case_kind, case_id, id);
CREATE INDEX case_document_by_hash ON case_document (facility_id, hash);
-- only sqlite
CREATE TRIGGER case_document_is_immutable BEFORE UPDATE OF hash, size, media_type, kind, number, document_version, replaces_id, created_at ON case_document BEGIN SELECT RAISE(ABORT, 'a document is immutable'); END;
CREATE TRIGGER case_document_is_kept BEFORE DELETE ON case_document BEGIN SELECT RAISE(ABORT, 'a document is kept'); END;
-- end
-- only postgresql
CREATE TRIGGER case_document_is_immutable BEFORE UPDATE OF hash, size, media_type, kind, number, document_version, replaces_id, created_at ON case_document FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER case_document_is_kept BEFORE DELETE ON case_document FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- end

-- 送付の記録: one sending of one document, by whatever means.
CREATE TABLE sending (
    id {identity},
    facility_id INTEGER NOT NULL,
    document_id INTEGER NOT NULL REFERENCES case_document (id),
    to_facility_id INTEGER,
    means TEXT NOT NULL,                 -- fax post mail portal hand phone
    address TEXT NOT NULL DEFAULT '',    -- the number or address used
    sent_at INTEGER NOT NULL,
    sent_by INTEGER,
    note TEXT NOT NULL DEFAULT ''
) {strict};
CREATE INDEX sending_by_document ON sending (document_id);

-- 連絡の記録: phone, FAX, mail, visit.
CREATE TABLE contact (
    id {identity},
    facility_id INTEGER NOT NULL,
    case_kind TEXT NOT NULL,
    case_id INTEGER NOT NULL,
    patient_id INTEGER,
    partner_id INTEGER,
    means TEXT NOT NULL,                 -- phone fax mail visit
    direction TEXT NOT NULL,             -- in out
    person TEXT NOT NULL DEFAULT '',     -- with whom
    outcome TEXT NOT NULL,               -- reached absent call_back message
    note TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL,
    by INTEGER
) {strict};
CREATE INDEX contact_by_case ON contact (facility_id, case_kind, case_id, id);
CREATE INDEX contact_by_partner ON contact (facility_id, partner_id, id) WHERE partner_id IS NOT NULL;

-- A repeated command gives the first answer again.
CREATE TABLE idempotency (
    facility_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    answer TEXT NOT NULL,                -- where the first answer sent the browser
    at INTEGER NOT NULL,
    PRIMARY KEY (facility_id, user_id, key)
) {strict};
CREATE INDEX idempotency_by_age ON idempotency (at);

-- Delivered at least once, in order per receiver, until acknowledged or dead-lettered.
CREATE TABLE outbox (
    id {identity},
    facility_id INTEGER NOT NULL,
    receiver TEXT NOT NULL,              -- page (SSE), later: portal, mail, subscription
    topic TEXT NOT NULL,
    payload TEXT NOT NULL,               -- ids only, no patient data
    created_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL,
    delivered_at INTEGER,
    dead_at INTEGER
) {strict};
CREATE INDEX outbox_waiting ON outbox (receiver, id) WHERE delivered_at IS NULL AND dead_at IS NULL;

-- Full-text search over everything that may be found: text is cut into bigrams by the program.
CREATE TABLE search_entry (
    id {identity},
    facility_id INTEGER NOT NULL,
    case_kind TEXT NOT NULL,
    case_id INTEGER NOT NULL,
    UNIQUE (facility_id, case_kind, case_id)
) {strict};
-- only sqlite
CREATE VIRTUAL TABLE search_text USING fts5 (bigrams, columnsize=0, tokenize="unicode61 remove_diacritics 0");
-- end
-- only postgresql
CREATE TABLE search_text (rowid BIGINT PRIMARY KEY, bigrams TSVECTOR NOT NULL);
CREATE INDEX search_text_words ON search_text USING gin (bigrams);
-- end

-- Running numbers: R-2026-11-0412, document numbers. One row per facility and series.
CREATE TABLE series (
    facility_id INTEGER NOT NULL,
    name TEXT NOT NULL,                  -- referral:2026-11
    last INTEGER NOT NULL,
    PRIMARY KEY (facility_id, name)
) {strict};

-- An open duty with the names people know it by: what every list of duties reads.
CREATE VIEW open_duty AS
SELECT duty.id, duty.facility_id, duty.case_kind, duty.case_id, duty.patient_id,
       coalesce(patient.name, '') AS patient_name, coalesce(patient.sex, '') AS patient_sex,
       patient.born_on, duty.partner_id, coalesce(facility.name, '') AS partner_name,
       duty.kind, duty.topic, duty.basis, duty.urgent, duty.due_at, duty.note, duty.place,
       duty.assignee_id, coalesce(user_account.name, '') AS assignee_name,
       duty.snoozed_until, duty.snooze_reason, duty.opened_at, duty.version
  FROM duty
  LEFT JOIN patient ON patient.id = duty.patient_id
  LEFT JOIN facility ON facility.id = duty.partner_id
  LEFT JOIN user_account ON user_account.id = duty.assignee_id
 WHERE duty.closed_at IS NULL;
