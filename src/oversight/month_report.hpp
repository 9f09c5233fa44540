#pragma once

#include <array>
#include <map>
#include <set>

#include "base/holidays.hpp"
#include "platform/audit/row_check.hpp"

namespace kakehashi::oversight {

/// 7:00 to 21:00 of a business day is not 時間外.
inline constexpr std::chrono::hours kDayBegins{7}, kDayEnds{21};
/// 多数: more patients than this in one hour of the clock by one colleague.
inline constexpr std::size_t kPatientsOfHourMax = 60;
/// The report of a month is to be signed by this business day of the next.
inline constexpr int kSignedByBusinessDay = 10;

/// What stands out. A list of patients names many by chance, so 本人 and 同姓 judge lines of one
/// patient alone.
enum class Anomaly { Emergency, OwnRecord, SameFamily, Bulk, AfterHours, Refused };
std::array<Anomaly, 6> all_anomalies();
std::string_view to_text(Anomaly anomaly);
std::string_view japanese(Anomaly anomaly);

/// A name as it is compared: without spaces, in any glyphs (base/japanese.hpp).
struct NameKeys {
    std::string whole, family;
    static NameKeys of(std::string_view name);
};

/// Reads a month of the trail line by line, in any order. Pure.
class MonthJudge {
  public:
    MonthJudge(const Holidays& holidays, std::map<UserId, NameKeys> colleagues)
        : holidays_(holidays), colleagues_(std::move(colleagues)) {}
    /// `patients`: whom the line names. `only`: the name of the one it names, when it is one.
    void take(const audit::ChainedRow& row, const std::vector<PatientId>& patients,
              const NameKeys* only);
    std::int64_t lines() const { return lines_; }
    /// The numbers of the lines of each kind.
    std::map<Anomaly, std::set<std::int64_t>> marks() const;

  private:
    struct Hour {
        std::set<PatientId> patients;
        std::set<std::int64_t> lines;
    };
    const Holidays& holidays_;
    std::map<UserId, NameKeys> colleagues_;
    std::int64_t lines_ = 0;
    std::map<Anomaly, std::set<std::int64_t>> marks_;
    std::map<std::pair<UserId, std::chrono::sys_time<std::chrono::hours>>, Hour> hours_;
};

/// 2026-10, of any day in it.
std::string month_of(Date day);
/// Its first day; the month must be one of ours.
Date first_of_month(std::string_view month);
Date first_of_next_month(Date day);
/// 2026年10月
std::string month_text(std::string_view month);
Date signed_by(std::string_view month, const Holidays& holidays);

}  // namespace kakehashi::oversight
