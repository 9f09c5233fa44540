#include "booking/booking.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "base/era.hpp"

namespace kakehashi {
namespace {

constexpr std::chrono::hours kDeskCloses{17};
constexpr std::chrono::hours kExtension{1};
constexpr std::chrono::minutes kMinutesOfDay{24 * 60};

template <typename E>
struct Word {
    E value;
    std::string_view text, japanese;
};

constexpr std::array<Word<BookableKind>, 3> kKinds{{
    {BookableKind::Department, "department", "診療科"},
    {BookableKind::Doctor, "doctor", "医師"},
    {BookableKind::Equipment, "equipment", "検査"},
}};

constexpr std::array<Word<BookingState>, 7> kStates{{
    {BookingState::Held, "held", "仮押さえ"},
    {BookingState::Confirmed, "confirmed", "予約確定"},
    {BookingState::Cancelled, "cancelled", "取消"},
    {BookingState::Moved, "moved", "変更ずみ"},
    {BookingState::Expired, "expired", "期限切れ"},
    {BookingState::Kept, "kept", "来院"},
    {BookingState::Missed, "missed", "来院せず"},
}};

template <typename List, typename E>
const auto& word_of(const List& list, E value) {
    return *std::ranges::find(list, value, [](const auto& word) { return word.value; });
}

template <typename E, typename List>
Result<E> value_of(const List& list, std::string_view text, std::string_view field) {
    for (const auto& word : list)
        if (word.text == text) return word.value;
    return fail(ErrorKind::Invalid, "choice.required", std::string{field});
}

auto refuse(const char* code, std::string detail = {}) {
    return fail(ErrorKind::Refused, code, {}, std::move(detail));
}

bool is_valid_on(const WeeklyTemplate& rule, Date day) {
    return rule.weekday == std::chrono::weekday{day}.iso_encoding() && rule.valid_from <= day &&
           (!rule.valid_until || day <= *rule.valid_until);
}

Result<void> check_held(const Booking& booking, Instant now) {
    if (booking.state == BookingState::Expired) return refuse("booking.hold_expired");
    if (booking.state != BookingState::Held) return refuse("booking.not_held");
    if (booking.held_until && *booking.held_until <= now) return refuse("booking.hold_expired");
    return {};
}

Result<Booking> ended(const Booking& from, BookingState state, Date today) {
    if (from.state != BookingState::Confirmed) return refuse("booking.not_confirmed");
    if (today < from.on_date) return refuse("booking.day_not_come");
    auto next = from;
    next.state = state;
    return next;
}

bool ran_out(const Booking& booking, Instant now) {
    return booking.state == BookingState::Held && booking.held_until && *booking.held_until <= now;
}

}  // namespace

std::string time_key(TimeOfDay time) {
    return time_text(std::chrono::seconds{time});
}

std::string clock_text(TimeOfDay time) {
    auto text = time_key(time);
    return text.front() == '0' ? text.substr(1) : text;
}

Result<TimeOfDay> parse_time_of_day(std::string_view text) {
    const auto wrong = [] { return fail(ErrorKind::Invalid, "time.malformed", "time"); };
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon < 1 || colon > 2 || text.size() != colon + 3)
        return wrong();
    int parts[2] = {0, 0};
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i == colon) continue;
        if (text[i] < '0' || text[i] > '9') return wrong();
        auto& part = parts[i < colon ? 0 : 1];
        part = part * 10 + (text[i] - '0');
    }
    if (parts[0] > 23 || parts[1] > 59) return wrong();
    return TimeOfDay{parts[0] * 60 + parts[1]};
}

std::string_view to_text(BookableKind kind) {
    return word_of(kKinds, kind).text;
}
std::string_view japanese(BookableKind kind) {
    return word_of(kKinds, kind).japanese;
}
Result<BookableKind> parse_bookable_kind(std::string_view text) {
    return value_of<BookableKind>(kKinds, text, "kind");
}
std::string_view to_text(BookingState state) {
    return word_of(kStates, state).text;
}
std::string_view japanese(BookingState state) {
    return word_of(kStates, state).japanese;
}
Result<BookingState> parse_booking_state(std::string_view text) {
    return value_of<BookingState>(kStates, text, "state");
}

Result<Booking> Booking::confirm(Instant now) const {
    TRY_DO(check_held(*this, now));
    auto next = *this;
    next.state = BookingState::Confirmed;
    next.held_until.reset();
    next.confirmed_at = now;
    return next;
}

Result<Booking> Booking::extend(Instant now) const {
    TRY_DO(check_held(*this, now));
    auto next = *this;
    next.held_until = std::min(held_until.value_or(now) + kExtension, at());
    if (*next.held_until == held_until) return refuse("booking.hold_at_its_end");
    return next;
}

Result<Booking> Booking::cancel(std::string_view why) const {
    if (state != BookingState::Held && state != BookingState::Confirmed)
        return refuse("booking.over");
    if (state == BookingState::Confirmed && why.empty())
        return fail(ErrorKind::Invalid, "booking.reason_required", "reason");
    auto next = *this;
    next.state = BookingState::Cancelled;
    next.held_until.reset();
    next.reason = why;
    return next;
}

Result<Booking> Booking::move_to(BookingId to, std::string_view why) const {
    TRY(auto next, cancel(why));
    next.state = BookingState::Moved;
    next.moved_to = to;
    return next;
}

Result<Booking> Booking::keep(Date today) const {
    return ended(*this, BookingState::Kept, today);
}

Result<Booking> Booking::miss(Date today) const {
    return ended(*this, BookingState::Missed, today);
}

Result<Booking> Booking::await_again() const {
    if (state != BookingState::Kept && state != BookingState::Missed) return refuse("booking.over");
    auto next = *this;
    next.state = BookingState::Confirmed;
    return next;
}

Instant hold_until(Instant now, std::chrono::minutes lasts, std::optional<Instant> answer_due_at,
                   Instant visit_at) {
    Instant until = now + lasts;
    if (answer_due_at && *answer_due_at > now) until = std::min(until, *answer_due_at);
    until = std::max(until, Instant{now + kHoldLastsAtLeast});
    return std::min(until, visit_at);
}

std::string closed_reason(const Schedule& schedule, BookableId bookable, Date day,
                          const Holidays& holidays) {
    if (const auto holiday = holidays.name(day); !holiday.empty()) return std::string{holiday};
    for (const auto& closure : schedule.closures)
        if ((!closure.bookable || closure.bookable == bookable) && closure.first_on <= day &&
            day <= closure.last_on)
            return closure.reason;
    return {};
}

std::vector<WeeklyTemplate> templates_on(const Schedule& schedule, BookableId bookable, Date day) {
    std::map<TimeOfDay, WeeklyTemplate> by_time;
    for (const auto& rule : schedule.templates) {
        if (rule.bookable != bookable || !is_valid_on(rule, day)) continue;
        const auto [known, is_new] = by_time.try_emplace(rule.starts_at, rule);
        if (!is_new && known->second.id < rule.id) known->second = rule;
    }
    std::vector<WeeklyTemplate> out;
    out.reserve(by_time.size());
    for (const auto& [time, rule] : by_time) out.push_back(rule);
    return out;
}

Result<WeeklyTemplate> open_slot(const Schedule& schedule, BookableId bookable, Date day,
                                 TimeOfDay time, Instant now, const Holidays& holidays) {
    if (time < TimeOfDay{0} || time >= kMinutesOfDay) return refuse("booking.no_such_slot");
    const auto known = std::ranges::find(schedule.bookables, bookable, &Bookable::id);
    if (known == schedule.bookables.end() || !known->active) return refuse("booking.no_such_slot");
    if (instant_of(day, time) <= now) return refuse("booking.in_past");
    if (auto reason = closed_reason(schedule, bookable, day, holidays); !reason.empty())
        return refuse("booking.closed_day", std::move(reason));
    for (const auto& rule : templates_on(schedule, bookable, day))
        if (rule.starts_at == time) return rule;
    return refuse("booking.no_such_slot");
}

DayOfSlots day_of_slots(const Schedule& schedule, BookableId bookable, Date day,
                        const std::vector<TakenPlace>& taken, Instant now,
                        const Holidays& holidays) {
    DayOfSlots out{day, closed_reason(schedule, bookable, day, holidays), {}};
    std::map<TimeOfDay, Slot> slots;
    if (out.closed.empty())
        for (const auto& rule : templates_on(schedule, bookable, day))
            slots[rule.starts_at] = {bookable,    day, rule.starts_at, rule.minutes,
                                     rule.places, {},  false};
    for (const auto& one : taken) {
        const auto& booking = one.booking;
        if (booking.bookable != bookable || booking.on_date != day || !has_place(booking.state) ||
            ran_out(booking, now))
            continue;
        auto& slot = slots[booking.starts_at];
        slot.bookable = bookable;
        slot.day = day;
        slot.starts_at = booking.starts_at;
        slot.taken.push_back(one);
    }
    for (auto& [time, slot] : slots) {
        slot.past = instant_of(day, time) <= now;
        out.slots.push_back(std::move(slot));
    }
    return out;
}

std::vector<Date> days_shown(const Schedule& schedule, Date first) {
    std::vector<Date> shown;
    for (auto day = first; day < first + days{7}; day += days{1}) {
        const auto weekday = std::chrono::weekday{day}.iso_encoding();
        const bool opened = std::ranges::any_of(
            schedule.templates, [&](const auto& rule) { return is_valid_on(rule, day); });
        if (weekday <= 5 || opened) shown.push_back(day);
    }
    return shown;
}

Instant visit_duty_due(const Booking& booking) {
    return std::max(instant_in_japan(booking.on_date, kDeskCloses), booking.at());
}

}  // namespace kakehashi
