#include "patient/patient_merge.hpp"

#include "base/text.hpp"
#include "patient/patient_seal.hpp"
#include "patient/patient_store.hpp"
#include "platform/db/sight.hpp"
#include "platform/event/event.hpp"
#include "ward/stay_store.hpp"

namespace kakehashi {
namespace {

constexpr std::size_t kReasonCharactersMax = 200;

// Versions rise so that a colleague who has one of these open sees the change instead of undoing
// it.
constexpr db::Query kMoveReferrals{"patient.merge_referrals", R"sql(
    UPDATE referral SET patient_id = $3, version = version + 1
     WHERE facility_id = $1 AND patient_id = $2
    RETURNING id
)sql"};

constexpr db::Query kMoveBookings{"patient.merge_bookings", R"sql(
    UPDATE booking SET patient_id = $3, version = version + 1
     WHERE facility_id = $1 AND patient_id = $2
       AND referral_id IN (SELECT id FROM referral WHERE facility_id = $1 AND patient_id = $2)
    RETURNING id
)sql"};

constexpr db::Query kMoveReplies{"patient.merge_replies", R"sql(
    UPDATE reply_obligation SET patient_id = $3, version = version + 1
     WHERE facility_id = $1 AND patient_id = $2
       AND referral_id IN (SELECT id FROM referral WHERE facility_id = $1 AND patient_id = $2)
    RETURNING id
)sql"};

constexpr db::Query kMoveDuties{"patient.merge_duties", R"sql(
    UPDATE duty SET patient_id = $3, version = version + 1
     WHERE facility_id = $1 AND patient_id = $2 AND closed_at IS NULL
    RETURNING id
)sql"};

constexpr db::Query kMoveDocumentsOfReferrals{"patient.merge_referral_documents", R"sql(
    UPDATE case_document SET patient_id = $3
     WHERE facility_id = $1 AND patient_id = $2 AND case_kind = 'referral'
       AND case_id IN (SELECT id FROM referral WHERE facility_id = $1 AND patient_id = $2)
    RETURNING id
)sql"};

constexpr db::Query kMoveOwnDocuments{"patient.merge_own_documents", R"sql(
    UPDATE case_document SET patient_id = $3
     WHERE facility_id = $1 AND patient_id = $2 AND case_kind = 'patient'
       AND case_id IN (SELECT $2 UNION ALL SELECT id FROM patient WHERE merged_into_id = $2)
    RETURNING id
)sql"};

constexpr db::Query kMoveStatements{"patient.merge_statements", R"sql(
    UPDATE consent_statement SET patient_id = $3, version = version + 1
     WHERE facility_id = $1 AND patient_id = $2
    RETURNING id
)sql"};

constexpr db::Query kMoveDisclosures{"patient.merge_disclosures", R"sql(
    UPDATE disclosure_request SET patient_id = $3, version = version + 1
     WHERE facility_id = $1 AND patient_id = $2
    RETURNING id
)sql"};

constexpr db::Query kMoveProvisions{"patient.merge_provisions", R"sql(
    UPDATE provision SET patient_id = $3
     WHERE facility_id = $1 AND patient_id = $2
    RETURNING id
)sql"};

constexpr db::Query kMoveHandOvers{"patient.merge_hand_overs", R"sql(
    UPDATE family_hand_over SET patient_id = $3
     WHERE facility_id = $1 AND patient_id = $2
    RETURNING id
)sql"};

constexpr db::Query kMoveIncidents{"patient.merge_incidents", R"sql(
    UPDATE incident_patient SET patient_id = $3
     WHERE facility_id = $1 AND patient_id = $2
    RETURNING id
)sql"};

constexpr db::Query kMoveTeam{"patient.merge_team", R"sql(
    UPDATE team_member SET patient_id = $3, version = version + 1
     WHERE facility_id = $1 AND patient_id = $2
    RETURNING id
)sql"};

constexpr db::Query kMoveStays{"patient.merge_stays", R"sql(
    UPDATE stay SET patient_id = $3, in_sight = 0, version = version + 1
     WHERE facility_id = $1 AND patient_id = $2
    RETURNING id
)sql"};

constexpr db::Query kMoveQuestions{"patient.merge_questions", R"sql(
    UPDATE question SET patient_id = $3, version = version + 1
     WHERE facility_id = $1 AND patient_id = $2
    RETURNING id
)sql"};

constexpr db::Query kOpenStays{"patient.merge_open_stays", R"sql(
    SELECT count(*) FROM stay WHERE patient_id IN ($1, $2) AND until IS NULL
)sql"};

constexpr db::Query kMoveMerged{"patient.merge_merged", R"sql(
    UPDATE patient SET merged_into_id = $3, version = version + 1
     WHERE facility_id = $1 AND merged_into_id = $2
    RETURNING id
)sql"};

constexpr db::Query kDrop{"patient.merge_drop", R"sql(
    UPDATE patient SET merged_into_id = $3, updated_at = $4, version = version + 1
     WHERE facility_id = $1 AND id = $2
)sql"};

constexpr db::Query kReturnReferral{"patient.unmerge_referral", R"sql(
    UPDATE referral SET patient_id = $3, version = version + 1
     WHERE facility_id = $1 AND id = $2 AND patient_id = $4
)sql"};

constexpr db::Query kReturnBooking{"patient.unmerge_booking", R"sql(
    UPDATE booking SET patient_id = $3, version = version + 1
     WHERE facility_id = $1 AND id = $2 AND patient_id = $4
)sql"};

constexpr db::Query kReturnReply{"patient.unmerge_reply", R"sql(
    UPDATE reply_obligation SET patient_id = $3, version = version + 1
     WHERE facility_id = $1 AND id = $2 AND patient_id = $4
)sql"};

constexpr db::Query kReturnDuty{"patient.unmerge_duty", R"sql(
    UPDATE duty SET patient_id = $3, version = version + 1
     WHERE facility_id = $1 AND id = $2 AND patient_id = $4
)sql"};

constexpr db::Query kReturnDocument{"patient.unmerge_document", R"sql(
    UPDATE case_document SET patient_id = $3
     WHERE facility_id = $1 AND id = $2 AND patient_id = $4
)sql"};

constexpr db::Query kReturnStatement{"patient.unmerge_statement", R"sql(
    UPDATE consent_statement SET patient_id = $3, version = version + 1
     WHERE facility_id = $1 AND id = $2 AND patient_id = $4
)sql"};

constexpr db::Query kReturnDisclosure{"patient.unmerge_disclosure", R"sql(
    UPDATE disclosure_request SET patient_id = $3, version = version + 1
     WHERE facility_id = $1 AND id = $2 AND patient_id = $4
)sql"};

constexpr db::Query kReturnProvision{"patient.unmerge_provision", R"sql(
    UPDATE provision SET patient_id = $3
     WHERE facility_id = $1 AND id = $2 AND patient_id = $4
)sql"};

constexpr db::Query kReturnHandOver{"patient.unmerge_hand_over", R"sql(
    UPDATE family_hand_over SET patient_id = $3
     WHERE facility_id = $1 AND id = $2 AND patient_id = $4
)sql"};

constexpr db::Query kReturnIncident{"patient.unmerge_incident", R"sql(
    UPDATE incident_patient SET patient_id = $3
     WHERE facility_id = $1 AND id = $2 AND patient_id = $4
)sql"};

constexpr db::Query kReturnTeam{"patient.unmerge_team", R"sql(
    UPDATE team_member SET patient_id = $3, version = version + 1
     WHERE facility_id = $1 AND id = $2 AND patient_id = $4
)sql"};

constexpr db::Query kReturnStay{"patient.unmerge_stay", R"sql(
    UPDATE stay SET patient_id = $3, in_sight = 0, version = version + 1
     WHERE facility_id = $1 AND id = $2 AND patient_id = $4
)sql"};

constexpr db::Query kReturnQuestion{"patient.unmerge_question", R"sql(
    UPDATE question SET patient_id = $3, version = version + 1
     WHERE facility_id = $1 AND id = $2 AND patient_id = $4
)sql"};

constexpr db::Query kReturnMerged{"patient.unmerge_merged", R"sql(
    UPDATE patient SET merged_into_id = $3, version = version + 1
     WHERE facility_id = $1 AND id = $2 AND merged_into_id = $4
)sql"};

// What joined a moved referral after the merge belongs to it, and goes back with it.
constexpr db::Query kReturnLaterBookings{"patient.unmerge_later_bookings", R"sql(
    UPDATE booking SET patient_id = $3, version = version + 1
     WHERE facility_id = $1 AND referral_id = $2 AND patient_id = $4
)sql"};

constexpr db::Query kReturnLaterReplies{"patient.unmerge_later_replies", R"sql(
    UPDATE reply_obligation SET patient_id = $3, version = version + 1
     WHERE facility_id = $1 AND referral_id = $2 AND patient_id = $4
)sql"};

constexpr db::Query kReturnLaterDuties{"patient.unmerge_later_duties", R"sql(
    UPDATE duty SET patient_id = $3, version = version + 1
     WHERE facility_id = $1 AND case_kind = 'referral' AND case_id = $2 AND patient_id = $4
       AND closed_at IS NULL
)sql"};

constexpr db::Query kReturnLaterDocuments{"patient.unmerge_later_documents", R"sql(
    UPDATE case_document SET patient_id = $3
     WHERE facility_id = $1 AND case_kind = 'referral' AND case_id = $2 AND patient_id = $4
)sql"};

constexpr db::Query kTakeNumber{"patient.merge_take_number", R"sql(
    UPDATE patient SET number = '' WHERE facility_id = $1 AND id = $2
)sql"};

constexpr db::Query kReturnNumber{"patient.unmerge_number", R"sql(
    UPDATE patient SET number = $3
     WHERE facility_id = $1 AND id = $2
       AND NOT EXISTS (SELECT 1 FROM patient other
                        WHERE other.facility_id = $1 AND other.number = $3
                          AND other.number <> '')
)sql"};

/// What must not go with the record that goes: an allergy noted there (both cautions stand on the
/// kept one), and the 患者ID when the kept one is 未採番. What was before is remembered for the
/// undo.
Result<void> keep_facts(db::Transaction& tx, const Viewer& viewer, Instant now, Patient kept,
                        const Patient& dropped, json::Value& data) {
    const bool caution =
        !dropped.caution.empty() && kept.caution.find(dropped.caution) == std::string::npos;
    const bool number = kept.number.empty() && !dropped.number.empty();
    if (caution) {
        data.set("caution_before", kept.caution);
        if (!kept.caution.empty()) kept.caution += "\n";
        kept.caution += dropped.caution;
        data.set("caution_after", kept.caution);
    }
    if (number) {
        data.set("number", dropped.number);
        kept.number = dropped.number;
        tx.execute(kTakeNumber, viewer.facility, dropped.id);
    }
    if (caution || number) TRY_DO(update_patient(tx, viewer, now, kept));
    return {};
}

/// Unless somebody has corrected the kept record since.
Result<void> return_facts(db::Transaction& tx, const Viewer& viewer, Instant now, PatientId keep,
                          PatientId drop, const json::Value& data) {
    TRY(auto kept, find_patient_record(tx, viewer, keep));
    const auto number = data.at("number").string();
    const bool took_caution =
        data.find("caution_after") && kept.caution == data.at("caution_after").string();
    const bool took_number = !number.empty() && kept.number == number;
    if (took_caution) kept.caution = data.at("caution_before").string();
    if (took_number) kept.number.clear();
    if (took_caution || took_number) TRY_DO(update_patient(tx, viewer, now, kept));
    if (!number.empty()) {
        const db::Unveiled taken_by_whomever{tx};
        tx.execute(kReturnNumber, viewer.facility, drop, number);
    }
    return {};
}

/// What moves, in this order: documents, bookings and replies are found by their referrals, so
/// these go last.
struct Moved {
    std::string_view name;
    const db::Query* take;
    const db::Query* give_back;
};
constexpr Moved kMoved[] = {
    {"documents", &kMoveDocumentsOfReferrals, &kReturnDocument},
    {"own_documents", &kMoveOwnDocuments, &kReturnDocument},
    {"bookings", &kMoveBookings, &kReturnBooking},
    {"replies", &kMoveReplies, &kReturnReply},
    {"duties", &kMoveDuties, &kReturnDuty},
    {"team", &kMoveTeam, &kReturnTeam},
    {"stays", &kMoveStays, &kReturnStay},
    {"questions", &kMoveQuestions, &kReturnQuestion},
    {"disclosures", &kMoveDisclosures, &kReturnDisclosure},
    {"provisions", &kMoveProvisions, &kReturnProvision},
    {"hand_overs", &kMoveHandOvers, &kReturnHandOver},
    {"incidents", &kMoveIncidents, &kReturnIncident},
    {"referrals", &kMoveReferrals, &kReturnReferral},
    {"statements", &kMoveStatements, &kReturnStatement},
    {"merged", &kMoveMerged, &kReturnMerged},
};

}  // namespace

Result<Patient> merge_patients(db::Transaction& tx, const Viewer& viewer, Instant now,
                               PatientId keep, PatientId drop, std::string_view reason) {
    if (keep == drop) return fail(ErrorKind::Refused, "patient.same_record");
    TRY(const auto why, clean_line("reason", reason, kReasonCharactersMax, Required::Yes));
    TRY(const auto kept, find_patient_record(tx, viewer, keep));
    TRY(const auto dropped, find_patient_record(tx, viewer, drop));
    if (kept.merged_into || dropped.merged_into)
        return fail(ErrorKind::Refused, "patient.merged_already");
    // Whose records become one must be seen by the same people before.
    if (seal_of(tx, viewer, keep) || seal_of(tx, viewer, drop))
        return fail(ErrorKind::Refused, "seal.no_merge");
    if (tx.number(kOpenStays, keep, drop) > 1) return fail(ErrorKind::Refused, "stay.two_open");

    json::Value data = json::object({{"kept", keep.value}, {"reason", why}});
    for (const auto& moved : kMoved) {
        json::Value ids{json::Array{}};
        tx.each(
            *moved.take, [&](const db::Row& row) { ids.push(row.integer(0)); }, viewer.facility,
            drop, keep);
        data.set(moved.name, std::move(ids));
    }
    TRY_DO(keep_facts(tx, viewer, now, kept, dropped, data));
    tx.execute(kDrop, viewer.facility, drop, keep, now);
    ward::settle_sight(tx, keep, date_in_japan(now));
    record_event(tx, viewer, now, case_of(drop), keep, "patient.merged", data);
    return find_patient_record(tx, viewer, keep);
}

Result<Patient> unmerge_patients(db::Transaction& tx, const Viewer& viewer, Instant now,
                                 PatientId drop) {
    TRY(const auto dropped, find_patient_record(tx, viewer, drop));
    if (!dropped.merged_into) return fail(ErrorKind::Refused, "patient.not_merged");
    const Event* merging = nullptr;
    const auto events = events_of_case(tx, viewer, case_of(drop));
    for (const auto& event : events)
        if (!merging && event.kind == "patient.merged") merging = &event;
    if (!merging) return fail(ErrorKind::Refused, "patient.not_merged");
    const auto keep = dropped.merged_into;
    if (merging->data.at("kept").integer() != keep.value)
        return fail(ErrorKind::Refused, "patient.undo_later_merge_first");

    for (const auto& moved : kMoved)
        for (const auto& id : merging->data.at(moved.name).array())
            tx.execute(*moved.give_back, viewer.facility, id.integer().value_or(0), drop, keep);
    for (const auto& id : merging->data.at("referrals").array())
        for (const auto* later : {&kReturnLaterBookings, &kReturnLaterReplies, &kReturnLaterDuties,
                                  &kReturnLaterDocuments})
            tx.execute(*later, viewer.facility, id.integer().value_or(0), drop, keep);
    TRY_DO(return_facts(tx, viewer, now, keep, drop, merging->data));
    tx.execute(kDrop, viewer.facility, drop, PatientId{}, now);
    for (const auto patient : {keep, drop}) ward::settle_sight(tx, patient, date_in_japan(now));
    for (const auto patient : {keep, drop})
        record_event(tx, viewer, now, case_of(patient), patient, "patient.unmerged");
    return find_patient_record(tx, viewer, drop);
}

}  // namespace kakehashi
