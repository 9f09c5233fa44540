-- 保存期限と削除の差し止め: what keeps a case, and the dated job of two people that alone may delete one.
-- docs/decisions/0007 says why the list of what belongs to a case is one file, docs/rules/retention.md
-- where the years come from.

-- 削除の差し止め: while it is not lifted, nothing of the case (of the patient) is deleted.
CREATE TABLE legal_hold (
    id {identity},
    facility_id INTEGER NOT NULL,
    case_kind TEXT NOT NULL,             -- referral patient
    case_id INTEGER NOT NULL,
    reason TEXT NOT NULL,
    placed_at INTEGER NOT NULL,
    placed_by_name TEXT NOT NULL,        -- as it was then
    lifted_at INTEGER,
    lifted_by_name TEXT NOT NULL DEFAULT '',
    lift_reason TEXT NOT NULL DEFAULT ''
) {strict};
CREATE UNIQUE INDEX legal_hold_open ON legal_hold (facility_id, case_kind, case_id) WHERE lifted_at IS NULL;

-- A hold on a record that was merged away keeps the patient it was merged into.
CREATE VIEW held_patient AS
SELECT patient.facility_id, coalesce(patient.merged_into_id, patient.id) AS patient_id
  FROM legal_hold hold
  JOIN patient ON patient.id = hold.case_id AND patient.facility_id = hold.facility_id
 WHERE hold.case_kind = 'patient' AND hold.lifted_at IS NULL;

CREATE VIEW held_referral AS
SELECT hold.facility_id, hold.case_id AS referral_id
  FROM legal_hold hold
 WHERE hold.case_kind = 'referral' AND hold.lifted_at IS NULL
UNION ALL
SELECT referral.facility_id, referral.id
  FROM held_patient
  JOIN referral ON referral.facility_id = held_patient.facility_id
               AND referral.patient_id = held_patient.patient_id;

-- 削除の予定: prepared by one person, approved by another. Stays for ever.
CREATE TABLE retention_job (
    id {identity},
    facility_id INTEGER NOT NULL REFERENCES facility (id),
    rule TEXT NOT NULL,                  -- referral.visited, see retention/retention_rules.cpp
    years INTEGER NOT NULL,              -- kept, as it was when the job was prepared
    cut_off TEXT NOT NULL,               -- 基準日: cases that ended before this day
    planned_at INTEGER NOT NULL,
    planned_by INTEGER NOT NULL,
    planned_by_name TEXT NOT NULL,       -- all names as they were then
    approved_at INTEGER,
    approved_by INTEGER,
    approved_by_name TEXT NOT NULL DEFAULT '',
    withdrawn_at INTEGER,
    withdrawn_by_name TEXT NOT NULL DEFAULT '',
    done_at INTEGER,
    run_by_name TEXT NOT NULL DEFAULT '',
    CHECK (approved_at IS NULL OR (approved_by IS NOT NULL AND approved_by <> planned_by))
) {strict};
CREATE INDEX retention_job_by_facility ON retention_job (facility_id, id);
CREATE INDEX retention_job_open ON retention_job (facility_id, id) WHERE done_at IS NULL AND withdrawn_at IS NULL;

-- One case of a job's list; afterwards the proof of what became of it. No name, no word of a record.
CREATE TABLE retention_case (
    job_id INTEGER NOT NULL REFERENCES retention_job (id),
    referral_id INTEGER NOT NULL,        -- no reference: the row goes
    number TEXT NOT NULL,                -- R-2021-03-0012
    ended_on TEXT NOT NULL,
    outcome TEXT NOT NULL DEFAULT 'listed', -- listed deleting deleted held reopened not_yet gone
    settled_at INTEGER,
    patient_id INTEGER,                  -- whose case was deleted
    with_patient INTEGER NOT NULL DEFAULT 0, -- nothing else was left of the patient, who went too
    deleted_rows TEXT NOT NULL DEFAULT '', -- JSON: {"event":12,"referral":1}
    hash TEXT NOT NULL DEFAULT '',       -- SHA-256 over the deleted rows, see retention/README.md
    PRIMARY KEY (job_id, referral_id)
) {strict};
CREATE INDEX retention_case_listed ON retention_case (referral_id) WHERE outcome = 'listed';
CREATE INDEX retention_case_deleting ON retention_case (job_id) WHERE outcome = 'deleting';

-- 文書のファイル: bytes whose last row was deleted; taken away after the commit, by this run or the next.
CREATE TABLE retention_file (
    hash TEXT PRIMARY KEY,
    listed_at INTEGER NOT NULL
) {strict};

-- The one exception to append-only: what a run is deleting now. A line is 'deleting' only inside the
-- transaction that deletes it, of a job that a second person approved; a hold ends it at once.
CREATE VIEW deletable_case AS
SELECT job.facility_id, 'referral' AS case_kind, line.referral_id AS case_id
  FROM retention_case line
  JOIN retention_job job ON job.id = line.job_id
 WHERE line.outcome = 'deleting' AND job.approved_at IS NOT NULL AND job.withdrawn_at IS NULL
   AND job.done_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM held_referral held
                    WHERE held.facility_id = job.facility_id
                      AND held.referral_id = line.referral_id)
UNION ALL
SELECT job.facility_id, 'patient', patient.id
  FROM retention_case line
  JOIN retention_job job ON job.id = line.job_id
  JOIN patient ON patient.facility_id = job.facility_id
              AND (patient.id = line.patient_id OR patient.merged_into_id = line.patient_id)
 WHERE line.outcome = 'deleting' AND line.with_patient = 1 AND job.approved_at IS NOT NULL
   AND job.withdrawn_at IS NULL AND job.done_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM held_patient held
                    WHERE held.facility_id = job.facility_id
                      AND held.patient_id = line.patient_id);

-- only sqlite
DROP TRIGGER event_is_kept;
CREATE TRIGGER event_is_kept BEFORE DELETE ON event
WHEN NOT EXISTS (SELECT 1 FROM deletable_case open WHERE open.facility_id = OLD.facility_id
                    AND open.case_kind = OLD.case_kind AND open.case_id = OLD.case_id)
BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;
DROP TRIGGER case_document_is_kept;
CREATE TRIGGER case_document_is_kept BEFORE DELETE ON case_document
WHEN NOT EXISTS (SELECT 1 FROM deletable_case open WHERE open.facility_id = OLD.facility_id
                    AND open.case_kind = OLD.case_kind AND open.case_id = OLD.case_id)
BEGIN SELECT RAISE(ABORT, 'a document is kept'); END;

CREATE TRIGGER retention_job_is_kept BEFORE DELETE ON retention_job BEGIN SELECT RAISE(ABORT, 'retention_job is a proof'); END;
CREATE TRIGGER retention_job_is_fixed BEFORE UPDATE ON retention_job
WHEN OLD.done_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL OR OLD.rule <> NEW.rule
  OR OLD.cut_off <> NEW.cut_off OR OLD.years <> NEW.years OR OLD.planned_by <> NEW.planned_by
  OR (OLD.approved_by IS NOT NULL AND OLD.approved_by IS NOT NEW.approved_by)
BEGIN SELECT RAISE(ABORT, 'retention_job is a proof'); END;
CREATE TRIGGER retention_case_is_kept BEFORE DELETE ON retention_case BEGIN SELECT RAISE(ABORT, 'retention_case is a proof'); END;
CREATE TRIGGER retention_case_is_fixed BEFORE UPDATE ON retention_case
WHEN OLD.outcome NOT IN ('listed', 'deleting') OR OLD.job_id <> NEW.job_id
  OR OLD.referral_id <> NEW.referral_id OR OLD.number <> NEW.number OR OLD.ended_on <> NEW.ended_on
BEGIN SELECT RAISE(ABORT, 'retention_case is a proof'); END;
-- end
-- only postgresql
CREATE FUNCTION refuse_deletion() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM deletable_case open WHERE open.facility_id = OLD.facility_id
                      AND open.case_kind = OLD.case_kind AND open.case_id = OLD.case_id) THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
    END IF;
    RETURN OLD;
END
$body$;
DROP TRIGGER event_is_append_only ON event;
CREATE TRIGGER event_is_append_only BEFORE UPDATE ON event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_is_kept BEFORE DELETE ON event FOR EACH ROW EXECUTE FUNCTION refuse_deletion();
DROP TRIGGER case_document_is_kept ON case_document;
CREATE TRIGGER case_document_is_kept BEFORE DELETE ON case_document FOR EACH ROW EXECUTE FUNCTION refuse_deletion();

CREATE TRIGGER retention_job_is_kept BEFORE DELETE ON retention_job FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER retention_job_is_fixed BEFORE UPDATE ON retention_job FOR EACH ROW
WHEN (OLD.done_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL OR OLD.rule <> NEW.rule
   OR OLD.cut_off <> NEW.cut_off OR OLD.years <> NEW.years OR OLD.planned_by <> NEW.planned_by
   OR (OLD.approved_by IS NOT NULL AND OLD.approved_by IS DISTINCT FROM NEW.approved_by))
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER retention_case_is_kept BEFORE DELETE ON retention_case FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER retention_case_is_fixed BEFORE UPDATE ON retention_case FOR EACH ROW
WHEN (OLD.outcome NOT IN ('listed', 'deleting') OR OLD.job_id <> NEW.job_id
   OR OLD.referral_id <> NEW.referral_id OR OLD.number <> NEW.number OR OLD.ended_on <> NEW.ended_on)
EXECUTE FUNCTION refuse_change();
-- end

-- 終わった案件 by the day they ended: what is past its time is found without reading the others.
CREATE INDEX referral_ended ON referral (facility_id, state, closed_at, id) WHERE closed_at IS NOT NULL;
-- A deletion asks every table that may name the deleted row; without these each asking reads all of it.
CREATE INDEX referral_of_patient ON referral (patient_id) WHERE patient_id IS NOT NULL;
CREATE INDEX referral_of_original ON referral (original_id) WHERE original_id IS NOT NULL;
CREATE INDEX referral_source_of_document ON referral_source (document_id);
CREATE INDEX booking_of_referral ON booking (referral_id);
CREATE INDEX booking_of_patient ON booking (patient_id);
CREATE INDEX booking_moved_to ON booking (moved_to_id) WHERE moved_to_id IS NOT NULL;
CREATE INDEX reply_of_referral ON reply_obligation (referral_id);
CREATE INDEX reply_of_patient ON reply_obligation (patient_id);
CREATE INDEX reply_of_document ON reply_obligation (document_id) WHERE document_id IS NOT NULL;
CREATE INDEX case_document_replaced ON case_document (replaces_id) WHERE replaces_id IS NOT NULL;
-- duty has an index of its open rows only; a deletion takes the closed ones too.
CREATE INDEX duty_by_case ON duty (facility_id, case_kind, case_id);
