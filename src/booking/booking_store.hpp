#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/viewer.hpp"
#include "booking/booking.hpp"
#include "platform/db/database.hpp"
#include "platform/event/event.hpp"
#include "referral/referral_store.hpp"

namespace kakehashi {

/// 休診などのため予約を移す: a booking that the templates or closures no longer allow.
inline constexpr std::string_view kDutyRearrange = "booking.rearrange";

/// One place that is wished for.
struct Wish {
    BookableId bookable;
    Date on_date;
    TimeOfDay starts_at{};
};

/// A booking as the form showed it.
struct SeenBooking {
    BookingId id;
    int version = 1;
};

/// All commands below belong to one write transaction; on an error it must be rolled back.

/// 仮押さえ. Conflict `booking.full` when the last place is gone: the storage itself decides, by a
/// unique index. Refused as open_slot(); `referral.not_awaiting_booking`;
/// `booking.same_day_twice` when the referral has a place there that day. NotFound as
/// find_referral(). Holds that ran out give way.
Result<Booking> hold(db::Transaction& tx, const Viewer& viewer, Instant now,
                     const Holidays& holidays, ReferralId referral, const Wish& wish);

/// 予約確定 of holds of one referral: the referral waits for the visit from here on, and owes the
/// answer (`referral.answer`) until its sending is recorded. Conflict
/// `booking.changed_meanwhile`, `referral.changed_meanwhile`; Refused `booking.hold_expired`,
/// `booking.nothing_held`, and as open_slot() when the day was closed meanwhile.
Result<Referral> confirm_holds(db::Transaction& tx, const Viewer& viewer, Instant now,
                               const Holidays& holidays, ReferralId referral, int referral_version,
                               std::span<const SeenBooking> held);

/// 仮押さえを1時間のばす.
Result<Booking> extend_hold(db::Transaction& tx, const Viewer& viewer, Instant now,
                            const SeenBooking& seen);

/// 日時の変更: takes the new place and gives the old one up, or does neither. A hold stays a hold
/// with its time; a confirmed booking stays confirmed, needs a reason, and the referrer is owed the
/// news. Errors as hold() and `booking.same_place`.
Result<Booking> move_booking(db::Transaction& tx, const Viewer& viewer, Instant now,
                             const Holidays& holidays, const SeenBooking& seen, const Wish& wish,
                             std::string_view reason);

/// 取消. Without a confirmed booking left the referral goes back to 予約調整, and a day the
/// referrer was told of must be told again.
Result<Booking> cancel_booking(db::Transaction& tx, const Viewer& viewer, Instant now,
                               const SeenBooking& seen, std::string_view reason);

/// 来院・来院せず of one booking. The referral itself is moved by who records the visit (reply/).
Result<Booking> mark_kept(db::Transaction& tx, const Viewer& viewer, Instant now, BookingId id);
Result<Booking> mark_missed(db::Transaction& tx, const Viewer& viewer, Instant now, BookingId id);
/// 元にもどす. Conflict `booking.full` when a missed one's place was given away.
Result<Booking> await_again(db::Transaction& tx, const Viewer& viewer, Instant now, BookingId id);

/// Every minute: holds that ran out end (event `booking.expired`), their referrals owe the booking
/// again. Returns how many.
int expire_holds(db::Transaction& tx, Instant now);
/// Every minute: places of referrals that no longer want one (withdrawn, taken back to the
/// decision) are given back. Returns how many.
int release_unwanted(db::Transaction& tx, Instant now);
/// Whether release_unwanted() has something to do.
bool has_unwanted(db::Transaction& tx, Instant now);
/// After templates or closures changed: bookings to come that nothing opens any more owe
/// `booking.rearrange`; those that are open again no longer do. Returns how many owe it.
int check_bookings_against_schedule(db::Transaction& tx, const Viewer& viewer, Instant now,
                                    const Holidays& holidays);

/// NotFound `booking.not_found`, also for bookings of other offices.
Result<Booking> find_booking(db::Transaction& tx, const Viewer& viewer, BookingId id);
/// All of them, the earliest visit first.
std::vector<Booking> bookings_of_referral(db::Transaction& tx, const Viewer& viewer, ReferralId id);

/// What was opened between two days (both included), for one bookable or, with 0, for all. Three
/// statements.
Schedule schedule_between(db::Transaction& tx, const Viewer& viewer, Date first, Date last,
                          BookableId bookable = {});
/// Who has a place between two days. One statement.
std::vector<TakenPlace> taken_between(db::Transaction& tx, const Viewer& viewer, Date first,
                                      Date last);

/// 調整まち: what booking owes, the earliest promise first.
struct WaitingReferral {
    ReferralId id;
    std::string number;
    PatientId patient;
    std::string patient_name, patient_sex;
    std::optional<Date> patient_born_on;
    std::string referrer_name, department_name, about;  // about: 傷病名 or 紹介目的, one line
    Urgency urgency = Urgency::Routine;
    std::string duty_kind;
    bool promised = false;
    Instant due_at;
    std::optional<Instant> snoozed_until;
    std::string snooze_reason;
    std::optional<Booking> booking;  // the first place it has
};
std::vector<WaitingReferral> referrals_to_book(db::Transaction& tx, const Viewer& viewer,
                                               int limit = 100);

/// 本日の来院予定: one booking of the day with the names the reception knows it by.
struct ExpectedVisit {
    Booking booking;
    std::string bookable_name, bookable_detail;
    std::string referral_number;
    ReferralState referral_state = ReferralState::AwaitingVisit;
    int referral_version = 1;
    std::string patient_name, patient_kana, patient_number, patient_sex;
    std::optional<Date> patient_born_on;
    std::string referrer_name;
};
/// Confirmed, kept and missed bookings of one day, by time. One statement.
std::vector<ExpectedVisit> bookings_of_day(db::Transaction& tx, const Viewer& viewer, Date day);

}  // namespace kakehashi
