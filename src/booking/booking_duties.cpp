#include "booking/booking_duties.hpp"

#include <algorithm>

#include "base/era.hpp"
#include "booking/booking_rows.hpp"
#include "office/office.hpp"
#include "office/offices.hpp"
#include "platform/db/sight.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kBookableName{"booking.bookable_name", R"sql(
    SELECT name FROM bookable WHERE facility_id = $1 AND id = $2
)sql"};

constexpr db::Query kHoldsRunOut{"booking.holds_run_out", kBookingRows, R"sql(, b.facility_id
      FROM booking b
     WHERE b.state = 'held' AND b.held_until <= $1
     ORDER BY b.held_until, b.id
)sql"};

constexpr db::Query kExpire{"booking.expire", R"sql(
    UPDATE booking SET state = 'expired', held_until = NULL, version = version + 1
     WHERE id = $1 AND state = 'held'
)sql"};

constexpr db::Query kUnwanted{"booking.unwanted", R"sql(
    SELECT b.id, b.version
      FROM booking b JOIN referral r ON r.id = b.referral_id
     WHERE b.facility_id = $1 AND b.on_date >= $2 AND b.state IN ('held', 'confirmed')
       AND r.state IN ('received', 'awaiting_decision', 'asking_doctor', 'declined', 'forwarded',
                       'withdrawn', 'not_a_referral')
)sql"};

constexpr db::Query kToCome{"booking.to_come", kBookingRows, R"sql(
      FROM booking b
     WHERE b.facility_id = $1 AND b.on_date >= $2 AND b.state = 'confirmed'
     ORDER BY b.on_date, b.starts_at, b.id
)sql"};

constexpr db::Query kOwedMoves{"booking.owed_moves", R"sql(
    SELECT topic FROM duty
     WHERE facility_id = $1 AND kind = 'booking.rearrange' AND closed_at IS NULL
)sql"};

std::string bookable_name(db::Transaction& tx, const Viewer& viewer, BookableId id) {
    return tx
        .first(
            kBookableName, [](const db::Row& row) { return row.string(0); }, viewer.facility, id)
        .value_or("");
}

NewDuty same_again(const Duty& duty) {
    return {duty.about,  duty.patient, duty.partner, duty.kind,  duty.topic,   duty.basis,
            duty.urgent, duty.due_at,  duty.note,    duty.place, duty.assignee};
}

std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

/// 仮 11/27(金) 10:30 消化器内科; → 消化器内科 while nothing is held.
std::string place_of(db::Transaction& tx, const Viewer& viewer, Instant now,
                     const Referral& referral) {
    for (const auto& booking : bookings_of_referral(tx, viewer, referral.id))
        if (booking.state == BookingState::Held)
            return "仮 " + short_date(booking.on_date, date_in_japan(now)) + " " +
                   clock_text(booking.starts_at) + " " +
                   bookable_name(tx, viewer, booking.bookable);
    const auto department = names_of(tx, viewer, referral.id).department_name;
    return department.empty() ? std::string{} : "→ " + department;
}

NewDuty move_owed(const Booking& booking, const std::string& why, const std::string& name,
                  Instant now, const Holidays& holidays) {
    // Before the day itself, and soon: the patient and the referrer have to be told in time.
    const auto soon =
        instant_in_japan(holidays.next_business_day(date_in_japan(now)), std::chrono::hours{17});
    NewDuty duty;
    duty.about = case_of(booking.referral);
    duty.patient = booking.patient;
    duty.kind = kDutyRearrange;
    duty.topic = booking.id.text();
    duty.due_at = std::min(soon, booking.at());
    duty.note = why;
    duty.place = name + " " + short_date(booking.on_date, date_in_japan(now)) + " " +
                 clock_text(booking.starts_at);
    return duty;
}

/// 来院を確かめる on the day of `booking`; `alone`: this booking's own duty, beside others.
NewDuty visit_owed(db::Transaction& tx, const Viewer& viewer, const Referral& referral,
                   const Booking& booking, bool alone) {
    NewDuty duty;
    duty.about = case_of(referral.id);
    duty.patient = referral.patient;
    duty.partner = referral.referrer;
    duty.kind = kDutyVisit;
    if (alone) duty.topic = booking.id.text();
    duty.due_at = visit_duty_due(booking);
    duty.note = first_line(referral.letter.diagnoses);
    duty.place = "→ " + (alone ? bookable_name(tx, viewer, booking.bookable)
                               : names_of(tx, viewer, referral.id).department_name);
    duty.assignee = referral.assignee;
    return duty;
}

std::vector<SeenBooking> unwanted_of(db::Transaction& tx, FacilityId house, Instant now) {
    return tx.all(
        kUnwanted,
        [](const db::Row& row) {
            return SeenBooking{row.id<BookingId>(0), static_cast<int>(row.integer(1))};
        },
        house, date_in_japan(now));
}

}  // namespace

json::Value booking_event_data(db::Transaction& tx, const Viewer& viewer, const Booking& booking) {
    return json::object({{"booking", booking.id.value},
                         {"day", iso_date(booking.on_date)},
                         {"time", time_key(booking.starts_at)},
                         {"bookable", bookable_name(tx, viewer, booking.bookable)},
                         {"reason", booking.reason}});
}

std::chrono::minutes hold_lasts(db::Transaction& tx, FacilityId facility) {
    constexpr std::chrono::minutes kAtMost = std::chrono::hours{48};
    const std::chrono::minutes wished{
        setting_number(tx, facility, "booking.hold_minutes", static_cast<int>(kHoldLasts.count()))};
    return std::clamp(wished, kHoldLastsAtLeast, kAtMost);
}

void renew_booking_duty(db::Transaction& tx, const Viewer& viewer, Instant now,
                        const Referral& referral) {
    if (referral.state != ReferralState::AwaitingBooking) return;
    const auto place = place_of(tx, viewer, now, referral);
    for (const auto& open : open_duties_of(tx, viewer, case_of(referral.id)))
        if (open.kind == kDutyBook) {
            auto duty = same_again(open);
            duty.place = place;
            if (place != open.place) open_duty(tx, viewer, now, duty);
            return;
        }
    for (const auto& owed : duties_owed(referral, now)) {
        if (owed.kind != kDutyBook) continue;
        NewDuty duty;
        duty.about = case_of(referral.id);
        duty.patient = referral.patient;
        duty.partner = referral.referrer;
        duty.kind = owed.kind;
        duty.basis = owed.promise ? DutyBasis::Promise : DutyBasis::Target;
        duty.urgent = owed.urgent;
        duty.due_at = owed.due_at;
        duty.note = first_line(referral.letter.diagnoses);
        duty.place = place;
        duty.assignee = referral.assignee;
        open_duty(tx, viewer, now, duty);
    }
}

void renew_visit_duty(db::Transaction& tx, const Viewer& viewer, Instant now, ReferralId id) {
    const auto referral = find_referral(tx, viewer, id);
    if (!referral) return;
    const auto state = referral->state;
    const bool one_each = state == ReferralState::Visited || state == ReferralState::NoShow ||
                          state == ReferralState::AwaitingBooking;
    std::vector<NewDuty> wanted;
    for (const auto& booking : bookings_of_referral(tx, viewer, id))
        if (booking.state == BookingState::Confirmed && (one_each || wanted.empty()))
            wanted.push_back(visit_owed(tx, viewer, *referral, booking, one_each));
    const auto open = open_duties_of(tx, viewer, case_of(id));
    const auto is_wanted = [&](const Duty& duty) {
        return std::ranges::find(wanted, duty.topic, &NewDuty::topic) != wanted.end();
    };
    for (const auto& duty : open)
        if (duty.kind == kDutyVisit && !duty.topic.empty() && !is_wanted(duty))
            close_duty(tx, viewer, now, duty.about, kDutyVisit, duty.topic, "not_needed");
    for (const auto& duty : wanted) {
        const auto same = std::ranges::find_if(open, [&](const Duty& one) {
            return one.kind == kDutyVisit && one.topic == duty.topic;
        });
        if (same == open.end()) {
            if (one_each || state == ReferralState::AwaitingVisit) open_duty(tx, viewer, now, duty);
        } else if (same->due_at != duty.due_at) {
            auto moved = same_again(*same);
            moved.due_at = duty.due_at;
            open_duty(tx, viewer, now, moved);
        }
    }
}

int expire_holds(db::Transaction& tx, Instant now) {
    struct RanOut {
        Booking booking;
        FacilityId facility;
    };
    const auto holds = tx.all(
        kHoldsRunOut,
        [](const db::Row& row) {
            return RanOut{booking_from(row), row.id<FacilityId>(kBookingColumns)};
        },
        now);
    for (const auto& [booking, facility] : holds) {
        const Viewer nobody{{}, facility, {}};
        tx.execute(kExpire, booking.id);
        record_event(tx, nobody, now, case_of(booking.referral), booking.patient, "booking.expired",
                     booking_event_data(tx, nobody, booking));
        if (const auto referral = find_referral(tx, nobody, booking.referral))
            renew_booking_duty(tx, nobody, now, *referral);
    }
    return static_cast<int>(holds.size());
}

bool has_unwanted(db::Transaction& tx, Instant now) {
    for (const auto house : office::offices(tx))
        if (!unwanted_of(tx, house, now).empty()) return true;
    return false;
}

int release_unwanted(db::Transaction& tx, Instant now) {
    int released = 0;
    for (const auto house : office::offices(tx)) {
        const Viewer nobody{{}, house, {}};
        for (const auto& seen : unwanted_of(tx, house, now))
            if (cancel_booking(tx, nobody, now, seen, "紹介の取り下げ・受入判断のやり直しのため"))
                ++released;
    }
    return released;
}

int check_bookings_against_schedule(db::Transaction& tx, const Viewer& viewer, Instant now,
                                    const Holidays& holidays) {
    const db::Unveiled of_all_patients{tx};  // whoever changes the template
    const auto today = date_in_japan(now);
    const auto bookings = tx.all(kToCome, booking_from, viewer.facility, today);
    const auto owed = tx.all(
        kOwedMoves, [](const db::Row& row) { return row.string(0); }, viewer.facility);
    if (bookings.empty()) return 0;
    const auto schedule = schedule_between(tx, viewer, today, bookings.back().on_date);
    int moves = 0;
    for (const auto& booking : bookings) {
        if (booking.at() <= now) continue;
        const auto open = open_slot(schedule, booking.bookable, booking.on_date, booking.starts_at,
                                    now, holidays);
        const bool is_owed = std::ranges::find(owed, booking.id.text()) != owed.end();
        // A smaller template leaves the later places without room.
        if (!open || booking.place > open->places) {
            ++moves;
            const auto why = open                          ? "枠の人数が減りました"
                             : open.error().detail.empty() ? "枠がなくなりました"
                                                           : open.error().detail + "のため";
            open_duty(tx, viewer, now,
                      move_owed(booking, why, bookable_name(tx, viewer, booking.bookable), now,
                                holidays));
        } else if (is_owed) {
            close_duty(tx, viewer, now, case_of(booking.referral), kDutyRearrange,
                       booking.id.text(), "not_needed");
        }
    }
    return moves;
}

}  // namespace kakehashi
