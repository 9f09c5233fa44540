#include "form/japanese_date.hpp"

#include <array>
#include <cstdio>

namespace kakehashi::form {
namespace {

using namespace std::chrono;

struct Era {
    const char* name;
    local_days from;
};

constexpr std::array kEras{
    Era{"令和", local_days{2019y / 5 / 1}}, Era{"平成", local_days{1989y / 1 / 8}},
    Era{"昭和", local_days{1926y / 12 / 25}}, Era{"大正", local_days{1912y / 7 / 30}},
    Era{"明治", local_days{1868y / 1 / 25}}};

std::string era_year(Date day) {
    const int western = static_cast<int>(year_month_day{day}.year());
    for (const auto& era : kEras) {
        if (day < era.from) continue;
        const int year = western - static_cast<int>(year_month_day{era.from}.year()) + 1;
        return std::string{era.name} + (year == 1 ? "元" : std::to_string(year)) + "年";
    }
    return std::to_string(western) + "年";
}

unsigned month_of(Date day) {
    return static_cast<unsigned>(year_month_day{day}.month());
}
unsigned day_of(Date day) {
    return static_cast<unsigned>(year_month_day{day}.day());
}

std::string month_and_day(Date day) {
    return std::to_string(month_of(day)) + "月" + std::to_string(day_of(day)) + "日";
}

}  // namespace

std::string weekday(Date day) {
    constexpr std::array kNames{"日", "月", "火", "水", "木", "金", "土"};
    return kNames[std::chrono::weekday{day}.c_encoding()];
}

std::string era_date(Date day) {
    return era_year(day) + month_and_day(day);
}

std::string era_date_weekday(Date day) {
    return era_date(day) + "(" + weekday(day) + ")";
}

std::string both_years(Date day) {
    return era_year(day) + "(" + std::to_string(static_cast<int>(year_month_day{day}.year())) +
           "年)";
}

std::string month_day(Date day) {
    return month_and_day(day) + "(" + weekday(day) + ")";
}

std::string slash_day(Date day) {
    return std::to_string(month_of(day)) + "/" + std::to_string(day_of(day)) + "(" + weekday(day) +
           ")";
}

std::string spoken_time(Instant at) {
    const hh_mm_ss time{time_of_day_in_japan(at)};
    const auto hour = time.hours().count();
    std::array<char, 32> out{};
    std::snprintf(out.data(), out.size(), "%s%d時%02d分", hour < 12 ? "午前" : "午後",
                  static_cast<int>(hour % 12), static_cast<int>(time.minutes().count()));
    return out.data();
}

std::string clock_time(Instant at) {
    const hh_mm_ss time{time_of_day_in_japan(at)};
    std::array<char, 16> out{};
    std::snprintf(out.data(), out.size(), "%d:%02d", static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()));
    return out.data();
}

}  // namespace kakehashi::form
