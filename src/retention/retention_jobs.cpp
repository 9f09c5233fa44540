#include "retention/retention_jobs.hpp"

#include <algorithm>

#include "platform/audit/entry.hpp"
#include "platform/db/sight.hpp"
#include "retention/retention_standing.hpp"

namespace kakehashi::retention {
namespace {

// An id that was the newest would be given again, and the audit trail would speak of two cases.
constexpr db::Query kDue{"retention.due", R"sql(
    SELECT id, number, closed_at FROM referral
     WHERE facility_id = $1 AND state = $2 AND closed_at < $3
       AND id < (SELECT max(id) FROM referral)
       AND id NOT IN (SELECT referral_id FROM held_referral WHERE facility_id = $1)
       AND NOT EXISTS (SELECT 1 FROM retention_case line
                         JOIN retention_job job ON job.id = line.job_id
                        WHERE line.referral_id = referral.id AND line.outcome = 'listed'
                          AND job.done_at IS NULL AND job.withdrawn_at IS NULL)
     ORDER BY closed_at, id
     LIMIT $4
)sql"};

constexpr db::Query kPlan{"retention.plan", R"sql(
    INSERT INTO retention_job (facility_id, rule, years, cut_off, planned_at, planned_by,
                               planned_by_name)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    RETURNING id
)sql"};

constexpr db::Query kList{"retention.list", R"sql(
    INSERT INTO retention_case (job_id, referral_id, number, ended_on) VALUES ($1, $2, $3, $4)
)sql"};

constexpr db::Query kApprove{"retention.approve", R"sql(
    UPDATE retention_job SET approved_at = $3, approved_by = $4, approved_by_name = $5
     WHERE facility_id = $1 AND id = $2 AND approved_at IS NULL AND withdrawn_at IS NULL
       AND done_at IS NULL
)sql"};

constexpr db::Query kWithdraw{"retention.withdraw", R"sql(
    UPDATE retention_job SET withdrawn_at = $3, withdrawn_by_name = $4
     WHERE facility_id = $1 AND id = $2 AND withdrawn_at IS NULL AND done_at IS NULL
)sql"};

constexpr std::string_view kJob = R"sql(
    SELECT id, rule, years, cut_off, planned_at, planned_by_name, planned_by, approved_at,
           approved_by_name, withdrawn_at, withdrawn_by_name, done_at, run_by_name,
           (SELECT count(*) FROM retention_case line WHERE line.job_id = retention_job.id),
           (SELECT count(*) FROM retention_case line
             WHERE line.job_id = retention_job.id AND line.outcome = 'deleted'),
           (SELECT count(*) FROM retention_case line
             WHERE line.job_id = retention_job.id AND line.outcome NOT IN ('listed', 'deleted'))
      FROM retention_job
     WHERE facility_id = $1)sql";

constexpr db::Query kJobs{"retention.jobs", kJob, R"sql(
     ORDER BY id DESC LIMIT $2
)sql"};

constexpr db::Query kOneJob{"retention.job", kJob, R"sql(
       AND id = $2
)sql"};

constexpr db::Query kLines{"retention.lines", R"sql(
    SELECT referral_id, number, ended_on, outcome, with_patient, deleted_rows, hash
      FROM retention_case WHERE job_id = $1
     ORDER BY ended_on, referral_id
)sql"};

std::optional<Who> who(const db::Row& row, int column) {
    const auto at = row.instant(column);
    if (!at) return std::nullopt;
    return Who{*at, row.string(column + 1)};
}

Job job_from(const db::Row& row) {
    Job job;
    job.id = row.id<RetentionJobId>(0);
    job.rule = row.string(1);
    job.years = static_cast<int>(row.integer(2));
    job.cut_off = *row.date(3);
    job.planned = *who(row, 4);
    job.planned_by = row.id<UserId>(6);
    job.approved = who(row, 7);
    job.withdrawn = who(row, 9);
    job.done = who(row, 11);
    job.cases = static_cast<int>(row.integer(13));
    job.deleted = static_cast<int>(row.integer(14));
    job.kept = static_cast<int>(row.integer(15));
    return job;
}

void note(db::Transaction& tx, const Viewer& viewer, Instant now, std::string_view what,
          RetentionJobId job) {
    auto trace = audit::entry_of(viewer, now, audit::kChange, what);
    trace.case_kind = "retention";
    trace.case_id = job.value;
    audit::note(tx, trace);
}

struct Due {
    ReferralId referral;
    std::string number;
    Date ended_on;
};

std::vector<Due> due_cases(db::Transaction& tx, const Viewer& viewer, const Rule& rule, Date day) {
    const db::Unveiled of_all_patients{tx};  // an old case is deleted whoever may see it
    std::vector<Due> due;
    for (const auto state : rule.states)
        tx.each(
            kDue,
            [&](const db::Row& row) {
                due.push_back(
                    {row.id<ReferralId>(0), row.string(1), date_in_japan(*row.instant(2))});
            },
            viewer.facility, state, instant_in_japan(day, {}), kCasesMost);
    std::ranges::sort(due, {}, [](const Due& one) {
        return std::pair{one.ended_on, one.referral};
    });
    if (due.size() > kCasesMost) due.resize(kCasesMost);
    return due;
}

}  // namespace

std::string_view state_text(const Job& job) {
    if (job.withdrawn) return "取りやめ";
    if (job.done) return "終了";
    return job.approved ? "承認ずみ" : "準備ずみ";
}

std::vector<Job> jobs_of(db::Transaction& tx, const Viewer& viewer, int limit) {
    return tx.all(kJobs, job_from, viewer.facility, limit);
}

Result<Job> find_job(db::Transaction& tx, const Viewer& viewer, RetentionJobId id) {
    auto job = tx.first(kOneJob, job_from, viewer.facility, id);
    if (!job) return fail(ErrorKind::NotFound, "retention.no_job");
    return *std::move(job);
}

std::vector<Line> lines_of(db::Transaction& tx, RetentionJobId job) {
    return tx.all(
        kLines,
        [](const db::Row& row) {
            return Line{row.id<ReferralId>(0),
                        row.string(1),
                        *row.date(2),
                        parse_outcome(row.text(3)),
                        row.yes(4),
                        row.string(5),
                        row.string(6)};
        },
        job);
}

Result<Job> plan_job(db::Transaction& tx, const Viewer& viewer, Instant now,
                     std::string_view code) {
    if (!viewer.user) return fail(ErrorKind::Forbidden, "retention.needs_person");
    const auto* const rule = find_rule(code);
    if (!rule) return fail(ErrorKind::Invalid, "retention.unknown_rule", "rule");
    const auto years = years_of(tx, viewer.facility, *rule);
    const auto day = cut_off(date_in_japan(now), years);
    const auto due = due_cases(tx, viewer, *rule, day);
    if (due.empty()) return fail(ErrorKind::Refused, "retention.nothing_past");
    const RetentionJobId id{
        tx.number(kPlan, viewer.facility, rule->code, years, day, now, viewer.user, viewer.name)};
    for (const auto& one : due) tx.execute(kList, id, one.referral, one.number, one.ended_on);
    note(tx, viewer, now, "retention.planned", id);
    return find_job(tx, viewer, id);
}

Result<void> approve_job(db::Transaction& tx, const Viewer& viewer, Instant now,
                         RetentionJobId id) {
    if (!viewer.user) return fail(ErrorKind::Forbidden, "retention.needs_person");
    TRY(const auto job, find_job(tx, viewer, id));
    if (job.planned_by == viewer.user) return fail(ErrorKind::Refused, "retention.same_person");
    if (tx.execute(kApprove, viewer.facility, id, now, viewer.user, viewer.name) == 0)
        return fail(ErrorKind::Refused, "retention.not_planned");
    note(tx, viewer, now, "retention.approved", id);
    return {};
}

Result<void> withdraw_job(db::Transaction& tx, const Viewer& viewer, Instant now,
                          RetentionJobId id) {
    TRY(const auto job, find_job(tx, viewer, id));
    if (tx.execute(kWithdraw, viewer.facility, id, now, viewer.name) == 0)
        return fail(ErrorKind::Refused, "retention.over");
    note(tx, viewer, now, "retention.withdrawn", job.id);
    return {};
}

}  // namespace kakehashi::retention
