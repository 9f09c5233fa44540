// The one list of what belongs to a case (docs/decisions/0007).
#include "retention/retention_parts.hpp"

#include <algorithm>

namespace kakehashi::retention {
namespace {

// What names others goes before what it names.

constexpr db::Query kDrafts{"retention.delete_drafts", R"sql(
    DELETE FROM reply_draft
     WHERE obligation_id IN (SELECT id FROM reply_obligation
                              WHERE facility_id = $1 AND referral_id = $2)
    RETURNING obligation_id, draft_version, body, written_at, written_by
)sql"};

constexpr db::Query kReplies{"retention.delete_replies", R"sql(
    DELETE FROM reply_obligation
     WHERE facility_id = $1 AND referral_id = $2
    RETURNING id, facility_id, referral_id, patient_id, referrer_id, stage, state, counted_from,
              due_on, department_id, doctor_id, chased_doctor_at, chased_head_at, chasers,
              not_needed_reason, document_id, opened_at, closed_at, version
)sql"};

constexpr db::Query kPlaceRequests{"retention.delete_place_requests", R"sql(
    DELETE FROM place_request
     WHERE referral_id IN (SELECT id FROM referral WHERE facility_id = $1 AND id = $2)
    RETURNING id, facility_id, referral_id, booking_id, sender_id, wish, wished_on, words, asked_at,
              asked_by, asked_by_name, outcome, answer, closed_at, closed_by_name, version
)sql"};

constexpr db::Query kBookings{"retention.delete_bookings", R"sql(
    DELETE FROM booking
     WHERE facility_id = $1 AND referral_id = $2
    RETURNING id, facility_id, referral_id, patient_id, bookable_id, on_date, starts_at, place,
              state, held_until, reason, moved_to_id, created_at, created_by, confirmed_at,
              version
)sql"};

constexpr db::Query kSources{"retention.delete_sources", R"sql(
    DELETE FROM referral_source
     WHERE referral_id IN (SELECT id FROM referral WHERE facility_id = $1 AND id = $2)
    RETURNING referral_id, field, document_id, page, left_pm, top_pm, width_pm, height_pm
)sql"};

constexpr db::Query kPortalLetter{"retention.delete_portal_letter", R"sql(
    DELETE FROM portal_letter
     WHERE referral_id IN (SELECT id FROM referral WHERE facility_id = $1 AND id = $2)
    RETURNING referral_id, facility_id, sender_id, sent_by, sent_by_name, sent_at, patient_name,
              patient_kana, purpose, remarks, wished_on, recalled_at, recalled_by_name
)sql"};

constexpr db::Query kReferral{"retention.delete_referral", R"sql(
    DELETE FROM referral
     WHERE facility_id = $1 AND id = $2
    RETURNING id, facility_id, number, state, door, urgency, patient_id, referrer_id,
              referring_doctor, referring_department, department_id, doctor_id, sender_note,
              title, diagnoses, purpose, history, allergies, course, treatment, medication,
              remarks, letter_dated_on, received_at, registered_at, answer_due_at, decided_at,
              decision_note, decision_reason, answered_at, visited_on, admitted_on, discharged_on,
              closed_at, waiting_reason, assignee_id, original_id, version, updated_at, updated_by
)sql"};

// What hangs on a case of any kind.

constexpr db::Query kSendings{"retention.delete_sendings", R"sql(
    DELETE FROM sending
     WHERE facility_id = $1
       AND document_id IN (SELECT id FROM case_document
                            WHERE facility_id = $1 AND case_kind = $2 AND case_id = $3)
    RETURNING id, facility_id, document_id, to_facility_id, means, address, sent_at, sent_by, note,
              opened_at, opened_by
)sql"};

constexpr db::Query kContacts{"retention.delete_contacts", R"sql(
    DELETE FROM contact
     WHERE facility_id = $1 AND case_kind = $2 AND case_id = $3
    RETURNING id, facility_id, case_kind, case_id, patient_id, partner_id, means, direction,
              person, outcome, note, at, by
)sql"};

constexpr db::Query kDuties{"retention.delete_duties", R"sql(
    DELETE FROM duty
     WHERE facility_id = $1 AND case_kind = $2 AND case_id = $3
    RETURNING id, facility_id, case_kind, case_id, patient_id, partner_id, kind, topic, basis,
              urgent, due_at, note, place, assignee_id, snoozed_until, snooze_reason, opened_at,
              closed_at, closed_how, closed_by, version
)sql"};

constexpr db::Query kDocuments{"retention.delete_documents", R"sql(
    DELETE FROM case_document
     WHERE facility_id = $1 AND case_kind = $2 AND case_id = $3
    RETURNING id, facility_id, case_kind, case_id, patient_id, hash, size, media_type, kind,
              title, file_name, pages, number, document_version, replaces_id, created_at,
              created_by
)sql"};

constexpr db::Query kEvents{"retention.delete_events", R"sql(
    DELETE FROM event
     WHERE facility_id = $1 AND case_kind = $2 AND case_id = $3
    RETURNING id, facility_id, case_kind, case_id, patient_id, kind, actor_id, actor_name, at,
              data
)sql"};

constexpr db::Query kHolds{"retention.delete_holds", R"sql(
    DELETE FROM legal_hold
     WHERE facility_id = $1 AND case_kind = $2 AND case_id = $3
    RETURNING id, facility_id, case_kind, case_id, reason, placed_at, placed_by_name, lifted_at,
              lifted_by_name, lift_reason
)sql"};

constexpr db::Query kSearched{"retention.delete_search_entry", R"sql(
    DELETE FROM search_entry
     WHERE facility_id = $1 AND case_kind = $2 AND case_id = $3
    RETURNING id, facility_id, case_kind, case_id
)sql"};

constexpr db::Query kStatements{"retention.delete_statements", R"sql(
    DELETE FROM consent_statement
     WHERE patient_id IN (SELECT id FROM patient
                           WHERE facility_id = $1 AND (id = $2 OR merged_into_id = $2))
    RETURNING id, facility_id, patient_id, kind, receiver, partner_id, partner_kind, person, items,
              scope, valid_until, said_by, said_name, said_relation, said_how, said_on,
              notice_version, recorded_at, recorded_by, recorded_by_name, withdrawn_by,
              withdrawn_name, withdrawn_relation, withdrawn_how, withdrawn_on, withdrawn_at,
              withdrawn_recorded_by_name, version, network_id, scope_version
)sql"};

constexpr db::Query kSealReaders{"retention.delete_seal_readers", R"sql(
    DELETE FROM sealed_patient_reader
     WHERE patient_id IN (SELECT id FROM patient
                           WHERE facility_id = $1 AND (id = $2 OR merged_into_id = $2))
    RETURNING patient_id, user_id, until
)sql"};

constexpr db::Query kSeals{"retention.delete_seals", R"sql(
    DELETE FROM sealed_patient
     WHERE patient_id IN (SELECT id FROM patient
                           WHERE facility_id = $1 AND (id = $2 OR merged_into_id = $2))
    RETURNING patient_id, facility_id, kind, reason, sealed_at, sealed_by
)sql"};

// Before the requests they are about.
constexpr db::Query kDisclosureDuties{"retention.delete_disclosure_duties", R"sql(
    DELETE FROM duty
     WHERE facility_id = $1 AND case_kind = 'disclosure'
       AND case_id IN (SELECT id FROM disclosure_request
                        WHERE patient_id IN (SELECT id FROM patient
                                              WHERE facility_id = $1
                                                AND (id = $2 OR merged_into_id = $2)))
    RETURNING id, facility_id, case_kind, case_id, patient_id, partner_id, kind, topic, basis,
              urgent, due_at, note, place, assignee_id, snoozed_until, snooze_reason, opened_at,
              closed_at, closed_how, closed_by, version
)sql"};

constexpr db::Query kDisclosures{"retention.delete_disclosures", R"sql(
    DELETE FROM disclosure_request
     WHERE patient_id IN (SELECT id FROM patient
                           WHERE facility_id = $1 AND (id = $2 OR merged_into_id = $2))
    RETURNING id, facility_id, number, patient_id, requester, requester_name, relation, contact,
              asked, form, received_on, received_by, received_by_name, due_on, id_document,
              authority, identified_on, identified_by_name, ruling, ground, reason, decided_on,
              decided_by, decided_by_name, means, fee_yen, handed_on, handed_by_name,
              withdrawn_on, withdrawal_reason, withdrawn_by_name, closed_at, version
)sql"};

constexpr db::Query kProvisions{"retention.delete_provisions", R"sql(
    DELETE FROM provision
     WHERE patient_id IN (SELECT id FROM patient
                           WHERE facility_id = $1 AND (id = $2 OR merged_into_id = $2))
    RETURNING id, facility_id, patient_id, provided_on, recipient, items, basis, paper_number,
              note, corrects_id, kept_until, recorded_at, recorded_by_name
)sql"};

constexpr db::Query kHandedPapers{"retention.delete_handed_papers", R"sql(
    DELETE FROM family_hand_over_paper
     WHERE hand_over_id IN (SELECT id FROM family_hand_over
                             WHERE patient_id IN (SELECT id FROM patient
                                                   WHERE facility_id = $1
                                                     AND (id = $2 OR merged_into_id = $2)))
    RETURNING hand_over_id, document_id, title, number, pages
)sql"};

constexpr db::Query kCancelledHandOvers{"retention.delete_cancelled_hand_overs", R"sql(
    DELETE FROM family_hand_over_cancellation
     WHERE hand_over_id IN (SELECT id FROM family_hand_over
                             WHERE patient_id IN (SELECT id FROM patient
                                                   WHERE facility_id = $1
                                                     AND (id = $2 OR merged_into_id = $2)))
    RETURNING hand_over_id, reason, cancelled_at, cancelled_by_name
)sql"};

constexpr db::Query kHandOvers{"retention.delete_hand_overs", R"sql(
    DELETE FROM family_hand_over
     WHERE patient_id IN (SELECT id FROM patient
                           WHERE facility_id = $1 AND (id = $2 OR merged_into_id = $2))
    RETURNING id, facility_id, patient_id, receiver_name, relation, recognised, asked_by, purpose,
              left_out, number, receipt_id, handed_at, handed_by, handed_by_name
)sql"};

constexpr db::Query kIncidents{"retention.delete_incident_patients", R"sql(
    DELETE FROM incident_patient
     WHERE patient_id IN (SELECT id FROM patient
                           WHERE facility_id = $1 AND (id = $2 OR merged_into_id = $2))
    RETURNING id, facility_id, incident_id, patient_id, named_at, named_by_name, removed_at,
              removed_by_name
)sql"};

constexpr db::Query kTeam{"retention.delete_team", R"sql(
    DELETE FROM team_member
     WHERE patient_id IN (SELECT id FROM patient
                           WHERE facility_id = $1 AND (id = $2 OR merged_into_id = $2))
    RETURNING id, facility_id, patient_id, role, user_id, partner_id, doctor_id, person, relation,
              phone, since, until, note, version
)sql"};

constexpr db::Query kQuestionDuties{"retention.delete_question_duties", R"sql(
    DELETE FROM duty
     WHERE facility_id = $1 AND case_kind = 'question'
       AND case_id IN (SELECT id FROM question
                        WHERE patient_id IN (SELECT id FROM patient
                                              WHERE facility_id = $1
                                                AND (id = $2 OR merged_into_id = $2)))
    RETURNING id, facility_id, case_kind, case_id, patient_id, partner_id, kind, topic, basis,
              urgent, due_at, note, place, assignee_id, snoozed_until, snooze_reason, opened_at,
              closed_at, closed_how, closed_by, version
)sql"};

constexpr db::Query kQuestions{"retention.delete_questions", R"sql(
    DELETE FROM question
     WHERE patient_id IN (SELECT id FROM patient
                           WHERE facility_id = $1 AND (id = $2 OR merged_into_id = $2))
    RETURNING id, facility_id, patient_id, ward_id, asked_of, text, due_at, asked_at, asked_by,
              asked_by_name, answer, answered_at, answered_by_name, closed_at, closed_how,
              closed_by_name, version
)sql"};

constexpr db::Query kStays{"retention.delete_stays", R"sql(
    DELETE FROM stay
     WHERE patient_id IN (SELECT id FROM patient
                           WHERE facility_id = $1 AND (id = $2 OR merged_into_id = $2))
    RETURNING id, facility_id, patient_id, ward_id, since, until, ended_how, in_sight, entered_at,
              entered_by, version
)sql"};

constexpr db::Query kPatient{"retention.delete_patient", R"sql(
    DELETE FROM patient
     WHERE facility_id = $1 AND (id = $2 OR merged_into_id = $2)
    RETURNING id, facility_id, number, name, kana, name_key, kana_key, sex, born_on, postal_code,
              address, phone, phone_key, contact, caution, needs, last_visit, merged_into_id,
              version, created_at, updated_at
)sql"};

// Both the answer and the key hold an address: /referrals/412, key /referrals/412/contacts.
constexpr db::Query kAnswers{"retention.delete_answers", R"sql(
    DELETE FROM idempotency
     WHERE facility_id = $1
       AND (answer = $2 OR answer LIKE $2 || '/%' OR answer LIKE $2 || '?%' OR answer LIKE $2 || '#%'
            OR key LIKE '% ' || $2 OR key LIKE '% ' || $2 || '/%')
    RETURNING facility_id, user_id, key, answer, at
)sql"};

constexpr Part kOfReferral[] = {
    {"reply_draft", &kDrafts}, {"reply_obligation", &kReplies}, {"place_request", &kPlaceRequests},
    {"booking", &kBookings},   {"referral_source", &kSources},  {"portal_letter", &kPortalLetter},
    {"referral", &kReferral}};

constexpr Part kOfAnyCase[] = {{"sending", &kSendings},     {"contact", &kContacts},
                               {"duty", &kDuties},          {"case_document", &kDocuments},
                               {"event", &kEvents},         {"legal_hold", &kHolds},
                               {"search_entry", &kSearched}};

constexpr Part kOfPatient[] = {{"consent_statement", &kStatements},
                               {"sealed_patient_reader", &kSealReaders},
                               {"sealed_patient", &kSeals},
                               {"duty", &kDisclosureDuties},
                               {"disclosure_request", &kDisclosures},
                               {"provision", &kProvisions},
                               {"family_hand_over_paper", &kHandedPapers},
                               {"family_hand_over_cancellation", &kCancelledHandOvers},
                               {"family_hand_over", &kHandOvers},
                               {"incident_patient", &kIncidents},
                               {"team_member", &kTeam},
                               {"duty", &kQuestionDuties},
                               {"question", &kQuestions},
                               {"stay", &kStays},
                               {"patient", &kPatient}};
constexpr Part kOfAnswers{"idempotency", &kAnswers};

}  // namespace

int Part::columns() const {
    const auto text = query->text();
    const auto from = text.begin() + static_cast<std::ptrdiff_t>(text.rfind("RETURNING"));
    return 1 + static_cast<int>(std::count(from, text.end(), ','));
}

std::span<const Part> parts_of_referral() {
    return kOfReferral;
}

std::span<const Part> parts_of_any_case() {
    return kOfAnyCase;
}

std::span<const Part> parts_of_patient() {
    return kOfPatient;
}

const Part& part_of_answers() {
    return kOfAnswers;
}

std::vector<std::string_view> tables_of_a_case() {
    std::vector<std::string_view> out{kOfAnswers.table};
    for (const auto parts : {parts_of_patient(), parts_of_referral(), parts_of_any_case()})
        for (const auto& part : parts)
            if (std::ranges::find(out, part.table) == out.end()) out.push_back(part.table);
    return out;
}

}  // namespace kakehashi::retention
