#include "base/date.hpp"

#include <doctest/doctest.h>

using namespace kakehashi;

TEST_CASE("a day that does not exist is refused by name") {
    CHECK(parse_iso_date("2026-02-30").error().code == "date.no_such_day");
    CHECK(parse_iso_date("2026-2-3").error().code == "date.malformed");
    CHECK(iso_date(parse_iso_date("2024-02-29").value()) == "2024-02-29");
}

TEST_CASE("midnight in Japan is already the next day while Greenwich is in the afternoon") {
    const auto at = instant_in_japan(*make_date(2026, 11, 24), std::chrono::seconds{0});
    CHECK(iso_instant(at) == "2026-11-24T00:00:00+09:00");
    CHECK(date_in_japan(at - std::chrono::seconds{1}) == *make_date(2026, 11, 23));
}

TEST_CASE("someone born on 29 February is a year older on 1 March of a common year") {
    const auto born = *make_date(2000, 2, 29);
    CHECK(age_on(born, *make_date(2026, 2, 28)) == 25);
    CHECK(age_on(born, *make_date(2026, 3, 1)) == 26);
}

TEST_CASE("a moment on the wall clock is read to the minute") {
    CHECK(iso_instant(parse_iso_moment("2026-11-24T10:12").value()) == "2026-11-24T10:12:00+09:00");
    CHECK_FALSE(parse_iso_moment("2026-11-24T24:00"));
    CHECK_FALSE(parse_iso_moment("2026-11-24 10:12"));
}
