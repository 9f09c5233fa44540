#include "referral/referral_undo.hpp"

#include <algorithm>
#include <charconv>

#include "referral/portal_letter.hpp"

namespace kakehashi {
namespace {

using State = ReferralState;

constexpr std::chrono::hours kVisitSettledAt{17};

constexpr db::Query kWithdrawnFrom{"referral.withdrawn_from", R"sql(
    SELECT data FROM event
     WHERE facility_id = $1 AND case_kind = 'referral' AND case_id = $2
       AND kind = 'referral.withdrawn'
     ORDER BY id DESC
     LIMIT 1
)sql"};

constexpr db::Query kPlaces{"referral.places_of", R"sql(
    SELECT state, on_date, starts_at FROM booking
     WHERE facility_id = $1 AND referral_id = $2
     ORDER BY on_date, starts_at, id
)sql"};

struct Places {
    bool any = false;                 // something was booked, whatever became of it
    std::optional<Instant> visit_at;  // when the first visit that is still booked is to be settled
};

/// "10:30" as booking writes it.
std::chrono::minutes time_of(std::string_view text) {
    int hour = 0;
    int minute = 0;
    const auto colon = std::min(text.find(':'), text.size());
    std::from_chars(text.data(), text.data() + colon, hour);
    if (colon < text.size())
        std::from_chars(text.data() + colon + 1, text.data() + text.size(), minute);
    return std::chrono::hours{hour} + std::chrono::minutes{minute};
}

Places places_of(db::Transaction& tx, const Viewer& viewer, ReferralId id) {
    Places places;
    tx.each(
        kPlaces,
        [&](const db::Row& row) {
            places.any = true;
            const auto day = row.date(1);
            if (row.text(0) != "confirmed" || places.visit_at || !day) return;
            places.visit_at = std::max(instant_in_japan(*day, kVisitSettledAt),
                                       instant_in_japan(*day, time_of(row.text(2))));
        },
        viewer.facility, id);
    return places;
}

std::optional<State> state_before_withdrawal(db::Transaction& tx, const Viewer& viewer,
                                             const Referral& referral, const Places& places) {
    std::optional<State> before;
    const auto text = tx.first(
        kWithdrawnFrom, [](const db::Row& row) { return row.string(0); }, viewer.facility,
        referral.id);
    if (const auto data = json::parse(text.value_or("{}")))
        if (const auto state = parse_referral_state(data->at("from").string())) before = *state;
    const bool decided = before
                             ? *before == State::AwaitingBooking || *before == State::AwaitingVisit
                             : referral.decided_at.has_value();
    if (!decided) return before;
    const bool came_without = before == State::AwaitingVisit && !places.any;
    return places.visit_at || came_without ? State::AwaitingVisit : State::AwaitingBooking;
}

/// The visit is confirmed on its own day.
void owe_visit_at(db::Transaction& tx, const Viewer& viewer, Instant now, const Referral& referral,
                  const Places& places) {
    if (referral.state != State::AwaitingVisit || !places.visit_at) return;
    for (const auto& open : open_duties_of(tx, viewer, case_of(referral.id))) {
        if (open.kind != kDutyVisit) continue;
        open_duty(tx, viewer, now,
                  {open.about, open.patient, open.partner, open.kind, open.topic, open.basis,
                   open.urgent, *places.visit_at, open.note, open.place, open.assignee});
    }
}

}  // namespace

Result<Referral> take_back_referral(db::Transaction& tx, const Viewer& viewer, Instant now,
                                    const Referral& referral) {
    const auto sent = portal_letter_of(tx, viewer.facility, referral.id);
    if (sent && sent->recalled_at) return fail(ErrorKind::Refused, "referral.recalled");
    const auto places = places_of(tx, viewer, referral.id);
    std::optional<State> before;
    if (referral.state == State::Withdrawn)
        before = state_before_withdrawal(tx, viewer, referral, places);
    TRY(auto next, referral.take_back(before));
    TRY(next, save_referral(tx, viewer, now, next, "referral.taken_back"));
    owe_visit_at(tx, viewer, now, next, places);
    return next;
}

Result<Referral> accept_referral(db::Transaction& tx, const Viewer& viewer, Instant now,
                                 const Referral& referral, bool needs_booking) {
    const auto places = places_of(tx, viewer, referral.id);
    TRY(auto next, referral.accept(now, needs_booking && !places.visit_at));
    TRY(next, save_referral(tx, viewer, now, next, "referral.accepted"));
    owe_visit_at(tx, viewer, now, next, places);
    return next;
}

}  // namespace kakehashi
