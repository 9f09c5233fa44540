#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/date.hpp"
#include "base/result.hpp"

namespace kakehashi {

/// A date however staff write it: 昭37.4.8, 昭和37年4月8日, S370408, s37/4/8, 1962/4/8, 1962-04-08,
/// 19620408, 1962年4月8日, 令和元年5月1日, R010501; full-width or half-width, with or without
/// spaces. A month and day alone (11/24, 11月24日) mean the nearest such day to `today`.
///
/// Invalid, with `field`: `date.required` when empty, `date.malformed` (details: examples),
/// `date.too_long_ago` before 1868, `date.too_far_ahead` beyond a hundred years,
/// `date.no_such_day` (2月30日), `date.no_such_era_year` (昭和65年) and `date.outside_era`
/// (平成31年5月1日), whose details name the right era.
Result<Date> parse_date_as_typed(std::string_view field, std::string_view text, Date today);

/// 生年月日. As above but with its year written, and Invalid `date.in_future` after `today`,
/// `date.too_long_ago` when older than 130 years.
Result<Date> parse_birth_date(std::string_view field, std::string_view text, Date today);

/// 令和8年11月24日, the first year as 令和元年. Before 明治 (1868-01-25) the western year.
std::string era_date(Date day);
/// 令和8年11月24日(火)
std::string japanese_date(Date day);
/// 1962-04-08(昭37), for dates of birth. The first year is 令元.
std::string both_calendars(Date day);
/// 2026年11月24日(火)
std::string western_date(Date day);

/// 火, or 月・祝 on a national holiday.
std::string weekday_text(Date day);
/// 11/24(火), 11/23(月・祝); with the year, 2027/1/5(火), when it is not the year of `today`.
std::string short_date(Date day, Date today);

/// 10:30
std::string time_text(std::chrono::seconds time_of_day);
std::string time_text(Instant at);
/// 午前10時30分, 午後3時; noon is 午後0時, midnight 午前0時.
std::string japanese_time(std::chrono::seconds time_of_day);
std::string japanese_time(Instant at);

/// What is left until a due moment: あと18分, あと1時間48分 (below two hours), あと4時間, 明日,
/// あと3日; いま in the due minute; afterwards 18分超過, 5時間超過 on the same day and 4日超過 by
/// the calendar.
std::string remaining(Instant due, Instant now);
/// The same for a due day without a time: 本日, 明日, あと3日, 4日超過.
std::string remaining(Date due, Instant now);
/// How long something still runs, by the clock and over midnight: あと18分, あと4時間, あと26時間.
std::string time_left(Instant until, Instant now);
/// 18分前, 3時間前, 昨日, 4日前; いま within the first minute.
std::string elapsed(Instant since, Instant now);

}  // namespace kakehashi
