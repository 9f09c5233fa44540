#include "booking/booking.hpp"

#include <doctest/doctest.h>

using namespace kakehashi;

namespace {

Date date(std::string_view text) {
    return parse_iso_date(text).value();
}
TimeOfDay time(std::string_view text) {
    return parse_time_of_day(text).value();
}
const Instant kNow = instant_in_japan(date("2026-11-24"), std::chrono::minutes{10 * 60 + 12});

WeeklyTemplate rule(std::int64_t id, unsigned weekday, std::string_view starts_at, int places) {
    return {WeeklyTemplateId{id}, BookableId{1}, weekday, time(starts_at), 30, places,
            date("2026-01-01"),   std::nullopt};
}

/// 消化器内科: open Monday to Friday at 9:30 (two places) and 10:30 (one).
Schedule clinic() {
    Schedule schedule;
    schedule.bookables.push_back({BookableId{1},
                                  BookableKind::Department,
                                  "消化器内科",
                                  "小野・平田",
                                  DepartmentId{2},
                                  {},
                                  {},
                                  1,
                                  true});
    std::int64_t id = 0;
    for (unsigned weekday = 1; weekday <= 5; ++weekday) {
        schedule.templates.push_back(rule(++id, weekday, "09:30", 2));
        schedule.templates.push_back(rule(++id, weekday, "10:30", 1));
    }
    return schedule;
}

Booking a_hold(std::string_view day = "2026-11-27", std::string_view at = "10:30") {
    Booking booking;
    booking.id = BookingId{7};
    booking.referral = ReferralId{1};
    booking.bookable = BookableId{1};
    booking.on_date = date(day);
    booking.starts_at = time(at);
    booking.held_until = kNow + std::chrono::hours{5};
    return booking;
}

TakenPlace taken(Booking booking) {
    return {std::move(booking), "中川 由美"};
}

std::string code_of(const Result<WeeklyTemplate>& result) {
    return result ? "open" : result.error().code;
}

}  // namespace

TEST_CASE("times are read as people and the database write them") {
    CHECK(time("9:30") == TimeOfDay{570});
    CHECK(time_key(time("9:30")) == "09:30");
    CHECK(clock_text(time("09:30")) == "9:30");
    CHECK(clock_text(time("00:05")) == "0:05");
    for (const auto* wrong : {"", ":30", "24:00", "9:60", "930", "9:3", "09:300", "1a:30", "-9:30"})
        CHECK_FALSE(parse_time_of_day(wrong));
}

TEST_CASE("a clinic day offers its template places, less those that are taken") {
    const Holidays holidays;
    auto confirmed = a_hold("2026-11-27", "09:30");
    confirmed.state = BookingState::Confirmed;
    const auto day = day_of_slots(clinic(), BookableId{1}, date("2026-11-27"),
                                  {taken(confirmed), taken(a_hold())}, kNow, holidays);
    REQUIRE(day.slots.size() == 2);
    CHECK(day.closed.empty());
    CHECK(day.slots[0].free() == 1);
    CHECK(day.slots[1].free() == 0);
    CHECK(day.slots[1].taken.front().patient_name == "中川 由美");
}

TEST_CASE("a hold that ran out no longer takes a place, a cancelled booking neither") {
    const Holidays holidays;
    auto late = a_hold();
    late.held_until = kNow;
    auto cancelled = a_hold("2026-11-27", "09:30");
    cancelled.state = BookingState::Cancelled;
    const auto day = day_of_slots(clinic(), BookableId{1}, date("2026-11-27"),
                                  {taken(late), taken(cancelled)}, kNow, holidays);
    CHECK(day.slots[0].free() == 2);
    CHECK(day.slots[1].free() == 1);
}

TEST_CASE("nothing is free on holidays, closed days and in the past") {
    const Holidays holidays;
    auto schedule = clinic();
    schedule.closures.push_back(
        {ClosureId{1}, BookableId{1}, date("2026-11-25"), date("2026-11-26"), "学会 代診なし"});
    schedule.closures.push_back(
        {ClosureId{2}, BookableId{}, date("2026-12-29"), date("2027-01-03"), "年末年始"});
    const auto open = [&](std::string_view day, std::string_view at = "10:30") {
        return code_of(open_slot(schedule, BookableId{1}, date(day), time(at), kNow, holidays));
    };
    CHECK(open("2026-11-27") == "open");
    CHECK(open("2026-11-26") == "booking.closed_day");
    CHECK(open("2026-12-28") == "open");
    CHECK(open("2026-12-29") == "booking.closed_day");
    CHECK(open("2026-12-31") == "booking.closed_day");
    CHECK(open("2027-01-01") == "booking.closed_day");
    CHECK(open("2027-01-04") == "open");
    CHECK(open("2026-11-28") == "booking.no_such_slot");           // Saturday
    CHECK(open("2026-11-27", "10:00") == "booking.no_such_slot");  // between two places
    CHECK(open("2026-11-24", "09:30") == "booking.in_past");       // it is 10:12
    CHECK(open("2026-11-24", "10:30") == "open");
    CHECK(open("2026-11-23") == "booking.in_past");
    CHECK(closed_reason(schedule, BookableId{2}, date("2026-11-25"), holidays).empty());
    CHECK(closed_reason(schedule, BookableId{2}, date("2026-12-30"), holidays) == "年末年始");
}

TEST_CASE("the holidays of May close every clinic until the seventh") {
    const Holidays holidays;
    for (const auto* day : {"2027-05-03", "2027-05-04", "2027-05-05"})
        CHECK_FALSE(closed_reason(clinic(), BookableId{1}, date(day), holidays).empty());
    CHECK(closed_reason(clinic(), BookableId{1}, date("2027-05-06"), holidays).empty());
    const auto monday =
        day_of_slots(clinic(), BookableId{1}, date("2027-05-03"), {}, kNow, holidays);
    CHECK(monday.slots.empty());
    CHECK(monday.closed == "憲法記念日");
}

TEST_CASE("a template rules from its first to its last day, and the younger of two rules") {
    auto schedule = clinic();
    schedule.templates.front().valid_until = date("2026-11-29");  // Monday 9:30
    CHECK(templates_on(schedule, BookableId{1}, date("2026-11-23")).size() == 2);
    CHECK(templates_on(schedule, BookableId{1}, date("2026-11-30")).size() == 1);
    auto more = rule(99, 1, "10:30", 4);
    more.valid_from = date("2026-11-30");
    schedule.templates.push_back(more);
    const auto monday = templates_on(schedule, BookableId{1}, date("2026-11-30"));
    REQUIRE(monday.size() == 1);
    CHECK(monday[0].places == 4);
}

TEST_CASE("a booking outside the templates is still shown, without a free place") {
    const Holidays holidays;
    auto confirmed = a_hold("2026-11-27", "16:00");
    confirmed.state = BookingState::Confirmed;
    const auto day = day_of_slots(clinic(), BookableId{1}, date("2026-11-27"), {taken(confirmed)},
                                  kNow, holidays);
    REQUIRE(day.slots.size() == 3);
    CHECK(day.slots[2].places == 0);
    CHECK(day.slots[2].free() == 0);
}

TEST_CASE("the week shows five weekdays, and Saturday only when it is opened") {
    auto schedule = clinic();
    const auto week = days_shown(schedule, date("2026-11-24"));
    REQUIRE(week.size() == 5);
    CHECK(week.front() == date("2026-11-24"));
    CHECK(week.back() == date("2026-11-30"));
    schedule.templates.push_back(rule(50, 6, "09:00", 1));
    CHECK(days_shown(schedule, date("2026-11-24")).size() == 6);
    const auto new_year = days_shown(schedule, date("2026-12-28"));
    CHECK(new_year.back() == date("2027-01-02"));
}

TEST_CASE("a hold lasts five hours, shorter when the promise or the visit comes first") {
    using namespace std::chrono_literals;
    const auto visit = instant_of(date("2026-11-27"), time("10:30"));
    CHECK(hold_until(kNow, kHoldLasts, std::nullopt, visit) == kNow + 5h);
    CHECK(hold_until(kNow, kHoldLasts, kNow + 2h, visit) == kNow + 2h);
    CHECK(hold_until(kNow, kHoldLasts, kNow + 2min, visit) == kNow + kHoldLastsAtLeast);
    CHECK(hold_until(kNow, kHoldLasts, kNow - 2h, visit) == kNow + 5h);  // the promise is broken
    CHECK(hold_until(kNow, kHoldLasts, kNow + 30h, kNow + 18min) == kNow + 18min);
}

TEST_CASE("a hold is confirmed in its time only") {
    using namespace std::chrono_literals;
    const auto held = a_hold();
    const auto confirmed = held.confirm(kNow + 4h).value();
    CHECK(confirmed.state == BookingState::Confirmed);
    CHECK(confirmed.confirmed_at == kNow + 4h);
    CHECK_FALSE(confirmed.held_until);
    CHECK(held.confirm(kNow + 5h).error().code == "booking.hold_expired");
    CHECK(confirmed.confirm(kNow).error().code == "booking.not_held");
    CHECK(held.extend(kNow).value().held_until == kNow + 6h);
    CHECK(held.extend(kNow + 5h).error().code == "booking.hold_expired");
    auto at_its_end = held;
    at_its_end.held_until = held.at();
    CHECK(at_its_end.extend(kNow).error().code == "booking.hold_at_its_end");
}

TEST_CASE("a confirmed booking is not given up without a reason, a hold is") {
    const auto held = a_hold();
    CHECK(held.cancel("").value().state == BookingState::Cancelled);
    const auto confirmed = held.confirm(kNow).value();
    CHECK(confirmed.cancel("").error().code == "booking.reason_required");
    CHECK(confirmed.cancel("").error().field == "reason");
    const auto moved = confirmed.move_to(BookingId{8}, "患者さんの都合").value();
    CHECK(moved.state == BookingState::Moved);
    CHECK(moved.moved_to == BookingId{8});
    CHECK(moved.cancel("もう一度").error().code == "booking.over");
}

TEST_CASE("a visit is kept or missed on its day at the earliest, and can be taken back") {
    const auto confirmed = a_hold().confirm(kNow).value();
    CHECK(confirmed.keep(date("2026-11-26")).error().code == "booking.day_not_come");
    const auto kept = confirmed.keep(date("2026-11-27")).value();
    CHECK(kept.state == BookingState::Kept);
    CHECK(kept.miss(date("2026-11-27")).error().code == "booking.not_confirmed");
    CHECK(kept.await_again().value().state == BookingState::Confirmed);
    CHECK(confirmed.miss(date("2026-11-28")).value().state == BookingState::Missed);
    CHECK(a_hold().keep(date("2026-11-27")).error().code == "booking.not_confirmed");
}

TEST_CASE("the visit is to be confirmed by the evening of its day") {
    CHECK(visit_duty_due(a_hold()) == instant_in_japan(date("2026-11-27"), std::chrono::hours{17}));
    CHECK(visit_duty_due(a_hold("2026-11-27", "17:30")) ==
          instant_of(date("2026-11-27"), time("17:30")));
}
