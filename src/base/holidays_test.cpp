#include "base/holidays.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

using namespace kakehashi;

namespace {
Date date(std::string_view text) {
    return parse_iso_date(text).value();
}
}  // namespace

TEST_CASE("the holidays of the demo year are known by name") {
    const Holidays holidays;
    CHECK(holidays.name(date("2026-11-23")) == "勤労感謝の日");
    CHECK(holidays.is_holiday(date("2026-09-22")));  // between two holidays
    CHECK(holidays.name(date("2026-05-06")).find("振替休日") != std::string_view::npos);
    CHECK_FALSE(holidays.is_holiday(date("2026-11-24")));
    CHECK(holidays.name(date("2019-04-30")).size() > 0);
}

TEST_CASE("a long holiday is over on the first weekday that is none") {
    const Holidays holidays;
    CHECK(holidays.next_business_day(date("2026-05-01")) == date("2026-05-07"));
    CHECK(holidays.previous_business_day(date("2026-05-07")) == date("2026-05-01"));
    CHECK(holidays.business_day_from(date("2026-05-01")) == date("2026-05-01"));
    CHECK(holidays.business_day_from(date("2026-05-02")) == date("2026-05-07"));
    CHECK_FALSE(holidays.is_business_day(date("2026-11-22")));  // Sunday
    CHECK_FALSE(holidays.is_business_day(date("2026-11-21")));  // Saturday
    CHECK(holidays.is_business_day(date("2026-12-30")));        // no national holiday
}

TEST_CASE("the data says until when it knows") {
    CHECK(Holidays{}.known_until() >= date("2030-12-31"));
    CHECK(Holidays{}.name(Holidays{}.known_until() + days{1}).empty());
}

TEST_CASE("the next business day is later, and nothing between is a business day") {
    CHECK(rc::check([] {
        const Holidays holidays;
        const Date day = date("1970-01-01") + days{*rc::gen::inRange(0, 29000)};
        const Date next = holidays.next_business_day(day);
        RC_ASSERT(next > day);
        RC_ASSERT(holidays.is_business_day(next));
        for (Date between = day + days{1}; between < next; between += days{1})
            RC_ASSERT(!holidays.is_business_day(between));
    }));
}
