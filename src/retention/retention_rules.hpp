#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/date.hpp"
#include "referral/referral.hpp"

namespace kakehashi::retention {

/// 保存期限: how long one kind of record is kept after the case has ended. The years are counted
/// from the day after; a case goes whole, so the longest of its parts counts for all of it.
struct Rule {
    std::string_view code;     // referral.visited, kept in each job
    std::string_view title;    // 受診した紹介
    std::string_view covers;   // what is in it
    std::string_view setting;  // retention.visited_years
    int years_least;           // by the rule named in `source`
    int years_default;
    std::string_view source;  // 医師法第24条…, shown beside the years
    std::span<const ReferralState> states;
};
std::span<const Rule> rules();
const Rule* find_rule(std::string_view code);

/// 基準日: what ended before this day is past its time. 2026-11-24 with 5 years: 2021-11-24, so
/// that a case that ended on 2021-11-23 was kept through 2026-11-23. 29 February counts as the
/// 28th.
Date cut_off(Date today, int years);

/// What becomes of a case on a job's list at the moment its turn comes.
enum class Outcome {
    Listed,    // its turn has not come
    Deleted,   // 削除
    Held,      // 差し止め
    Reopened,  // 再開: open again, or ended anew
    NotYet,    // the years were made longer
    Gone,      // deleted by another job meanwhile
};
std::string_view to_text(Outcome outcome);
std::string_view japanese(Outcome outcome);
Outcome parse_outcome(std::string_view text);

/// The case as it is now.
struct CaseNow {
    ReferralState state;
    std::optional<Instant> closed_at;
    bool held = false;
};
/// Deleted only when all is as it was when the job was prepared: not held, ended on the same day,
/// and past its time by the years of the job and by those of today.
Outcome verdict(const Rule& rule, const CaseNow& now, Date ended_on, Date job_cut_off,
                Date cut_off_today);

}  // namespace kakehashi::retention
