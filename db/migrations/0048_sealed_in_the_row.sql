-- The lists read the patient's row anyway: whether somebody sealed this patient stands there, too, kept by
-- the database itself. Only for who is sealed, the lists ask from whom (hidden_patient).
ALTER TABLE patient ADD COLUMN sealed INTEGER NOT NULL DEFAULT 0 CHECK (sealed IN (0, 1));
UPDATE patient SET sealed = 1 WHERE id IN (SELECT patient_id FROM sealed_patient);

-- only sqlite
CREATE TRIGGER patient_is_sealed AFTER INSERT ON sealed_patient
BEGIN UPDATE patient SET sealed = 1 WHERE id = NEW.patient_id; END;
CREATE TRIGGER patient_is_unsealed AFTER DELETE ON sealed_patient
BEGIN UPDATE patient SET sealed = 0 WHERE id = OLD.patient_id; END;
CREATE TRIGGER seal_is_not_moved BEFORE UPDATE OF patient_id ON sealed_patient
BEGIN SELECT RAISE(ABORT, 'a seal belongs to one patient'); END;
-- end
-- only postgresql
CREATE FUNCTION mark_sealed() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE patient SET sealed = 1 WHERE id = NEW.patient_id;
    ELSE
        UPDATE patient SET sealed = 0 WHERE id = OLD.patient_id;
    END IF;
    RETURN NULL;
END
$body$;
CREATE TRIGGER patient_is_sealed AFTER INSERT OR DELETE ON sealed_patient
FOR EACH ROW EXECUTE FUNCTION mark_sealed();
CREATE TRIGGER seal_is_not_moved BEFORE UPDATE OF patient_id ON sealed_patient
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE FUNCTION is_hidden_from(viewer bigint, patient bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $body$
BEGIN
    RETURN EXISTS (SELECT 1 FROM hidden_patient h WHERE h.user_id = viewer AND h.patient_id = patient);
END
$body$;
-- end

-- The numbers of every page leave hidden patients out from this index alone (migration 0022).
DROP INDEX duty_open;
CREATE INDEX duty_open ON duty (facility_id, urgent DESC, due_at, id, kind, basis, assignee_id,
                                snoozed_until, closed_at, patient_id)
 WHERE closed_at IS NULL;
