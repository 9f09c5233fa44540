#include "reply/visit_store.hpp"

#include <algorithm>

#include "booking/booking_duties.hpp"
#include "booking/booking_store.hpp"
#include "platform/duty/duty.hpp"
#include "reply/reply_store.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kForgetStages{"reply.forget_stages", R"sql(
    DELETE FROM reply_obligation WHERE facility_id = $1 AND referral_id = $2
)sql"};

constexpr db::Query kAwaitedByNumber{"reply.awaited_by_number", R"sql(
    SELECT id FROM referral
     WHERE facility_id = $1 AND number = $2
       AND state IN ('awaiting_visit', 'awaiting_booking', 'no_show')
       AND {shown referral.patient_id to $3}
)sql"};

constexpr db::Query kAwaitedByPatient{"reply.awaited_by_patient", R"sql(
    SELECT r.id FROM patient p JOIN referral r ON r.facility_id = p.facility_id
                                              AND r.patient_id = p.id
     WHERE p.facility_id = $1 AND p.number = $2 AND p.number <> ''
       AND r.state IN ('awaiting_visit', 'awaiting_booking', 'no_show')
       AND {shown r.patient_id to $3}
     ORDER BY r.id
)sql"};

// How a day stands among the confirmed bookings: clinics after it, tests after it, then clinics and
// tests up to it, last clinics and tests of the day itself.
constexpr db::Query kAround{"reply.bookings_around", R"sql(
    SELECT coalesce(sum(CASE WHEN b.on_date > $3 AND w.kind <> 'equipment' THEN 1 ELSE 0 END), 0),
           coalesce(sum(CASE WHEN b.on_date > $3 AND w.kind = 'equipment' THEN 1 ELSE 0 END), 0),
           coalesce(sum(CASE WHEN b.on_date <= $3 AND w.kind <> 'equipment' THEN 1 ELSE 0 END), 0),
           coalesce(sum(CASE WHEN b.on_date <= $3 AND w.kind = 'equipment' THEN 1 ELSE 0 END), 0),
           coalesce(sum(CASE WHEN b.on_date = $3 AND w.kind <> 'equipment' THEN 1 ELSE 0 END), 0),
           coalesce(sum(CASE WHEN b.on_date = $3 AND w.kind = 'equipment' THEN 1 ELSE 0 END), 0)
      FROM booking b JOIN bookable w ON w.id = b.bookable_id
     WHERE b.facility_id = $1 AND b.referral_id = $2 AND b.state = 'confirmed'
)sql"};

struct Around {
    std::int64_t clinics_ahead, tests_ahead, clinics_due, tests_due, clinics_that_day,
        tests_that_day;
    bool is_due() const { return clinics_due + tests_due > 0; }
    bool is_ahead() const { return clinics_ahead + tests_ahead > 0; }
};

Around around(db::Transaction& tx, const Viewer& viewer, ReferralId id, Date day) {
    return tx
        .first(
            kAround,
            [](const db::Row& row) {
                return Around{row.integer(0), row.integer(1), row.integer(2),
                              row.integer(3), row.integer(4), row.integer(5)};
            },
            viewer.facility, id, day)
        .value();
}

constexpr std::string_view kPlacesEnded = "visit.places_ended";
constexpr std::string_view kPlacesAwaited = "visit.places_awaited";

/// Full-width letters, digits and signs as ASCII, in capitals, without blanks: Ｒ−… as typed.
std::string plain_number(std::string_view typed) {
    std::string out;
    for (std::size_t at = 0; at < typed.size(); ++at) {
        auto c = static_cast<unsigned char>(typed[at]);
        if (c == 0xEF && at + 2 < typed.size()) {  // U+FF01 to U+FF5E
            const auto second = static_cast<unsigned char>(typed[at + 1]);
            const auto third = static_cast<unsigned char>(typed[at + 2]);
            const int point = ((second & 0x3F) << 6) + (third & 0x3F);
            if (point >= 0xF01 && point <= 0xF5E) {
                c = static_cast<unsigned char>(point - 0xF01 + '!');
                at += 2;
            }
        }
        if (c != ' ') out += static_cast<char>(std::toupper(c));
    }
    return out;
}

/// What the last event of that kind says; JSON null without one.
json::Value last_event(db::Transaction& tx, const Viewer& viewer, ReferralId id,
                       std::string_view kind) {
    for (const auto& event : events_of_case(tx, viewer, case_of(id)))
        if (event.kind == kind) return event.data;
    return {};
}

/// Brings bookings to their end; answers which ones, for the undo.
Result<json::Value> end_bookings(db::Transaction& tx, const Viewer& viewer, Instant now,
                                 ReferralId id, std::optional<Date> kept_on) {
    const auto today = date_in_japan(now);
    json::Array ended;
    for (const auto& booking : bookings_of_referral(tx, viewer, id)) {
        if (booking.state != BookingState::Confirmed || booking.on_date > today) continue;
        if (kept_on && booking.on_date > *kept_on) continue;
        if (kept_on && booking.on_date == *kept_on) {
            TRY_DO(mark_kept(tx, viewer, now, booking.id));
        } else {
            TRY_DO(mark_missed(tx, viewer, now, booking.id));
        }
        ended.emplace_back(booking.id.value);
    }
    return json::Value{std::move(ended)};
}

/// Ends the bookings and nothing else.
Result<Referral> end_places(db::Transaction& tx, const Viewer& viewer, Instant now,
                            const Referral& referral, std::optional<Date> kept_on) {
    TRY(auto ended, end_bookings(tx, viewer, now, referral.id, kept_on));
    renew_visit_duty(tx, viewer, now, referral.id);
    record_event(tx, viewer, now, case_of(referral.id), referral.patient, kPlacesEnded,
                 json::object({{"bookings", std::move(ended)}}));
    return referral;
}

/// Who has come, or was missed, before: what is still booked ends by itself.
bool is_past_visit(const Referral& referral) {
    return referral.state == ReferralState::Visited || referral.state == ReferralState::Replied;
}

/// Awaits again what the undone step had ended.
Result<void> reopen_bookings(db::Transaction& tx, const Viewer& viewer, Instant now,
                             const json::Value& ended) {
    for (const auto& id : ended.array())
        TRY_DO(await_again(tx, viewer, now, BookingId{id.integer().value_or(0)}));
    return {};
}

/// Brings the open stages in line with the referral's admission and discharge.
Result<void> move_due_dates(db::Transaction& tx, const Viewer& viewer, Instant now,
                            const Referral& referral) {
    const auto terms = reply_terms(tx, viewer.facility);
    const auto names = names_of(tx, viewer, referral.id);
    const auto stages = obligations_of(tx, viewer, referral.id);
    for (const auto& stage : stages) {
        const auto due = reply_due(stage.stage, *referral.visited_on, referral.admitted_on,
                                   referral.discharged_on, terms);
        if (!stage.open() || !due ||
            (due->due_on == stage.due_on && due->counted_from == stage.counted_from))
            continue;
        TRY(const auto moved, save_obligation(tx, viewer, stage.with_due(*due)));
        if (moved.counted_from != stage.counted_from)
            close_duty(tx, viewer, now, case_of(referral.id), kDutyChase, to_text(stage.stage),
                       "not_needed");
        renew_reply_duty(tx, viewer, now, moved, referral, names, terms);
    }
    const bool has_interim =
        std::ranges::find(stages, ReplyStage::Interim, &ReplyObligation::stage) != stages.end();
    const auto interim = reply_due(ReplyStage::Interim, *referral.visited_on, referral.admitted_on,
                                   referral.discharged_on, terms);
    if (interim && !has_interim && !referral.discharged_on)
        open_obligation(tx, viewer, now, referral, names, ReplyStage::Interim, *interim, terms);
    return {};
}

Result<void> not_after_today(Date on, Instant now) {
    if (on > date_in_japan(now)) return fail(ErrorKind::Invalid, "reply.day_in_future", "on");
    return {};
}

}  // namespace

Result<Referral> record_arrival(db::Transaction& tx, const Viewer& viewer, Instant now,
                                ReferralId id, Date visited_on) {
    TRY(const auto referral, find_referral(tx, viewer, id));
    if (visited_on <= date_in_japan(now)) {
        const auto booked = around(tx, viewer, id, visited_on);
        const bool tests_alone = referral.state == ReferralState::AwaitingVisit &&
                                 booked.tests_that_day > 0 && booked.clinics_that_day == 0 &&
                                 booked.clinics_ahead > 0;
        if (tests_alone || (is_past_visit(referral) && booked.is_due()))
            return end_places(tx, viewer, now, referral, visited_on);
    }
    TRY(auto arrived, referral.arrive(visited_on, date_in_japan(now)));
    TRY(auto ended, end_bookings(tx, viewer, now, id, visited_on));
    TRY(auto saved, save_referral(tx, viewer, now, std::move(arrived), "referral.arrived",
                                  json::object({{"day", iso_date(visited_on)},
                                                {"from", std::string{to_text(referral.state)}},
                                                {"bookings", std::move(ended)}}),
                                  true));
    const auto terms = reply_terms(tx, viewer.facility);
    const auto names = names_of(tx, viewer, id);
    for (const auto stage : {ReplyStage::ArrivalNotice, ReplyStage::First, ReplyStage::Final})
        open_obligation(tx, viewer, now, saved, names, stage,
                        *reply_due(stage, visited_on, {}, {}, terms), terms);
    renew_visit_duty(tx, viewer, now, id);
    return saved;
}

Result<Referral> undo_places(db::Transaction& tx, const Viewer& viewer, Instant now,
                             ReferralId id) {
    TRY(const auto referral, find_referral(tx, viewer, id));
    for (const auto& event : events_of_case(tx, viewer, case_of(id))) {
        if (event.kind == kPlacesAwaited) break;
        if (event.kind != kPlacesEnded) continue;
        TRY_DO(reopen_bookings(tx, viewer, now, event.data.at("bookings")));
        renew_visit_duty(tx, viewer, now, id);
        record_event(tx, viewer, now, case_of(id), referral.patient, kPlacesAwaited);
        return referral;
    }
    return fail(ErrorKind::Refused, "referral.cannot_be_taken_back");
}

Result<Referral> undo_arrival(db::Transaction& tx, const Viewer& viewer, Instant now,
                              ReferralId id) {
    TRY(const auto referral, find_referral(tx, viewer, id));
    if (referral.state != ReferralState::Visited)
        return fail(ErrorKind::Refused, "referral.not_visited");
    const auto stages = obligations_of(tx, viewer, id);
    for (const auto& stage : stages)
        if (stage.state != ReplyState::Open || stage.chasers > 0 ||
            stage.stage == ReplyStage::Interim || !drafts_of(tx, viewer, stage.id).empty())
            return fail(ErrorKind::Refused, "reply.arrival_is_followed");
    const auto told = last_event(tx, viewer, id, "referral.arrived");
    auto awaited = referral;
    awaited.state =
        parse_referral_state(told.at("from").string()).value_or(ReferralState::AwaitingVisit);
    awaited.visited_on.reset();
    for (const auto& stage : stages) {
        close_duty(tx, viewer, now, case_of(id), duty_kind_of(stage.stage), {}, "withdrawn");
        close_duty(tx, viewer, now, case_of(id), kDutyChase, to_text(stage.stage), "withdrawn");
    }
    tx.execute(kForgetStages, viewer.facility, id);
    TRY(auto saved, save_referral(tx, viewer, now, std::move(awaited), "referral.arrival_undone"));
    TRY_DO(reopen_bookings(tx, viewer, now, told.at("bookings")));
    renew_visit_duty(tx, viewer, now, id);
    renew_booking_duty(tx, viewer, now, saved);
    return saved;
}

Result<Referral> record_missed(db::Transaction& tx, const Viewer& viewer, Instant now,
                               ReferralId id) {
    TRY(const auto referral, find_referral(tx, viewer, id));
    const auto booked = around(tx, viewer, id, date_in_japan(now));
    const bool awaited = referral.state == ReferralState::AwaitingVisit;
    if (awaited && booked.is_ahead() && !booked.is_due())
        return fail(ErrorKind::Refused, "booking.day_not_come");
    // A missed clinic is followed up at once; a missed test waits for a clinic that is booked.
    const bool goes_on =
        awaited && (booked.clinics_ahead > 0 || (booked.clinics_due == 0 && booked.is_ahead()));
    const bool over = is_past_visit(referral) || referral.state == ReferralState::NoShow ||
                      referral.state == ReferralState::AwaitingBooking;
    if (goes_on || (over && booked.is_due()))
        return end_places(tx, viewer, now, referral, std::nullopt);
    TRY(auto missed, referral.miss(now));
    TRY(auto ended, end_bookings(tx, viewer, now, id, std::nullopt));
    TRY(auto saved, save_referral(tx, viewer, now, std::move(missed), "referral.missed",
                                  json::object({{"bookings", std::move(ended)}})));
    renew_visit_duty(tx, viewer, now, id);
    return saved;
}

Result<Referral> undo_missed(db::Transaction& tx, const Viewer& viewer, Instant now,
                             ReferralId id) {
    TRY(const auto referral, find_referral(tx, viewer, id));
    if (referral.state != ReferralState::NoShow)
        return fail(ErrorKind::Refused, "referral.cannot_be_taken_back");
    const auto told = last_event(tx, viewer, id, "referral.missed");
    auto awaited = referral;
    awaited.state = ReferralState::AwaitingVisit;
    TRY(auto saved, save_referral(tx, viewer, now, std::move(awaited), "referral.missed_undone"));
    TRY_DO(reopen_bookings(tx, viewer, now, told.at("bookings")));
    renew_visit_duty(tx, viewer, now, id);
    return saved;
}

Result<Referral> record_admission(db::Transaction& tx, const Viewer& viewer, Instant now,
                                  ReferralId id, Date on) {
    TRY_DO(not_after_today(on, now));
    TRY(const auto referral, find_referral(tx, viewer, id));
    TRY(auto admitted, referral.admit(on));
    TRY(auto saved, save_referral(tx, viewer, now, std::move(admitted), "referral.admitted",
                                  json::object({{"day", iso_date(on)}})));
    TRY_DO(move_due_dates(tx, viewer, now, saved));
    return saved;
}

Result<Referral> record_discharge(db::Transaction& tx, const Viewer& viewer, Instant now,
                                  ReferralId id, Date on) {
    TRY_DO(not_after_today(on, now));
    TRY(const auto referral, find_referral(tx, viewer, id));
    TRY(auto discharged, referral.discharge(on));
    TRY(auto saved, save_referral(tx, viewer, now, std::move(discharged), "referral.discharged",
                                  json::object({{"day", iso_date(on)}})));
    TRY_DO(move_due_dates(tx, viewer, now, saved));
    return saved;
}

Result<ReferralId> find_awaited(db::Transaction& tx, const Viewer& viewer, std::string_view typed,
                                Date today) {
    const auto number = plain_number(typed);
    if (number.empty()) return fail(ErrorKind::Invalid, "text.required", "number");
    auto whole = number;
    if (number.size() <= 4 &&
        std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; }))
        whole = "R-" + iso_date(today).substr(0, 7) + "-" + std::string(4 - number.size(), '0') +
                number;
    const auto id_of = [](const db::Row& row) { return row.id<ReferralId>(0); };
    if (const auto found = tx.first(kAwaitedByNumber, id_of, viewer.facility, whole, viewer.user))
        return *found;
    const auto of_patient = tx.all(kAwaitedByPatient, id_of, viewer.facility, number, viewer.user);
    if (of_patient.size() > 1) return fail(ErrorKind::Refused, "reply.several_awaited", "number");
    if (of_patient.empty()) return fail(ErrorKind::NotFound, "reply.nobody_awaited", "number");
    return of_patient.front();
}

}  // namespace kakehashi
