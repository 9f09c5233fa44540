#pragma once

#include <string>

#include "base/date.hpp"

namespace kakehashi::form {

/// Dates as they stand on paper (forms README 1.6). Days before Meiji (1868) print the western
/// year. `令和8年11月24日`; the first year of an era is 元年.
std::string era_date(Date day);
/// `令和8年11月24日(火)`.
std::string era_date_weekday(Date day);
/// `令和8年(2026年)`: patient sheets name the western year once.
std::string both_years(Date day);
/// `11月24日(火)`: running text and tables in which the year stands elsewhere.
std::string month_day(Date day);
/// `11/24(火)`.
std::string slash_day(Date day);
/// `火`.
std::string weekday(Date day);
/// `午前10時30分`, `午後0時05分`: booking sheets and letters. Time in Japan.
std::string spoken_time(Instant at);
/// `9:54`: 24 hours, for staff. Time in Japan.
std::string clock_time(Instant at);

}  // namespace kakehashi::form
