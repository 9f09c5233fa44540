#include "oversight/month_report_store.hpp"

#include "platform/audit/rows.hpp"

namespace kakehashi::oversight {
namespace {

using audit::kRowColumns;

constexpr std::string_view kReportColumns = R"sql(
    SELECT id, month, made_at, line_count, signed_at, signed_name, note FROM month_report)sql";

constexpr db::Query kReports{"month_report.list", kReportColumns, R"sql(
     WHERE facility_id = $1 ORDER BY month DESC
)sql"};

constexpr db::Query kReport{"month_report.find", kReportColumns, R"sql(
     WHERE facility_id = $1 AND month = $2
)sql"};

constexpr db::Query kCounts{"month_report.counts", R"sql(
    SELECT kind, count(*) FROM month_report_line WHERE report_id = $1 GROUP BY kind
)sql"};

constexpr db::Query kLines{"month_report.lines", kRowColumns, R"sql(
      FROM month_report_line AS marked JOIN audit ON audit.number = marked.number
     WHERE marked.report_id = $1 AND marked.kind = $2 AND marked.number < $3
     ORDER BY marked.number DESC
     LIMIT $4
)sql"};

constexpr db::Query kAdd{"month_report.add", R"sql(
    INSERT INTO month_report (facility_id, month, made_at, line_count) VALUES ($1, $2, $3, $4)
    RETURNING id
)sql"};

constexpr db::Query kAddLine{"month_report.add_line", R"sql(
    INSERT INTO month_report_line (report_id, kind, number) VALUES ($1, $2, $3)
)sql"};

constexpr db::Query kSign{"month_report.sign", R"sql(
    UPDATE month_report SET signed_at = $2, signed_by = $3, signed_name = $4, note = $5
     WHERE id = $1 AND signed_at IS NULL
)sql"};

MonthReport report_from(const db::Row& row) {
    return {row.integer(0), row.string(1), *row.instant(2), row.integer(3),
            row.instant(4), row.string(5), row.string(6)};
}

CaseRef case_of(std::int64_t report) {
    return {"month_report", report};
}

}  // namespace

std::vector<MonthReport> month_reports(db::Transaction& tx, FacilityId facility) {
    return tx.all(kReports, report_from, facility);
}

Result<MonthReport> find_month_report(db::Transaction& tx, FacilityId facility,
                                      std::string_view month) {
    auto report = tx.first(kReport, report_from, facility, month);
    if (!report) return fail(ErrorKind::NotFound, "month_report.not_found");
    return *report;
}

std::map<std::string, std::int64_t> anomaly_counts(db::Transaction& tx, const MonthReport& report) {
    std::map<std::string, std::int64_t> counts;
    tx.each(
        kCounts, [&](const db::Row& row) { counts[row.string(0)] = row.integer(1); }, report.id);
    return counts;
}

std::vector<audit::ChainedRow> anomaly_lines(db::Transaction& tx, const MonthReport& report,
                                             Anomaly anomaly, std::int64_t before, int limit) {
    return tx.all(kLines, audit::row_from, report.id, to_text(anomaly), before, limit);
}

void save_month_report(db::Transaction& tx, const Viewer& viewer, Instant now,
                       std::string_view month, const MonthJudge& judge, const Holidays& holidays) {
    const auto id = tx.number(kAdd, viewer.facility, month, now, judge.lines());
    std::int64_t marked = 0;
    for (const auto& [anomaly, numbers] : judge.marks())
        for (const auto number : numbers) {
            tx.send(kAddLine, id, to_text(anomaly), number);
            ++marked;
        }
    record_event(tx, viewer, now, case_of(id), {}, "month_report.made",
                 json::object({{"month", std::string{month}}, {"marked", marked}}));
    NewDuty duty;
    duty.about = case_of(id);
    duty.kind = kDutySignMonth;
    duty.due_at = instant_in_japan(signed_by(month, holidays), std::chrono::hours{17});
    duty.note = month_text(month);
    open_duty(tx, viewer, now, duty);
}

Result<void> sign_month_report(db::Transaction& tx, const Viewer& viewer, Instant now,
                               const MonthReport& report, std::string_view note) {
    if (tx.execute(kSign, report.id, now, viewer.user, viewer.name, note) == 0)
        return fail(ErrorKind::Conflict, "month_report.signed_already");
    record_event(tx, viewer, now, case_of(report.id), {}, "month_report.signed",
                 json::object({{"month", report.month}}));
    close_duty(tx, viewer, now, case_of(report.id), kDutySignMonth);
    return {};
}

}  // namespace kakehashi::oversight
