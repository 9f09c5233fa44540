#pragma once

#include <string_view>

#include "base/date.hpp"

namespace kakehashi {

/// 国民の祝日 and 振替休日 as published, from the npm package @holiday-jp/holiday_jp, compiled in.
/// A hospital's own closures (年末年始 included) are not here; booking knows them.
class Holidays {
  public:
    /// Empty on other days and after known_until().
    std::string_view name(Date day) const;
    bool is_holiday(Date day) const { return !name(day).empty(); }
    /// 平日: Monday to Friday and no holiday.
    bool is_business_day(Date day) const;
    /// The first business day after `day`, and the last one before it.
    Date next_business_day(Date day) const;
    Date previous_business_day(Date day) const;
    /// `day` itself when it is a business day, else the next one.
    Date business_day_from(Date day) const;
    /// The last day the data speaks of. Later days are shown as 祝日未確認, not as working days.
    Date known_until() const;
};

}  // namespace kakehashi
