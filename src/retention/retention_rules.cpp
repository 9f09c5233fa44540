#include "retention/retention_rules.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace kakehashi::retention {
namespace {

using State = ReferralState;

constexpr State kVisited[] = {State::Replied};
constexpr State kNotVisited[] = {State::Declined, State::Forwarded, State::Withdrawn};
constexpr State kNotReferral[] = {State::NotReferral};

/// Rule:    retention/referral.visited, retention/referral.not_visited,
///          retention/referral.not_a_referral.
/// Source:  医師法 (昭和23年法律第201号) 第24条第2項 診療録 5年; 保険医療機関及び保険医療養担当規則
///          (昭和32年厚生省令第15号) 第9条 その他の記録 3年, 診療録 5年, from their completion;
///          医療法施行規則 第21条の5第2号 紹介状 2年 (地域医療支援病院).
/// Reading: docs/rules/retention.md. The default of 5 years is the project's for every kind.
constexpr Rule kRules[] = {
    {"referral.visited", "受診した紹介", "紹介状、予約、来院、返書とその写し、連絡の記録",
     "retention.visited_years", 5, 5, "医師法 第24条・療養担当規則 第9条(診療録 5年)", kVisited},
    {"referral.not_visited", "受診にならなかった紹介",
     "受入不可、他院へ案内、取り下げになった紹介の一切", "retention.not_visited_years", 3, 5,
     "療養担当規則 第9条(その他の記録 3年)", kNotVisited},
    {"referral.not_a_referral", "紹介でない受信",
     "宛先ちがいなど、紹介でないとした受信の原本と記録", "retention.not_referral_years", 2, 5,
     "医療法施行規則 第21条の5(紹介状 2年)", kNotReferral},
};

struct OutcomeWord {
    Outcome outcome;
    std::string_view text, japanese;
};
constexpr OutcomeWord kOutcomes[] = {
    {Outcome::Listed, "listed", "削除まち"},
    {Outcome::Deleted, "deleted", "削除"},
    {Outcome::Held, "held", "差し止めのため残した"},
    {Outcome::Reopened, "reopened", "再開したため残した"},
    {Outcome::NotYet, "not_yet", "期限が延びたため残した"},
    {Outcome::Gone, "gone", "すでにない"},
};

}  // namespace

std::span<const Rule> rules() {
    return kRules;
}

const Rule* find_rule(std::string_view code) {
    const auto* const found = std::ranges::find(kRules, code, &Rule::code);
    return found == std::end(kRules) ? nullptr : found;
}

Date cut_off(Date today, int years) {
    const auto day = std::chrono::year_month_day{today} - std::chrono::years{years};
    if (day.ok()) return Date{day};
    return Date{day.year() / day.month() / std::chrono::last};
}

std::string_view to_text(Outcome outcome) {
    return std::ranges::find(kOutcomes, outcome, &OutcomeWord::outcome)->text;
}

std::string_view japanese(Outcome outcome) {
    return std::ranges::find(kOutcomes, outcome, &OutcomeWord::outcome)->japanese;
}

Outcome parse_outcome(std::string_view text) {
    const auto* const found = std::ranges::find(kOutcomes, text, &OutcomeWord::text);
    return found == std::end(kOutcomes) ? Outcome::Listed : found->outcome;
}

Outcome verdict(const Rule& rule, const CaseNow& now, Date ended_on, Date job_cut_off,
                Date cut_off_today) {
    if (now.held) return Outcome::Held;
    const bool same_end = now.closed_at && date_in_japan(*now.closed_at) == ended_on &&
                          std::ranges::find(rule.states, now.state) != rule.states.end();
    if (!same_end) return Outcome::Reopened;
    if (ended_on >= std::min(job_cut_off, cut_off_today)) return Outcome::NotYet;
    return Outcome::Deleted;
}

}  // namespace kakehashi::retention
