#include "booking/booking_store.hpp"

#include <algorithm>

#include "base/era.hpp"
#include "booking/booking_duties.hpp"
#include "booking/booking_rows.hpp"
#include "booking/place_request_store.hpp"

namespace kakehashi {
namespace {

// The unique index booking_place decides who gets a place; a second taker gets no row back.
constexpr db::Query kTakePlace{"booking.take_place", R"sql(
    INSERT INTO booking (facility_id, referral_id, patient_id, bookable_id, on_date, starts_at,
                         place, state, held_until, created_at, created_by, confirmed_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    ON CONFLICT (bookable_id, on_date, starts_at, place)
             WHERE state IN ('held', 'confirmed', 'kept') DO NOTHING
    RETURNING id
)sql"};

constexpr db::Query kSave{"booking.save", R"sql(
    UPDATE booking SET state = $4, held_until = $5, reason = $6, moved_to_id = $7,
                       confirmed_at = $8, version = version + 1
     WHERE facility_id = $1 AND id = $2 AND version = $3
)sql"};

constexpr db::Query kFind{"booking.find", kBookingRows, R"sql(
      FROM booking b
     WHERE b.facility_id = $1 AND b.id = $2
       AND {shown b.patient_id to $3}
)sql"};

constexpr db::Query kOfReferral{"booking.of_referral", kBookingRows, R"sql(
      FROM booking b
     WHERE b.facility_id = $1 AND b.referral_id = $2
       AND {shown b.patient_id to $3}
     ORDER BY b.on_date, b.starts_at, b.id
)sql"};

constexpr db::Query kSameDay{"booking.same_day", R"sql(
    SELECT count(*) FROM booking
     WHERE facility_id = $1 AND referral_id = $2 AND bookable_id = $3 AND on_date = $4 AND id <> $5
       AND state IN ('held', 'confirmed', 'kept')
)sql"};

/// Takes the first free place for `booking`, which names everything but its place.
Result<Booking> take_place(db::Transaction& tx, const Viewer& viewer, Instant now,
                           const Holidays& holidays, Booking booking, BookingId besides = {}) {
    const auto schedule =
        schedule_between(tx, viewer, booking.on_date, booking.on_date, booking.bookable);
    TRY(const auto rule,
        open_slot(schedule, booking.bookable, booking.on_date, booking.starts_at, now, holidays));
    if (tx.number(kSameDay, viewer.facility, booking.referral, booking.bookable, booking.on_date,
                  besides.value) > 0)
        return fail(ErrorKind::Refused, "booking.same_day_twice");
    for (booking.place = 1; booking.place <= rule.places; ++booking.place) {
        booking.id = BookingId{
            tx.number(kTakePlace, viewer.facility, booking.referral, booking.patient,
                      booking.bookable, booking.on_date, time_key(booking.starts_at), booking.place,
                      booking.state, booking.held_until, now, viewer.user, booking.confirmed_at)};
        if (booking.id) return booking;
    }
    return fail(ErrorKind::Conflict, "booking.full");
}

Result<Booking> save_booking(db::Transaction& tx, const Viewer& viewer, Booking booking) {
    std::int64_t saved = 0;
    const bool is_free = tx.attempt([&] {
        saved =
            tx.execute(kSave, viewer.facility, booking.id, booking.version, booking.state,
                       booking.held_until, booking.reason, booking.moved_to, booking.confirmed_at);
    });
    if (!is_free) return fail(ErrorKind::Conflict, "booking.full");
    if (saved == 0) return fail(ErrorKind::Conflict, "booking.changed_meanwhile");
    ++booking.version;
    return booking;
}

Result<Booking> find_seen(db::Transaction& tx, const Viewer& viewer, const SeenBooking& seen) {
    TRY(auto booking, find_booking(tx, viewer, seen.id));
    if (booking.version != seen.version)
        return fail(ErrorKind::Conflict, "booking.changed_meanwhile");
    return booking;
}

bool can_be_booked(ReferralState state) {
    return state == ReferralState::AwaitingBooking || state == ReferralState::NoShow ||
           state == ReferralState::AwaitingVisit;
}

void record(db::Transaction& tx, const Viewer& viewer, Instant now, const Booking& booking,
            std::string_view kind) {
    record_event(tx, viewer, now, case_of(booking.referral), booking.patient, kind,
                 booking_event_data(tx, viewer, booking));
}

bool another_confirmed(db::Transaction& tx, const Viewer& viewer, const Booking& besides) {
    return std::ranges::any_of(
        bookings_of_referral(tx, viewer, besides.referral), [&](const Booking& other) {
            return other.id != besides.id && other.state == BookingState::Confirmed;
        });
}

/// A day the referrer may know of has changed: the referral follows and owes the news.
Result<void> follow_change(db::Transaction& tx, const Viewer& viewer, Instant now,
                           const Booking& changed, bool still_booked, std::string_view event_kind) {
    TRY(const auto referral, find_referral(tx, viewer, changed.referral));
    if (referral.state != ReferralState::AwaitingVisit) {
        record(tx, viewer, now, changed, event_kind);
        renew_visit_duty(tx, viewer, now, changed.referral);
        return {};
    }
    TRY(auto next, still_booked ? referral.book() : referral.unbook());
    if (next.answered_at) {
        next.answered_at.reset();
        next.answer_due_at.reset();
    }
    TRY_DO(save_referral(tx, viewer, now, std::move(next), event_kind,
                         booking_event_data(tx, viewer, changed)));
    renew_visit_duty(tx, viewer, now, changed.referral);
    return {};
}

Result<Booking> end_visit(db::Transaction& tx, const Viewer& viewer, Instant now,
                          const Result<Booking>& ended, std::string_view event_kind) {
    TRY(auto next, ended);
    TRY(auto saved, save_booking(tx, viewer, std::move(next)));
    close_duty(tx, viewer, now, case_of(saved.referral), kDutyRearrange, saved.id.text());
    close_duty(tx, viewer, now, case_of(saved.referral), kDutyVisit, saved.id.text());
    settle_place_request(tx, viewer, now, saved, PlaceOutcome::Over);
    record(tx, viewer, now, saved, event_kind);
    return saved;
}

}  // namespace

Result<Booking> hold(db::Transaction& tx, const Viewer& viewer, Instant now,
                     const Holidays& holidays, ReferralId id, const Wish& wish) {
    TRY(const auto referral, find_referral(tx, viewer, id));
    if (!can_be_booked(referral.state))
        return fail(ErrorKind::Refused, "referral.not_awaiting_booking");
    expire_holds(tx, now);
    Booking booking;
    booking.referral = id;
    booking.patient = referral.patient;
    booking.bookable = wish.bookable;
    booking.on_date = wish.on_date;
    booking.starts_at = wish.starts_at;
    booking.created_at = now;
    const auto promise = referral.answered_at ? std::nullopt : referral.answer_due_at;
    booking.held_until = hold_until(now, hold_lasts(tx, viewer.facility), promise, booking.at());
    TRY(booking, take_place(tx, viewer, now, holidays, std::move(booking)));
    record(tx, viewer, now, booking, "booking.held");
    renew_booking_duty(tx, viewer, now, referral);
    return booking;
}

Result<Referral> confirm_holds(db::Transaction& tx, const Viewer& viewer, Instant now,
                               const Holidays& holidays, ReferralId id, int referral_version,
                               std::span<const SeenBooking> held) {
    TRY(const auto referral, find_referral(tx, viewer, id));
    if (referral.version != referral_version)
        return fail(ErrorKind::Conflict, "referral.changed_meanwhile");
    if (held.empty()) return fail(ErrorKind::Refused, "booking.nothing_held");
    TRY(auto next, referral.book());
    std::optional<Booking> last;
    for (const auto& seen : held) {
        TRY(const auto booking, find_seen(tx, viewer, seen));
        if (booking.referral != id) return fail(ErrorKind::NotFound, "booking.not_found");
        TRY(auto confirmed, booking.confirm(now));
        const auto schedule =
            schedule_between(tx, viewer, booking.on_date, booking.on_date, booking.bookable);
        TRY_DO(open_slot(schedule, booking.bookable, booking.on_date, booking.starts_at, now,
                         holidays));
        TRY(confirmed, save_booking(tx, viewer, std::move(confirmed)));
        if (last) record(tx, viewer, now, *last, "booking.confirmed");
        last = std::move(confirmed);
    }
    TRY(auto saved, save_referral(tx, viewer, now, std::move(next), "booking.confirmed",
                                  booking_event_data(tx, viewer, *last)));
    renew_visit_duty(tx, viewer, now, id);
    return saved;
}

Result<Booking> extend_hold(db::Transaction& tx, const Viewer& viewer, Instant now,
                            const SeenBooking& seen) {
    TRY(const auto booking, find_seen(tx, viewer, seen));
    TRY(auto extended, booking.extend(now));
    TRY(auto saved, save_booking(tx, viewer, std::move(extended)));
    record(tx, viewer, now, saved, "booking.extended");
    return saved;
}

Result<Booking> move_booking(db::Transaction& tx, const Viewer& viewer, Instant now,
                             const Holidays& holidays, const SeenBooking& seen, const Wish& wish,
                             std::string_view reason) {
    TRY(const auto old, find_seen(tx, viewer, seen));
    if (old.bookable == wish.bookable && old.on_date == wish.on_date &&
        old.starts_at == wish.starts_at)
        return fail(ErrorKind::Refused, "booking.same_place");
    if (old.state == BookingState::Held) TRY_DO(old.confirm(now));  // its time must not be over
    TRY_DO(old.cancel(reason));
    expire_holds(tx, now);
    auto booking = old;
    booking.bookable = wish.bookable;
    booking.on_date = wish.on_date;
    booking.starts_at = wish.starts_at;
    booking.reason.clear();
    booking.created_at = now;
    booking.version = 1;
    if (booking.held_until) booking.held_until = std::min(*booking.held_until, booking.at());
    TRY(booking, take_place(tx, viewer, now, holidays, std::move(booking), old.id));
    TRY(auto given_up, old.move_to(booking.id, reason));
    TRY_DO(save_booking(tx, viewer, std::move(given_up)));
    close_duty(tx, viewer, now, case_of(old.referral), kDutyRearrange, old.id.text());
    settle_place_request(tx, viewer, now, old, PlaceOutcome::Moved);
    booking.reason = reason;  // told in the timeline; the row of the new place has none
    if (booking.state == BookingState::Confirmed) {
        TRY_DO(follow_change(tx, viewer, now, booking, true, "booking.moved"));
    } else {
        record(tx, viewer, now, booking, "booking.moved");
        TRY(const auto referral, find_referral(tx, viewer, booking.referral));
        renew_booking_duty(tx, viewer, now, referral);
    }
    booking.reason.clear();
    return booking;
}

Result<Booking> cancel_booking(db::Transaction& tx, const Viewer& viewer, Instant now,
                               const SeenBooking& seen, std::string_view reason) {
    TRY(const auto booking, find_seen(tx, viewer, seen));
    TRY(auto next, booking.cancel(reason));
    TRY(auto cancelled, save_booking(tx, viewer, std::move(next)));
    close_duty(tx, viewer, now, case_of(booking.referral), kDutyRearrange, booking.id.text());
    settle_place_request(tx, viewer, now, booking, PlaceOutcome::Cancelled);
    if (booking.state == BookingState::Confirmed) {
        const bool still_booked = another_confirmed(tx, viewer, cancelled);
        TRY_DO(follow_change(tx, viewer, now, cancelled, still_booked, "booking.cancelled"));
    } else {
        record(tx, viewer, now, cancelled, "booking.released");
    }
    TRY(const auto referral, find_referral(tx, viewer, booking.referral));
    renew_booking_duty(tx, viewer, now, referral);
    return cancelled;
}

Result<Booking> mark_kept(db::Transaction& tx, const Viewer& viewer, Instant now, BookingId id) {
    TRY(const auto booking, find_booking(tx, viewer, id));
    return end_visit(tx, viewer, now, booking.keep(date_in_japan(now)), "booking.kept");
}

Result<Booking> mark_missed(db::Transaction& tx, const Viewer& viewer, Instant now, BookingId id) {
    TRY(const auto booking, find_booking(tx, viewer, id));
    return end_visit(tx, viewer, now, booking.miss(date_in_japan(now)), "booking.missed");
}

Result<Booking> await_again(db::Transaction& tx, const Viewer& viewer, Instant now, BookingId id) {
    TRY(const auto booking, find_booking(tx, viewer, id));
    TRY(auto awaited, booking.await_again());
    TRY(auto saved, save_booking(tx, viewer, std::move(awaited)));
    record(tx, viewer, now, saved, "booking.awaited_again");
    return saved;
}

Result<Booking> find_booking(db::Transaction& tx, const Viewer& viewer, BookingId id) {
    auto booking = tx.first(kFind, booking_from, viewer.facility, id, viewer.user);
    if (!booking) return fail(ErrorKind::NotFound, "booking.not_found");
    viewer.sees(booking->patient);
    return *std::move(booking);
}

std::vector<Booking> bookings_of_referral(db::Transaction& tx, const Viewer& viewer,
                                          ReferralId id) {
    return viewer.sees_each(tx.all(kOfReferral, booking_from, viewer.facility, id, viewer.user),
                            &Booking::patient);
}

}  // namespace kakehashi
