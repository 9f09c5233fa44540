#include <doctest/doctest.h>

#include "form/japanese_date.hpp"
#include "form/samples.hpp"

namespace kakehashi::form {

using sample::at;
using sample::day;

TEST_CASE("days on paper carry the era in force on that day") {
    CHECK(era_date_weekday(day(2026, 11, 24)) == "令和8年11月24日(火)");
    CHECK(era_date(day(2019, 5, 1)) == "令和元年5月1日");
    CHECK(era_date(day(2019, 4, 30)) == "平成31年4月30日");
    CHECK(era_date(day(1989, 1, 8)) == "平成元年1月8日");
    CHECK(era_date(day(1989, 1, 7)) == "昭和64年1月7日");
    CHECK(era_date(day(1926, 12, 24)) == "大正15年12月24日");
    CHECK(era_date(day(1912, 7, 29)) == "明治45年7月29日");
    CHECK(era_date(day(1850, 1, 1)) == "1850年1月1日");
    CHECK(both_years(day(2026, 11, 30)) == "令和8年(2026年)");
    CHECK(month_day(day(2026, 12, 1)) == "12月1日(火)");
    CHECK(slash_day(day(2026, 11, 24)) == "11/24(火)");
}

TEST_CASE("times are those of Japan, spoken on letters and by 24 hours for staff") {
    CHECK(spoken_time(at(day(2026, 11, 30), 10, 30)) == "午前10時30分");
    CHECK(spoken_time(at(day(2026, 11, 30), 12, 5)) == "午後0時05分");
    CHECK(spoken_time(at(day(2026, 11, 30), 0, 0)) == "午前0時00分");
    CHECK(clock_time(at(day(2026, 11, 30), 9, 4)) == "9:04");
    CHECK(clock_time(at(day(2026, 11, 30), 17, 15)) == "17:15");
}

TEST_CASE("initials come from the reading, given name first") {
    CHECK(initials("ささき けんいち") == "K.S.");
    CHECK(initials("ササキ　ケンイチ") == "K.S.");
    CHECK(initials("ヂボ ちか") == "C.J.");
    CHECK(initials("Maria Santos") == "M.S.");
    CHECK(initials("佐々木 健一") == "●.●.");
    CHECK(initials("") == "●");
    CHECK(masked_name("平田 正太郎") == "平● 正●●");
    CHECK(masked_name("") == "");
}

}  // namespace kakehashi::form
