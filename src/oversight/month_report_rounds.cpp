#include "office/change.hpp"
#include "office/offices.hpp"
#include "oversight/month_report_store.hpp"
#include "oversight/trail.hpp"
#include "platform/auth/session.hpp"

namespace kakehashi::oversight {
namespace {

constexpr int kLinesAtOnce = 1000;

constexpr db::Query kName{"month_report.patient_name", R"sql(
    SELECT name FROM patient WHERE facility_id = $1 AND id = $2
)sql"};

constexpr db::Query kAnyBefore{"month_report.any_line_before", R"sql(
    SELECT number FROM audit WHERE at < $1 ORDER BY at DESC, number DESC LIMIT 1
)sql"};

constexpr db::Query kWaitingBefore{"month_report.waiting_before", R"sql(
    SELECT id FROM audit_pending WHERE at < $1 LIMIT 1
)sql"};
/// So long after a month its last lines may still be on their way into the chain.
constexpr std::chrono::hours kLinesArrive{1};

/// Whether every line from before this month stands in the chain.
bool is_chained(db::Transaction& tx, Instant now) {
    const auto month = instant_in_japan(first_of_month(month_of(date_in_japan(now))), {});
    return now >= month + kLinesArrive && tx.number(kWaitingBefore, month) == 0;
}

/// The month whose report is missing, the oldest first; none when all are there.
std::optional<std::string> month_due(db::Transaction& tx, const Holidays& holidays,
                                     FacilityId house, Date today) {
    const auto this_month = first_of_month(month_of(today));
    const auto reports = month_reports(tx, house);
    if (!reports.empty()) {
        const auto next = first_of_next_month(first_of_month(reports.front().month));
        return next < this_month ? std::optional{month_of(next)} : std::nullopt;
    }
    const auto last = month_of(this_month - days{1});
    if (today > signed_by(last, holidays)) return std::nullopt;
    if (tx.number(kAnyBefore, instant_in_japan(this_month, {})) == 0) return std::nullopt;
    return last;
}

/// Compares names and hands none out: whoever reads the report sees numbers.
class NamesOfPatients {
  public:
    NamesOfPatients(db::Database& database, FacilityId facility)
        : database_(database), facility_(facility) {}
    const NameKeys* of(PatientId patient) {
        const auto [known, is_new] = names_.try_emplace(patient);
        if (is_new)
            known->second = database_.read().first(
                kName, [](const db::Row& row) { return NameKeys::of(row.text(0)); }, facility_,
                patient);
        return known->second ? &*known->second : nullptr;
    }

  private:
    db::Database& database_;
    FacilityId facility_;
    std::map<PatientId, std::optional<NameKeys>> names_;
};

MonthJudge judge_month(Office& office, FacilityId house, std::string_view month) {
    std::map<UserId, NameKeys> colleagues;
    {
        auto tx = office.db.read();
        for (const auto& user : accounts_of(tx, house))
            colleagues[user.id] = NameKeys::of(user.name);
    }
    MonthJudge judge(office.holidays, std::move(colleagues));
    NamesOfPatients names(office.db, house);
    TrailFilter filter;
    filter.from = first_of_month(month);
    filter.to = first_of_next_month(*filter.from) - days{1};
    for (TrailMark before;;) {
        const auto rows = trail_rows(office.db, house, filter, before, kLinesAtOnce);
        if (rows.empty()) return judge;
        before = TrailMark::of(rows.back());
        for (const auto& row : rows) {
            const auto patients = patients_of(row.entry);
            judge.take(row, patients, patients.size() == 1 ? names.of(patients[0]) : nullptr);
        }
    }
}

}  // namespace

void report_every_minute(Office& office) {
    const auto now = office.clock.now();
    std::vector<std::pair<FacilityId, std::string>> due;
    {
        auto tx = office.db.read();
        if (!is_chained(tx, now)) return;
        for (const auto house : office::offices(tx))
            if (auto month = month_due(tx, office.holidays, house, date_in_japan(now)))
                due.emplace_back(house, std::move(*month));
    }
    for (const auto& [house, month] : due) {
        const auto judge = judge_month(office, house, month);
        auto tx = office.db.write();
        save_month_report(tx, {{}, house, {}}, now, month, judge, office.holidays);
        office::tell_live_lists(tx, house, now);
        tx.commit();
    }
}

}  // namespace kakehashi::oversight
