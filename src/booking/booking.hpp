#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/holidays.hpp"
#include "base/id.hpp"

namespace kakehashi {

using BookableId = Id<struct BookableTag>;              // 予約できるもの
using BookingId = Id<struct BookingTag>;                // 予約
using WeeklyTemplateId = Id<struct WeeklyTemplateTag>;  // 週の枠
using ClosureId = Id<struct ClosureTag>;                // 休診

/// Minutes since midnight in Japan. Written `09:30` in the database and in addresses.
using TimeOfDay = std::chrono::minutes;
std::string time_key(TimeOfDay time);
/// 9:30, as people write it.
std::string clock_text(TimeOfDay time);
/// `9:30` or `09:30`; Invalid `time.malformed`.
Result<TimeOfDay> parse_time_of_day(std::string_view text);
inline Instant instant_of(Date day, TimeOfDay time) {
    return instant_in_japan(day, time);
}

enum class BookableKind { Department, Doctor, Equipment };  // 診療科・医師・検査
std::string_view to_text(BookableKind kind);
std::string_view japanese(BookableKind kind);
Result<BookableKind> parse_bookable_kind(std::string_view text);

/// 仮押さえ・確定・取消・変更ずみ・期限切れ・来院・来院せず.
enum class BookingState { Held, Confirmed, Cancelled, Moved, Expired, Kept, Missed };
std::string_view to_text(BookingState state);
std::string_view japanese(BookingState state);
Result<BookingState> parse_booking_state(std::string_view text);
/// Whether a booking in this state has its place: nobody else can get it.
constexpr bool has_place(BookingState state) {
    return state == BookingState::Held || state == BookingState::Confirmed ||
           state == BookingState::Kept;
}

/// What can be booked: a department's clinic, one doctor, a machine.
struct Bookable {
    BookableId id;
    BookableKind kind = BookableKind::Department;
    std::string name;    // 消化器内科, MRI 1.5T
    std::string detail;  // 小野・平田
    DepartmentId department;
    DoctorId doctor;
    std::string instructions;  // 前日 21時から絶食: told to referrer and patient
    int position = 0;
    bool active = true;
};

/// 週の枠: so many places every week at this time, from a day on and perhaps until one.
struct WeeklyTemplate {
    WeeklyTemplateId id;
    BookableId bookable;
    unsigned weekday = 1;  // 1 Monday … 7 Sunday
    TimeOfDay starts_at{};
    int minutes = 30;
    int places = 1;
    Date valid_from;
    std::optional<Date> valid_until;  // the last day; empty: until further notice
};

/// 休診・休止 of one bookable, or of the whole hospital when `bookable` is 0.
struct Closure {
    ClosureId id;
    BookableId bookable;
    Date first_on;
    Date last_on;
    std::string reason;  // 学会 代診なし
};

/// 予約: one place for one referral. Plain data; transitions return the next value.
struct Booking {
    BookingId id;
    ReferralId referral;
    PatientId patient;
    BookableId bookable;
    Date on_date;
    TimeOfDay starts_at{};
    int place = 1;  // 1 … places: which of the parallel places
    BookingState state = BookingState::Held;
    std::optional<Instant> held_until;
    std::string reason;  // of a cancellation or a move
    BookingId moved_to;
    Instant created_at;
    std::optional<Instant> confirmed_at;
    int version = 1;

    Instant at() const { return instant_of(on_date, starts_at); }

    /// 予約確定. Refused `booking.hold_expired` when its time ran out, `booking.not_held`.
    Result<Booking> confirm(Instant now) const;
    /// 仮押さえを1時間のばす, never beyond the visit itself. Refused as confirm().
    Result<Booking> extend(Instant now) const;
    /// 取消: of a hold without, of a confirmed booking with a reason (Invalid
    /// `booking.reason_required`). Refused `booking.over` for other states.
    Result<Booking> cancel(std::string_view reason) const;
    /// 変更: the place is given up for `to`, a new booking.
    Result<Booking> move_to(BookingId to, std::string_view reason) const;
    /// 来院・来院せず, of a confirmed booking whose day has come. Refused
    /// `booking.not_confirmed`, `booking.day_not_come`.
    Result<Booking> keep(Date today) const;
    Result<Booking> miss(Date today) const;
    /// 元にもどす: what was kept or missed is awaited again.
    Result<Booking> await_again() const;
};

/// How long a hold lasts unless the house says otherwise (setting `booking.hold_minutes`).
inline constexpr std::chrono::minutes kHoldLasts{300};
/// A hold is never so short that nobody could act on it, even when the promise ends sooner.
inline constexpr std::chrono::minutes kHoldLastsAtLeast{15};

/// When a hold made now runs out: after `lasts`; at the end of the promise to the referrer when
/// that comes sooner (not when it has passed already); at the latest when the visit begins.
Instant hold_until(Instant now, std::chrono::minutes lasts, std::optional<Instant> answer_due_at,
                   Instant visit_at);

/// Everything that decides what is open: bookables in their order, templates, closures.
struct Schedule {
    std::vector<Bookable> bookables;
    std::vector<WeeklyTemplate> templates;
    std::vector<Closure> closures;
};

/// Why nothing is open that day: the holiday's name or the closure's reason. Empty when open.
std::string closed_reason(const Schedule& schedule, BookableId bookable, Date day,
                          const Holidays& holidays);
/// What the templates give that day, by time, whether the day is closed or not. Of two templates
/// for one time the younger rules.
std::vector<WeeklyTemplate> templates_on(const Schedule& schedule, BookableId bookable, Date day);

/// The template behind one place. Refused `booking.in_past` (the visit would have begun),
/// `booking.closed_day` (detail: the reason), `booking.no_such_slot` (no template, or the bookable
/// is no longer in use).
Result<WeeklyTemplate> open_slot(const Schedule& schedule, BookableId bookable, Date day,
                                 TimeOfDay time, Instant now, const Holidays& holidays);

/// A booking that has its place, as the week shows it.
struct TakenPlace {
    Booking booking;
    std::string patient_name;  // on the screen only
};

/// One time of one day: how many places there are and who has them.
struct Slot {
    BookableId bookable;
    Date day;
    TimeOfDay starts_at{};
    int minutes = 30;
    int places = 0;  // 0: no template any more, but somebody still has a place here
    std::vector<TakenPlace> taken;
    bool past = false;

    int free() const {
        const auto left = places - static_cast<int>(taken.size());
        return past || left < 0 ? 0 : left;
    }
};

/// One bookable on one day.
struct DayOfSlots {
    Date day;
    std::string closed;  // 学会 代診なし, 勤労感謝の日; empty: open
    std::vector<Slot> slots;
};

/// `day` of one bookable: its template slots and, beside them, places still taken outside. A closed
/// day shows only the taken ones, none of them free. Holds that ran out count as free.
DayOfSlots day_of_slots(const Schedule& schedule, BookableId bookable, Date day,
                        const std::vector<TakenPlace>& taken, Instant now,
                        const Holidays& holidays);

/// The days a week page shows from `first` on: Monday to Friday, and Saturday or Sunday when some
/// template opens it. Seven days of the calendar.
std::vector<Date> days_shown(const Schedule& schedule, Date first);

/// When the visit must have been looked after: 17:00 of its day, or its own time when later.
Instant visit_duty_due(const Booking& booking);

}  // namespace kakehashi
