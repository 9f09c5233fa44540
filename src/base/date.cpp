#include "base/date.hpp"

#include <array>
#include <cstdio>

namespace kakehashi {

std::string iso_date(Date day) {
    const std::chrono::year_month_day ymd{day};
    std::array<char, 16> out{};
    std::snprintf(out.data(), out.size(), "%04d-%02u-%02u", static_cast<int>(ymd.year()),
                  static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()));
    return out.data();
}

std::optional<Date> make_date(int year, unsigned month, unsigned day) {
    const std::chrono::year_month_day ymd{std::chrono::year{year}, std::chrono::month{month},
                                          std::chrono::day{day}};
    if (!ymd.ok() || year < 1 || year > 9999) return std::nullopt;
    return Date{ymd};
}

Result<Date> parse_iso_date(std::string_view text) {
    const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
    if (text.size() != 10 || text[4] != '-' || text[7] != '-')
        return fail(ErrorKind::Invalid, "date.malformed");
    for (const std::size_t i : {0U, 1U, 2U, 3U, 5U, 6U, 8U, 9U})
        if (!digit(i)) return fail(ErrorKind::Invalid, "date.malformed");
    const auto number = [&](std::size_t from, std::size_t count) {
        int value = 0;
        for (std::size_t i = from; i < from + count; ++i) value = value * 10 + (text[i] - '0');
        return value;
    };
    const auto day = make_date(number(0, 4), static_cast<unsigned>(number(5, 2)),
                               static_cast<unsigned>(number(8, 2)));
    if (!day) return fail(ErrorKind::Invalid, "date.no_such_day");
    return *day;
}

std::string iso_instant(Instant at) {
    const auto seconds = time_of_day_in_japan(at).count();
    std::array<char, 24> out{};
    std::snprintf(out.data(), out.size(), "T%02d:%02d:%02d+09:00", static_cast<int>(seconds / 3600),
                  static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
    return iso_date(date_in_japan(at)) + out.data();
}

Result<Instant> parse_iso_moment(std::string_view text) {
    const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
    if (text.size() != 16 || text[10] != 'T' || text[13] != ':' || !digit(11) || !digit(12) ||
        !digit(14) || !digit(15))
        return fail(ErrorKind::Invalid, "date.malformed");
    TRY(const auto day, parse_iso_date(text.substr(0, 10)));
    const int hour = (text[11] - '0') * 10 + text[12] - '0';
    const int minute = (text[14] - '0') * 10 + text[15] - '0';
    if (hour > 23 || minute > 59) return fail(ErrorKind::Invalid, "date.malformed");
    return instant_in_japan(day, std::chrono::hours{hour} + std::chrono::minutes{minute});
}

int age_on(Date born_on, Date on) {
    const std::chrono::year_month_day born{born_on};
    const std::chrono::year_month_day now{on};
    const int years = static_cast<int>(now.year()) - static_cast<int>(born.year());
    const bool had_birthday =
        std::pair{now.month(), now.day()} >= std::pair{born.month(), born.day()};
    return had_birthday ? years : years - 1;
}

}  // namespace kakehashi
