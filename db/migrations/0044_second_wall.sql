-- The second wall (docs/decisions/0013): on PostgreSQL the rows that name a patient are there only for
-- who may see them, also for a statement that forgot to ask. Each transaction says who looks
-- (look_as, look_as_program); who says nothing finds nothing. The program owns these tables, so the
-- wall is FORCEd upon the owner; superusers and roles with BYPASSRLS walk through it.
-- only postgresql

-- Who looks, of this transaction: 'program', or the house's person, or a partner's.
CREATE FUNCTION viewer_is_program() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    AS $body$ SELECT coalesce(current_setting('kakehashi.viewer', true), '') = 'program' $body$;
CREATE FUNCTION viewer_house() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    AS $body$ SELECT CASE WHEN current_setting('kakehashi.viewer', true) = 'house'
                          THEN current_setting('kakehashi.house')::bigint END $body$;
CREATE FUNCTION viewer_host() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    AS $body$ SELECT CASE WHEN current_setting('kakehashi.viewer', true) = 'partner'
                          THEN current_setting('kakehashi.house')::bigint END $body$;
CREATE FUNCTION viewer_partner() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    AS $body$ SELECT CASE WHEN current_setting('kakehashi.viewer', true) = 'partner'
                          THEN current_setting('kakehashi.partner')::bigint END $body$;
-- Sealed patients who are not there for this viewer, found once a transaction. (Which patients a 病棟看護師
-- sees, the statements alone decide: migration 0043.)
CREATE FUNCTION viewer_hidden() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE
    AS $body$ SELECT CASE WHEN current_setting('kakehashi.viewer', true) = 'house'
                          THEN current_setting('kakehashi.hidden')::bigint[] END $body$;

CREATE FUNCTION look_as_program() RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM set_config('kakehashi.viewer', 'program', true);
END
$body$;

-- Without a user nobody looks. Seals are looked up behind the wall, so the program looks meanwhile.
CREATE FUNCTION look_as(viewer bigint, house bigint, partner bigint) RETURNS void LANGUAGE plpgsql AS $body$
DECLARE hidden bigint[];
BEGIN
    IF viewer IS NULL THEN
        PERFORM set_config('kakehashi.viewer', '', true);
        RETURN;
    END IF;
    PERFORM set_config('kakehashi.viewer', 'program', true);
    IF partner IS NULL THEN
        SELECT coalesce(array_agg(patient_id), '{}') INTO hidden FROM sealed_from WHERE user_id = viewer;
        PERFORM set_config('kakehashi.hidden', hidden::text, true);
    END IF;
    PERFORM set_config('kakehashi.house', house::text, true);
    PERFORM set_config('kakehashi.partner', coalesce(partner::text, ''), true);
    PERFORM set_config('kakehashi.viewer', CASE WHEN partner IS NULL THEN 'house' ELSE 'partner' END, true);
END
$body$;

-- Part of the partner who looks: referred from there, or a paper was sent there; and neither sealed nor
-- withheld from them (portal/portal_store.cpp asks the same). Looked up behind the wall.
CREATE FUNCTION withheld_from_partner(patient bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $body$
DECLARE viewer text := current_setting('kakehashi.viewer');
        asking bigint := current_setting('kakehashi.partner')::bigint;
        answer boolean;
BEGIN
    PERFORM set_config('kakehashi.viewer', 'program', true);
    answer := EXISTS (SELECT 1 FROM sealed_patient WHERE patient_id = patient)
        OR EXISTS (SELECT 1 FROM consent_statement c
                    WHERE c.patient_id = patient AND c.kind = 'objection' AND c.withdrawn_at IS NULL
                      AND (c.receiver = 'everyone'
                           OR (c.receiver = 'partner' AND c.partner_id = asking)
                           OR (c.receiver = 'kind'
                               AND c.partner_kind = (SELECT kind FROM facility WHERE id = asking))));
    PERFORM set_config('kakehashi.viewer', viewer, true);
    RETURN answer;
END
$body$;
CREATE FUNCTION sent_to_partner(document bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $body$
DECLARE viewer text := current_setting('kakehashi.viewer');
        answer boolean;
BEGIN
    PERFORM set_config('kakehashi.viewer', 'program', true);
    answer := EXISTS (SELECT 1 FROM sending
                       WHERE document_id = document
                         AND facility_id = current_setting('kakehashi.house')::bigint
                         AND to_facility_id = current_setting('kakehashi.partner')::bigint);
    PERFORM set_config('kakehashi.viewer', viewer, true);
    RETURN answer;
END
$body$;
CREATE FUNCTION part_of_partner(patient bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $body$
DECLARE viewer text := current_setting('kakehashi.viewer');
        host bigint := current_setting('kakehashi.house')::bigint;
        asking bigint := current_setting('kakehashi.partner')::bigint;
        answer boolean;
BEGIN
    PERFORM set_config('kakehashi.viewer', 'program', true);
    answer := EXISTS (SELECT 1 FROM referral
                       WHERE facility_id = host AND patient_id = patient AND referrer_id = asking)
        OR EXISTS (SELECT 1 FROM case_document d JOIN sending s ON s.document_id = d.id
                    WHERE d.facility_id = host AND d.patient_id = patient AND s.to_facility_id = asking);
    PERFORM set_config('kakehashi.viewer', viewer, true);
    RETURN answer AND NOT withheld_from_partner(patient);
END
$body$;

DO $body$
DECLARE one text;
BEGIN
    FOREACH one IN ARRAY ARRAY['patient', 'referral', 'referral_source', 'booking', 'reply_obligation',
        'reply_draft', 'event', 'duty', 'case_document', 'sending', 'contact', 'search_entry',
        'legal_hold', 'retention_case', 'portal_letter', 'stay', 'question', 'sealed_patient', 'sealed_patient_reader', 'consent_statement',
        'team_member', 'disclosure_request', 'provision'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', one);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', one);
        EXECUTE format('CREATE POLICY program_sees ON %I USING ((SELECT viewer_is_program()))', one);
    END LOOP;
    -- Where nobody has said yet who the patient is, the row is the house's.
    FOREACH one IN ARRAY ARRAY['referral', 'booking', 'reply_obligation', 'event', 'duty', 'case_document',
        'contact', 'stay', 'question', 'sealed_patient', 'consent_statement', 'team_member',
        'disclosure_request', 'provision'] LOOP
        EXECUTE format('CREATE POLICY house_sees ON %I USING (facility_id = (SELECT viewer_house())
            AND (patient_id IS NULL OR patient_id NOT IN (SELECT unnest(viewer_hidden()))))', one);
    END LOOP;
    -- Numbers and reasons without a patient's own row.
    FOREACH one IN ARRAY ARRAY['search_entry', 'legal_hold'] LOOP
        EXECUTE format('CREATE POLICY house_sees ON %I USING (facility_id = (SELECT viewer_house()))', one);
    END LOOP;
END
$body$;
CREATE POLICY house_sees ON patient USING (facility_id = (SELECT viewer_house())
    AND id NOT IN (SELECT unnest(viewer_hidden())));
CREATE POLICY house_sees ON sealed_patient_reader
    USING ((SELECT viewer_house()) IS NOT NULL AND patient_id NOT IN (SELECT unnest(viewer_hidden())));

-- What hangs on another row is there when that is. CASE: nothing is looked up for other viewers.
CREATE POLICY house_sees ON sending
    USING (CASE WHEN facility_id = (SELECT viewer_house())
                THEN EXISTS (SELECT 1 FROM case_document WHERE case_document.id = document_id) END);
CREATE POLICY house_sees ON referral_source
    USING (CASE WHEN (SELECT viewer_house()) IS NOT NULL
                THEN EXISTS (SELECT 1 FROM referral WHERE referral.id = referral_id) END);
CREATE POLICY house_sees ON portal_letter
    USING (CASE WHEN facility_id = (SELECT viewer_house())
                THEN EXISTS (SELECT 1 FROM referral WHERE referral.id = referral_id) END);
CREATE POLICY house_sees ON reply_draft
    USING (CASE WHEN (SELECT viewer_house()) IS NOT NULL
                THEN EXISTS (SELECT 1 FROM reply_obligation WHERE reply_obligation.id = obligation_id) END);
CREATE POLICY house_sees ON retention_case
    USING (CASE WHEN (SELECT viewer_house()) IS NOT NULL
                THEN EXISTS (SELECT 1 FROM retention_job job
                              WHERE job.id = job_id AND job.facility_id = (SELECT viewer_house())) END);

CREATE POLICY partner_sees ON patient
    USING (CASE WHEN facility_id = (SELECT viewer_host()) THEN part_of_partner(id) END);
CREATE POLICY partner_sees ON referral
    USING (CASE WHEN facility_id = (SELECT viewer_host()) AND referrer_id = (SELECT viewer_partner())
                THEN NOT withheld_from_partner(patient_id) END);
CREATE POLICY partner_sees ON booking
    USING (CASE WHEN facility_id = (SELECT viewer_host())
                THEN EXISTS (SELECT 1 FROM referral WHERE referral.id = referral_id) END);
CREATE POLICY partner_sees ON portal_letter
    USING (facility_id = (SELECT viewer_host()) AND sender_id = (SELECT viewer_partner()));
CREATE POLICY partner_sees ON sending
    USING (facility_id = (SELECT viewer_host()) AND to_facility_id = (SELECT viewer_partner()));
CREATE POLICY partner_sees ON case_document
    USING (CASE WHEN facility_id = (SELECT viewer_host())
                THEN (sent_to_partner(id)
                      OR EXISTS (SELECT 1 FROM user_account sender
                                  WHERE sender.id = created_by AND sender.host_id = (SELECT viewer_host())
                                    AND sender.facility_id = (SELECT viewer_partner())))
                     AND NOT withheld_from_partner(patient_id) END);
-- end
