-- Whether a patient is hidden from somebody is asked for each row of each list, and the lists read the
-- patient's row anyway: whether somebody sealed this patient stands there, too, kept by the database
-- itself. Only of who is sealed the lists ask from whom (sealed_from).
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
CREATE FUNCTION is_sealed_from(viewer bigint, patient bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $body$
BEGIN
    RETURN EXISTS (SELECT 1 FROM sealed_from s WHERE s.user_id = viewer AND s.patient_id = patient);
END
$body$;
-- The second wall (migration 0044) need not unpack who is hidden for rows that nobody sealed.
ALTER POLICY house_sees ON patient USING (facility_id = (SELECT viewer_house())
    AND (sealed = 0 OR id NOT IN (SELECT unnest(viewer_hidden()))));
-- end

-- Whom a 病棟看護師 sees: who is in sight of one of the own wards. (CROSS JOIN: migration 0043.)
DROP VIEW hidden_patient;
CREATE VIEW ward_sight AS
    SELECT affiliation.user_id, stay.patient_id
      FROM affiliation CROSS JOIN stay
     WHERE stay.ward_id = affiliation.ward_id AND affiliation.running = 1 AND stay.in_sight = 1;

-- The numbers of every page leave hidden patients out from this index alone (migration 0022).
DROP INDEX duty_open;
CREATE INDEX duty_open ON duty (facility_id, urgent DESC, due_at, id, kind, basis, assignee_id,
                                snoozed_until, closed_at, patient_id)
 WHERE closed_at IS NULL;
