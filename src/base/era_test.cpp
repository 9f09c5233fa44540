#include "base/era.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

using namespace kakehashi;

namespace {

Date date(std::string_view text) {
    return parse_iso_date(text).value();
}
const Date kToday = date("2026-11-24");

std::string read(std::string_view text) {
    const auto day = parse_date_as_typed("born_on", text, kToday);
    return day ? iso_date(*day) : day.error().code;
}
std::string detail(std::string_view text) {
    return parse_date_as_typed("born_on", text, kToday).error().detail;
}
Instant at(std::string_view day, int hour, int minute, int second = 0) {
    return instant_in_japan(date(day), std::chrono::hours{hour} + std::chrono::minutes{minute} +
                                           std::chrono::seconds{second});
}

}  // namespace

TEST_CASE("a birthday is understood however the desk writes it") {
    for (const std::string_view text : {"昭37.4.8",
                                        "昭和37年4月8日",
                                        "S370408",
                                        "S37.4.8",
                                        "s37/4/8",
                                        "1962/4/8",
                                        "1962-04-08",
                                        "19620408",
                                        "1962年4月8日",
                                        "Ｓ３７．４．８",
                                        "１９６２／４／８",
                                        "昭和 37年 4月 8日",
                                        "　昭和３７年４月８日　",
                                        "㍼37年4月8日",
                                        "S 37 4 8",
                                        "1962 4 8",
                                        "西暦1962年4月8日",
                                        "昭37・4・8",
                                        "1962.04.08",
                                        "S37-04-08",
                                        "1962ー4ー8"}) {
        CAPTURE(text);
        CHECK(read(text) == "1962-04-08");
    }
}

TEST_CASE("the first year of an era may be written 元 or 1") {
    CHECK(read("令和元年5月1日") == "2019-05-01");
    CHECK(read("R1.5.1") == "2019-05-01");
    CHECK(read("R010501") == "2019-05-01");
    CHECK(read("令元.5.1") == "2019-05-01");
    CHECK(read("平成元年1月8日") == "1989-01-08");
    CHECK(read("M45.7.30") == "1912-07-30");
    CHECK(read("大正元年7月30日") == "1912-07-30");
    CHECK(read("大15/12/25") == "1926-12-25");
}

TEST_CASE("a month and day alone mean the nearest such day") {
    CHECK(read("11/20") == "2026-11-20");
    CHECK(read("11月24日") == "2026-11-24");
    CHECK(read("1/5") == "2027-01-05");
    CHECK(read("7.1") == "2026-07-01");
    CHECK(read("2/30") == "date.no_such_day");
    CHECK(parse_birth_date("born_on", "4/8", kToday).error().code == "date.malformed");
}

TEST_CASE("what is no date is refused with examples and the field") {
    for (const std::string_view text :
         {"昭和", "37.4.8", "620408", "1962", "1962/4", "1962年4月", "昭和37年4月", "S3704",
          "1962/4/8/1", "昭37年月8日", "X37.4.8", "S元370408", "1962/004/08", "明日", "---",
          "8日4月1962年", "\xff\xfe", "99999999999999999999", "令和1000年1月1日"}) {
        CAPTURE(text);
        CHECK(read(text) == "date.malformed");
    }
    const auto error = parse_date_as_typed("born_on", "いつか", kToday).error();
    CHECK(error.field == "born_on");
    CHECK(error.detail == "昭37.4.8、1962/4/8、S370408");
    CHECK(read(" 　") == "date.required");
    CHECK(read(std::string(5000, '1')) == "date.malformed");
}

TEST_CASE("a day the calendar does not have is named") {
    CHECK(read("1962/2/30") == "date.no_such_day");
    CHECK(detail("昭和37年2月30日") == "2月30日");
    CHECK(read("2023-02-29") == "date.no_such_day");
    CHECK(read("2024-02-29") == "2024-02-29");
    CHECK(read("19621301") == "date.no_such_day");
    CHECK(read("S370400") == "date.no_such_day");
}

TEST_CASE("a year outside its era is answered with the era it belongs to") {
    CHECK(read("昭和65年4月1日") == "date.no_such_era_year");
    CHECK(detail("昭和65年4月1日") == "昭和は64年までです。1990年は平成2年です");
    CHECK(detail("大正20年4月1日") == "大正は15年までです。1931年は昭和6年です");
    CHECK(read("昭和0年4月1日") == "date.no_such_era_year");
}

TEST_CASE("a day outside its era is answered with the right era") {
    CHECK(read("平成31年5月1日") == "date.outside_era");
    CHECK(detail("平成31年5月1日") ==
          "平成は31年4月30日までです。2019年5月1日は令和元年5月1日です");
    CHECK(detail("令和元年4月30日") ==
          "令和は元年5月1日からです。2019年4月30日は平成31年4月30日です");
    CHECK(detail("明治元年1月1日") == "明治は元年1月25日からです");
    CHECK(read("昭和64年1月7日") == "1989-01-07");
    CHECK(read("昭和64年1月8日") == "date.outside_era");
}

TEST_CASE("a birthday is neither in the future nor older than any patient") {
    const auto code = [](std::string_view text) {
        const auto day = parse_birth_date("born_on", text, kToday);
        return day ? std::string{} : day.error().code;
    };
    CHECK(code("2026/11/24") == "");
    CHECK(code("2026/11/25") == "date.in_future");
    CHECK(code("明治29年11月24日") == "");
    CHECK(code("明治28年11月24日") == "date.too_long_ago");
    CHECK(code("1867/12/31") == "date.too_long_ago");
    CHECK(code("2500/1/1") == "date.too_far_ahead");
}

TEST_CASE("every day of every era reads back as it is written") {
    CHECK(rc::check([] {
        const auto span = (date("2126-12-31") - date("1868-01-25")).count();
        const Date day =
            date("1868-01-25") + days{*rc::gen::inRange<int>(0, static_cast<int>(span))};
        for (const auto& text : {era_date(day), iso_date(day)})
            RC_ASSERT(parse_date_as_typed("f", text, kToday).value() == day);
        std::string compact = iso_date(day);
        std::erase(compact, '-');
        RC_ASSERT(parse_date_as_typed("f", compact, kToday).value() == day);
    }));
    for (Date day = date("1912-07-25"); day < date("2019-06-01"); day += days{1})
        REQUIRE(parse_date_as_typed("f", era_date(day), kToday).value() == day);
}

TEST_CASE("any bytes are a date or a refusal with the field") {
    CHECK(rc::check([](const std::string& text) {
        const auto day = parse_date_as_typed("f", text, kToday);
        if (!day) RC_ASSERT(day.error().field == "f");
    }));
}

TEST_CASE("days read as the screens and letters write them") {
    CHECK(japanese_date(kToday) == "令和8年11月24日(火)");
    CHECK(era_date(date("2019-05-01")) == "令和元年5月1日");
    CHECK(era_date(date("1867-03-01")) == "1867年3月1日");
    CHECK(both_calendars(date("1962-04-08")) == "1962-04-08(昭37)");
    CHECK(both_calendars(date("2019-05-02")) == "2019-05-02(令元)");
    CHECK(western_date(kToday) == "2026年11月24日(火)");
    CHECK(short_date(kToday, kToday) == "11/24(火)");
    CHECK(short_date(date("2026-11-23"), kToday) == "11/23(月・祝)");
    CHECK(short_date(date("2027-01-05"), kToday) == "2027/1/5(火)");
}

TEST_CASE("times read as the screens and letters write them") {
    CHECK(time_text(at("2026-11-24", 9, 5)) == "09:05");
    CHECK(japanese_time(at("2026-11-24", 10, 30)) == "午前10時30分");
    CHECK(japanese_time(at("2026-11-24", 15, 0)) == "午後3時");
    CHECK(japanese_time(at("2026-11-24", 0, 0)) == "午前0時");
    CHECK(japanese_time(at("2026-11-24", 12, 1)) == "午後0時1分");
}

TEST_CASE("what is left reads as on the list of today's work") {
    const Instant now = at("2026-11-24", 10, 12, 40);
    const auto left = [&](std::string_view day, int hour, int minute) {
        return remaining(at(day, hour, minute), now);
    };
    CHECK(left("2026-11-24", 10, 30) == "あと18分");
    CHECK(left("2026-11-24", 12, 0) == "あと1時間48分");
    CHECK(left("2026-11-24", 11, 12) == "あと1時間");
    CHECK(left("2026-11-24", 13, 30) == "あと3時間");
    CHECK(left("2026-11-24", 15, 0) == "あと4時間");
    CHECK(left("2026-11-24", 17, 15) == "あと7時間");
    CHECK(left("2026-11-25", 0, 0) == "明日");
    CHECK(left("2026-11-27", 9, 0) == "あと3日");
    CHECK(left("2026-11-24", 9, 54) == "18分超過");
    CHECK(left("2026-11-24", 8, 0) == "2時間超過");
    CHECK(left("2026-11-23", 23, 59) == "1日超過");
    CHECK(left("2026-11-24", 10, 12) == "いま");
    CHECK(remaining(date("2026-11-20"), now) == "4日超過");
    CHECK(remaining(date("2026-11-24"), now) == "本日");
    CHECK(remaining(date("2026-11-25"), now) == "明日");
}

TEST_CASE("what runs out by the clock is told in hours, over midnight too") {
    const Instant now = at("2026-11-24", 21, 0);
    CHECK(time_left(at("2026-11-24", 21, 18), now) == "あと18分");
    CHECK(time_left(at("2026-11-25", 0, 51), now) == "あと3時間");
    CHECK(time_left(at("2026-11-25", 23, 0), now) == "あと26時間");
}

TEST_CASE("what has passed reads as on the case page") {
    const Instant now = at("2026-11-24", 10, 12);
    CHECK(elapsed(at("2026-11-24", 9, 54), now) == "18分前");
    CHECK(elapsed(at("2026-11-24", 8, 0), now) == "2時間前");
    CHECK(elapsed(at("2026-11-23", 23, 0), now) == "昨日");
    CHECK(elapsed(at("2026-11-20", 9, 0), now) == "4日前");
    CHECK(elapsed(now, now) == "いま");
    CHECK(elapsed(at("2026-11-25", 9, 0), now) == "いま");
}

TEST_CASE("a day of 令和104年 reads back as it is printed: fuzzing found the third digit refused") {
    const Date today = *make_date(2026, 11, 24);
    const Date far = *make_date(2122, 1, 10);
    CHECK(parse_date_as_typed("f", era_date(far), today).value() == far);
}
