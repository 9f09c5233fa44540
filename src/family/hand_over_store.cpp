#include "family/hand_over_store.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "platform/event/event.hpp"

namespace kakehashi::family {
namespace {

constexpr std::string_view kHandOverRows = R"sql(
    SELECT given.id, given.patient_id, given.receiver_name, given.relation, given.recognised,
           given.asked_by, given.purpose, given.left_out, given.number, given.receipt_id,
           given.handed_at, given.handed_by_name,
           cancelled.reason, cancelled.cancelled_at, cancelled.cancelled_by_name
      FROM family_hand_over given
      LEFT JOIN family_hand_over_cancellation cancelled ON cancelled.hand_over_id = given.id
     WHERE given.facility_id = $1 AND given.patient_id = $2
       AND {shown given.patient_id to $3}
)sql";

constexpr db::Query kOfPatient{"family.hand_overs", kHandOverRows, R"sql(
     ORDER BY given.id DESC
)sql"};

constexpr db::Query kPapersOf{"family.handed_papers", R"sql(
    SELECT paper.hand_over_id, paper.document_id, paper.title, paper.number, paper.pages,
           CASE WHEN kept.id IS NULL THEN 0 ELSE 1 END
      FROM family_hand_over given
      JOIN family_hand_over_paper paper ON paper.hand_over_id = given.id
      LEFT JOIN case_document kept ON kept.id = paper.document_id
     WHERE given.facility_id = $1 AND given.patient_id = $2
     ORDER BY given.id, paper.document_id DESC
)sql"};

constexpr db::Query kCancel{"family.cancel", R"sql(
    INSERT INTO family_hand_over_cancellation (hand_over_id, reason, cancelled_at,
                                               cancelled_by_name)
    VALUES ($1, $2, $3, $4)
)sql"};

HandOver hand_over_from(const db::Row& row) {
    HandOver out;
    out.id = row.id<HandOverId>(0);
    out.patient = row.id<PatientId>(1);
    out.to = {row.string(2), row.string(3)};
    out.recognised = parse_recognised(row.text(4)).value();
    out.asked_by = parse_asked_by(row.text(5)).value();
    out.purpose = row.string(6);
    out.left_out = row.string(7);
    out.number = row.string(8);
    out.receipt = row.id<CaseDocumentId>(9);
    out.at = *row.instant(10);
    out.by = row.string(11);
    if (!row.is_null(12)) out.cancelled = {row.string(12), *row.instant(13), row.string(14)};
    return out;
}

}  // namespace

std::vector<HandOver> hand_overs_of(db::Transaction& tx, const Viewer& viewer, PatientId patient) {
    auto all =
        viewer.sees_each(tx.all(kOfPatient, hand_over_from, viewer.facility, patient, viewer.user),
                         &HandOver::patient);
    tx.each(
        kPapersOf,
        [&](const db::Row& row) {
            const auto of = std::ranges::find(all, row.id<HandOverId>(0), &HandOver::id);
            if (of != all.end())
                of->papers.push_back({row.id<CaseDocumentId>(1), row.string(2), row.string(3),
                                      static_cast<int>(row.integer(4)), row.yes(5)});
        },
        viewer.facility, patient);
    return all;
}

Result<HandOver> find_hand_over(db::Transaction& tx, const Viewer& viewer, PatientId patient,
                                HandOverId id) {
    for (auto& one : hand_overs_of(tx, viewer, patient))
        if (one.id == id) return std::move(one);
    return fail(ErrorKind::NotFound, "family.not_found");
}

Result<void> cancel_hand_over(db::Transaction& tx, const Viewer& viewer, Instant now,
                              PatientId patient, HandOverId id, std::string_view reason) {
    TRY(const auto given, find_hand_over(tx, viewer, patient, id));
    TRY(const auto why, clean_line("cancel_reason", reason, kReasonChars, Required::Yes));
    if (!tx.attempt([&] { tx.execute(kCancel, id, why, now, viewer.name); }))
        return fail(ErrorKind::Conflict, "family.cancelled_already");
    record_event(tx, viewer, now, case_of(given.patient), given.patient, "family.cancelled",
                 json::object({{"hand_over", id.value}, {"relation", given.to.relation}}));
    return {};
}

}  // namespace kakehashi::family
