#include "base/holidays.hpp"

#include <algorithm>
#include <iterator>

namespace kakehashi {
namespace {

struct Holiday {
    int year;
    unsigned month;
    unsigned day;
    std::string_view name;

    constexpr Date date() const {
        return Date{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}};
    }
};

constexpr Holiday kHolidays[] = {
#include "holidays_data.inc"
};
static_assert(std::ranges::is_sorted(kHolidays, {}, &Holiday::date));

}  // namespace

std::string_view Holidays::name(Date day) const {
    const auto* const found = std::ranges::lower_bound(kHolidays, day, {}, &Holiday::date);
    return found != std::end(kHolidays) && found->date() == day ? found->name : std::string_view{};
}

bool Holidays::is_business_day(Date day) const {
    const std::chrono::weekday weekday{day};
    return weekday != std::chrono::Saturday && weekday != std::chrono::Sunday && !is_holiday(day);
}

Date Holidays::next_business_day(Date day) const {
    return business_day_from(day + days{1});
}

Date Holidays::previous_business_day(Date day) const {
    do day -= days{1};
    while (!is_business_day(day));
    return day;
}

Date Holidays::business_day_from(Date day) const {
    while (!is_business_day(day)) day += days{1};
    return day;
}

Date Holidays::known_until() const {
    const auto year = std::chrono::year{std::rbegin(kHolidays)->year};
    return Date{year / std::chrono::December / 31};
}

}  // namespace kakehashi
