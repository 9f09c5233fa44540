#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/viewer.hpp"
#include "platform/db/database.hpp"
#include "retention/retention_rules.hpp"

namespace kakehashi {
using RetentionJobId = Id<struct RetentionJobTag>;  // 削除の予定
}

namespace kakehashi::retention {

struct Who {
    Instant at;
    std::string name;
};

/// 削除の予定: a dated list of cases, prepared by one person and approved by another.
struct Job {
    RetentionJobId id;
    std::string rule;
    int years = 0;
    Date cut_off;
    Who planned;
    UserId planned_by;
    std::optional<Who> approved, withdrawn, done;
    int cases = 0, deleted = 0, kept = 0;

    bool is_open() const { return !withdrawn && !done; }
};
/// 準備ずみ, 承認ずみ, 終了, 取りやめ.
std::string_view state_text(const Job& job);

/// Newest first.
std::vector<Job> jobs_of(db::Transaction& tx, const Viewer& viewer, int limit = 50);
/// NotFound `retention.no_job`, also for jobs of other offices.
Result<Job> find_job(db::Transaction& tx, const Viewer& viewer, RetentionJobId id);

/// One case of a job: numbers, never a name.
struct Line {
    ReferralId referral;
    std::string number;
    Date ended_on;
    Outcome outcome = Outcome::Listed;
    bool with_patient = false;
    std::string deleted_rows, hash;
};
std::vector<Line> lines_of(db::Transaction& tx, RetentionJobId job);

/// A list that one person can look through; what is left comes with the next job.
inline constexpr int kCasesMost = 1000;

/// 削除を準備する: the cases of this rule past their time today, the oldest first, without those
/// that are held or on an open job, and without the office's newest case (its id must not be given
/// again). Refused `retention.nothing_past`; Invalid `retention.unknown_rule`; Forbidden
/// `retention.needs_person` unless somebody is signed in.
Result<Job> plan_job(db::Transaction& tx, const Viewer& viewer, Instant now, std::string_view rule);
/// 承認する. Refused `retention.same_person`, `retention.not_planned`; as above for nobody.
Result<void> approve_job(db::Transaction& tx, const Viewer& viewer, Instant now, RetentionJobId id);
/// 取りやめる, until it is done: what it has not deleted stays. Refused `retention.over`.
Result<void> withdraw_job(db::Transaction& tx, const Viewer& viewer, Instant now,
                          RetentionJobId id);

}  // namespace kakehashi::retention
