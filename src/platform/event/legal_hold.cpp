#include "platform/event/legal_hold.hpp"

#include "base/text.hpp"
#include "platform/event/event.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kHoldsOn{"hold.on", R"sql(
    SELECT case_kind, case_id, reason, placed_at, placed_by_name
      FROM legal_hold
     WHERE facility_id = $1 AND lifted_at IS NULL
       AND ((case_kind = $2 AND case_id = $3)
            OR (case_kind = 'patient' AND case_id IN
                (SELECT id FROM patient WHERE id = $4
                 UNION SELECT id FROM patient WHERE merged_into_id = $4)))
     ORDER BY id
)sql"};

constexpr db::Query kPlace{"hold.place", R"sql(
    INSERT INTO legal_hold (facility_id, case_kind, case_id, reason, placed_at, placed_by_name)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT DO NOTHING
)sql"};

constexpr db::Query kLift{"hold.lift", R"sql(
    UPDATE legal_hold SET lifted_at = $4, lifted_by_name = $5, lift_reason = $6
     WHERE facility_id = $1 AND case_kind = $2 AND case_id = $3 AND lifted_at IS NULL
)sql"};

}  // namespace

std::vector<LegalHold> holds_on(db::Transaction& tx, const Viewer& viewer, const CaseRef& about,
                                PatientId patient) {
    note_seen(viewer, about, patient);
    return tx.all(
        kHoldsOn,
        [](const db::Row& row) {
            return LegalHold{
                {row.string(0), row.integer(1)}, row.string(2), *row.instant(3), row.string(4)};
        },
        viewer.facility, about.kind, about.id, patient);
}

Result<void> place_hold(db::Transaction& tx, const Viewer& viewer, Instant now,
                        const CaseRef& about, PatientId patient, std::string_view reason) {
    TRY(const auto why, clean_line("reason", reason, kHoldReasonChars, Required::Yes));
    if (tx.execute(kPlace, viewer.facility, about.kind, about.id, why, now, viewer.name) == 0)
        return fail(ErrorKind::Refused, "hold.placed_already");
    record_event(tx, viewer, now, about, patient, "hold.placed", json::object({{"reason", why}}));
    return {};
}

Result<void> lift_hold(db::Transaction& tx, const Viewer& viewer, Instant now, const CaseRef& about,
                       PatientId patient, std::string_view reason) {
    TRY(const auto why, clean_line("reason", reason, kHoldReasonChars, Required::Yes));
    if (tx.execute(kLift, viewer.facility, about.kind, about.id, now, viewer.name, why) == 0)
        return fail(ErrorKind::Refused, "hold.not_placed");
    record_event(tx, viewer, now, about, patient, "hold.lifted", json::object({{"reason", why}}));
    return {};
}

}  // namespace kakehashi
