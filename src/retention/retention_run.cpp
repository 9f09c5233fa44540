#include "retention/retention_run.hpp"

#include <cassert>

#include "office/change.hpp"
#include "office/offices.hpp"
#include "platform/audit/entry.hpp"
#include "platform/event/case_ref.hpp"
#include "retention/retention_deletion.hpp"
#include "retention/retention_files.hpp"
#include "retention/retention_standing.hpp"

namespace kakehashi::retention {
namespace {

constexpr std::chrono::hours kNightFrom{3}, kNightUntil{6};

constexpr db::Query kNextLine{"retention.next_line", R"sql(
    SELECT job.id, job.rule, job.cut_off, line.referral_id, line.ended_on
      FROM retention_job job
      JOIN retention_case line ON line.job_id = job.id AND line.outcome = 'listed'
     WHERE job.facility_id = $1 AND job.approved_at < $2 AND job.withdrawn_at IS NULL
       AND job.done_at IS NULL
     ORDER BY job.id, line.ended_on, line.referral_id
     LIMIT 1
)sql"};

constexpr db::Query kCaseNow{"retention.case_now", R"sql(
    SELECT state, closed_at, patient_id,
           CASE WHEN id IN (SELECT referral_id FROM held_referral WHERE facility_id = $1)
                THEN 1 ELSE 0 END
      FROM referral
     WHERE facility_id = $1 AND id = $2
)sql"};

constexpr db::Query kBegin{"retention.begin_deletion", R"sql(
    UPDATE retention_case SET outcome = 'deleting', patient_id = $3, with_patient = $4
     WHERE job_id = $1 AND referral_id = $2
)sql"};

constexpr db::Query kSettle{"retention.settle_line", R"sql(
    UPDATE retention_case SET outcome = $3, settled_at = $4, deleted_rows = $5, hash = $6
     WHERE job_id = $1 AND referral_id = $2
)sql"};

constexpr db::Query kFinish{"retention.finish_job", R"sql(
    UPDATE retention_job SET done_at = $3, run_by_name = $4
     WHERE facility_id = $1 AND approved_at < $2 AND withdrawn_at IS NULL AND done_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM retention_case line
                        WHERE line.job_id = retention_job.id AND line.outcome = 'listed')
    RETURNING id
)sql"};

struct Turn {
    RetentionJobId job;
    std::string rule;
    Date cut_off;
    ReferralId referral;
    Date ended_on;
};

std::optional<Turn> next_turn(db::Transaction& tx, const Viewer& viewer, Instant approved_before) {
    return tx.first(
        kNextLine,
        [](const db::Row& row) {
            return Turn{row.id<RetentionJobId>(0), row.string(1), *row.date(2),
                        row.id<ReferralId>(3), *row.date(4)};
        },
        viewer.facility, approved_before);
}

struct Found {
    CaseNow now;
    PatientId patient;
};

std::optional<Found> find_now(db::Transaction& tx, const Viewer& viewer, ReferralId referral) {
    return tx.first(
        kCaseNow,
        [](const db::Row& row) {
            return Found{{parse_referral_state(row.text(0)).value(), row.instant(1), row.yes(3)},
                         row.id<PatientId>(2)};
        },
        viewer.facility, referral);
}

/// The audit trail says what went: numbers only.
void note_deletion(db::Transaction& tx, const Viewer& viewer, Instant now, const CaseRef& about,
                   PatientId patient) {
    auto trace = audit::entry_of(viewer, now, audit::kChange, "retention.deleted");
    trace.case_kind = about.kind;
    trace.case_id = about.id;
    if (patient) trace.seen = "p" + patient.text();
    audit::note(tx, trace);
}

Proof deleted(db::Transaction& tx, const Viewer& viewer, Instant now, const Turn& turn,
              PatientId patient) {
    const bool with_patient =
        is_last_of_patient(tx, viewer, patient, turn.referral, turn.cut_off, date_in_japan(now));
    tx.execute(kBegin, turn.job, turn.referral, patient, with_patient);
    Proof proof;
    delete_case(tx, viewer, now, turn.referral, proof);
    note_deletion(tx, viewer, now, case_of(turn.referral), patient);
    if (with_patient) {
        delete_patient(tx, viewer, now, patient, proof);
        note_deletion(tx, viewer, now, case_of(patient), patient);
    }
    return proof;
}

/// One case, as it is at this moment; durable when it returns. Nothing when there is none left.
std::optional<Outcome> settle_next(Office& office, const Viewer& viewer, Instant approved_before) {
    const auto now = office.clock.now();
    auto tx = office.db.write();
    const auto turn = next_turn(tx, viewer, approved_before);
    if (!turn) return std::nullopt;
    const auto* const rule = find_rule(turn->rule);
    assert(rule && "a rule that a job was made by stays");
    const auto found = find_now(tx, viewer, turn->referral);
    auto outcome = Outcome::Gone;
    if (found) {
        const auto years = years_of(tx, viewer.facility, *rule);
        outcome = verdict(*rule, found->now, turn->ended_on, turn->cut_off,
                          cut_off(date_in_japan(now), years));
    }
    Proof proof;
    if (outcome == Outcome::Deleted) proof = deleted(tx, viewer, now, *turn, found->patient);
    const bool is_proof = outcome == Outcome::Deleted;
    tx.execute(kSettle, turn->job, turn->referral, outcome, now,
               is_proof ? proof.rows_text() : std::string{},
               is_proof ? proof.hash() : std::string{});
    tx.commit();
    return outcome;
}

int finish_jobs(Office& office, const Viewer& viewer, Instant approved_before) {
    const auto now = office.clock.now();
    auto tx = office.db.write();
    const auto done = tx.all(
        kFinish, [](const db::Row& row) { return row.integer(0); }, viewer.facility,
        approved_before, now, viewer.name);
    if (done.empty()) return 0;
    for (const auto job : done) {
        auto trace = audit::entry_of(viewer, now, audit::kChange, "retention.done");
        trace.case_kind = "retention";
        trace.case_id = job;
        audit::note(tx, trace);
    }
    office::tell_live_lists(tx, viewer.facility, now);
    tx.commit();
    return static_cast<int>(done.size());
}

}  // namespace

RunReport run_jobs(Office& office, const Viewer& viewer, Instant approved_before) {
    RunReport report;
    while (!office.stopping.stop_requested()) {
        const auto outcome = settle_next(office, viewer, approved_before);
        if (!outcome) break;
        ++(*outcome == Outcome::Deleted ? report.deleted : report.kept);
    }
    report.jobs_done = finish_jobs(office, viewer, approved_before);
    const auto files = remove_listed_files(office);
    report.files_removed = files.removed;
    report.files_waiting = files.waiting;
    return report;
}

void run_jobs_at_night(Office& office) {
    const auto now = office.clock.now();
    const auto time = time_of_day_in_japan(now);
    if (time < kNightFrom || time >= kNightUntil) return;
    const auto offices = [&] {
        auto tx = office.db.read();
        return office::offices(tx);
    }();
    const auto today = instant_in_japan(date_in_japan(now), {});
    for (const auto facility : offices)
        run_jobs(office, Viewer{UserId{}, facility, "夜間の処理"}, today);
}

}  // namespace kakehashi::retention
