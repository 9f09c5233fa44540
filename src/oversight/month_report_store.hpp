#pragma once

#include "office/office.hpp"
#include "oversight/month_report.hpp"

namespace kakehashi::oversight {

inline constexpr std::string_view kDutySignMonth = "month_report.sign";

struct MonthReport {
    std::int64_t id = 0;
    std::string month;  // 2026-10
    Instant made_at;
    std::int64_t lines = 0;
    std::optional<Instant> signed_at;
    std::string signed_name, note;
};

/// The latest first.
std::vector<MonthReport> month_reports(db::Transaction& tx, FacilityId facility);
/// NotFound `month_report.not_found`.
Result<MonthReport> find_month_report(db::Transaction& tx, FacilityId facility,
                                      std::string_view month);
/// How many lines of each kind stand out.
std::map<std::string, std::int64_t> anomaly_counts(db::Transaction& tx, const MonthReport& report);
/// The lines of one kind, the newest first, older than `before`.
std::vector<audit::ChainedRow> anomaly_lines(db::Transaction& tx, const MonthReport& report,
                                             Anomaly anomaly, std::int64_t before, int limit);

/// Saves what stands out, and opens the duty to look at it.
void save_month_report(db::Transaction& tx, const Viewer& viewer, Instant now,
                       std::string_view month, const MonthJudge& judge, const Holidays& holidays);
/// 点検の署名: once, with what was found. Conflict `month_report.signed_already`.
Result<void> sign_month_report(db::Transaction& tx, const Viewer& viewer, Instant now,
                               const MonthReport& report, std::string_view note);

/// Once a minute, as soon as all its lines are chained: the report of each month that has ended
/// since the last one. A program that is new begins with the month before while that can still be
/// signed in time, else with the next.
void report_every_minute(Office& office);

}  // namespace kakehashi::oversight
