// How days and moments read on screens and in letters.
#include <array>
#include <cstdio>

#include "base/era.hpp"
#include "base/holidays.hpp"

namespace kakehashi {
namespace {

std::chrono::year_month_day ymd_of(Date day) {
    return std::chrono::year_month_day{day};
}

std::string number_text(long long value) {
    return std::to_string(value);
}

/// Whole minutes on the clock, so that 10:12:40 to 10:30 is 18 minutes as staff count.
long long minute_of_day(Instant at) {
    return time_of_day_in_japan(at).count() / 60;
}

std::string duration(long long minutes) {
    if (minutes < 60) return number_text(minutes) + "分";
    if (minutes < 120 && minutes > 60) return "1時間" + number_text(minutes - 60) + "分";
    return number_text(minutes / 60) + "時間";
}

std::string hours_or_minutes(long long minutes) {
    return minutes < 60 ? number_text(minutes) + "分" : number_text(minutes / 60) + "時間";
}

}  // namespace

std::string weekday_text(Date day) {
    constexpr std::array<const char*, 7> kNames{"日", "月", "火", "水", "木", "金", "土"};
    const std::string name = kNames[std::chrono::weekday{day}.c_encoding()];
    return Holidays{}.is_holiday(day) ? name + "・祝" : name;
}

std::string japanese_date(Date day) {
    return era_date(day) + "(" + weekday_text(day) + ")";
}

std::string western_date(Date day) {
    const auto ymd = ymd_of(day);
    return number_text(static_cast<int>(ymd.year())) + "年" +
           number_text(static_cast<unsigned>(ymd.month())) + "月" +
           number_text(static_cast<unsigned>(ymd.day())) + "日(" + weekday_text(day) + ")";
}

std::string short_date(Date day, Date today) {
    const auto ymd = ymd_of(day);
    std::string out = number_text(static_cast<unsigned>(ymd.month())) + "/" +
                      number_text(static_cast<unsigned>(ymd.day())) + "(" + weekday_text(day) + ")";
    if (ymd.year() == ymd_of(today).year()) return out;
    return number_text(static_cast<int>(ymd.year())) + "/" + out;
}

std::string time_text(std::chrono::seconds time_of_day) {
    std::array<char, 32> out{};
    std::snprintf(out.data(), out.size(), "%02lld:%02lld",
                  static_cast<long long>(time_of_day.count() / 3600),
                  static_cast<long long>(time_of_day.count() / 60 % 60));
    return out.data();
}

std::string time_text(Instant at) {
    return time_text(time_of_day_in_japan(at));
}

std::string japanese_time(std::chrono::seconds time_of_day) {
    const auto hour = time_of_day.count() / 3600;
    const auto minute = time_of_day.count() / 60 % 60;
    std::string out = (hour < 12 ? "午前" : "午後") + number_text(hour % 12) + "時";
    return minute == 0 ? out : out + number_text(minute) + "分";
}

std::string japanese_time(Instant at) {
    return japanese_time(time_of_day_in_japan(at));
}

std::string remaining(Date due, Instant now) {
    const auto left = (due - date_in_japan(now)).count();
    if (left == 0) return "本日";
    if (left == 1) return "明日";
    return left > 0 ? "あと" + number_text(left) + "日" : number_text(-left) + "日超過";
}

std::string remaining(Instant due, Instant now) {
    if (date_in_japan(due) != date_in_japan(now)) return remaining(date_in_japan(due), now);
    const auto minutes = minute_of_day(due) - minute_of_day(now);
    if (minutes == 0) return "いま";
    return minutes > 0 ? "あと" + duration(minutes) : hours_or_minutes(-minutes) + "超過";
}

std::string time_left(Instant until, Instant now) {
    return "あと" + duration(minute_of_day(until) - minute_of_day(now) +
                             (date_in_japan(until) - date_in_japan(now)).count() * 24 * 60);
}

std::string elapsed(Instant since, Instant now) {
    const auto past_days = (date_in_japan(now) - date_in_japan(since)).count();
    if (past_days == 1) return "昨日";
    if (past_days > 1) return number_text(past_days) + "日前";
    const auto minutes = minute_of_day(now) - minute_of_day(since);
    return past_days < 0 || minutes <= 0 ? "いま" : hours_or_minutes(minutes) + "前";
}

}  // namespace kakehashi
