#include "retention/retention_rules.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace kakehashi;
using namespace kakehashi::retention;

namespace {

Date day(std::string_view text) {
    return parse_iso_date(text).value();
}
Instant at(std::string_view text, int hour = 12) {
    return instant_in_japan(day(text), std::chrono::hours{hour});
}
const Rule& visited() {
    return *find_rule("referral.visited");
}

}  // namespace

TEST_CASE("five years are counted from the day after the end [retention/referral.visited]") {
    // Ended on the 23rd: kept through 2026-11-23, past its time on the 24th.
    CHECK(cut_off(day("2026-11-24"), 5) == day("2021-11-24"));
    CHECK(cut_off(day("2028-02-29"), 5) == day("2023-02-28"));
    CHECK(cut_off(day("2028-02-29"), 4) == day("2024-02-29"));
    const auto today = day("2026-11-24");
    const auto verdict_of = [&](std::string_view ended, int hour) {
        return verdict(visited(), {ReferralState::Replied, at(ended, hour)}, day(ended),
                       cut_off(today, 5), cut_off(today, 5));
    };
    CHECK(verdict_of("2021-11-23", 23) == Outcome::Deleted);
    CHECK(verdict_of("2021-11-24", 0) == Outcome::NotYet);
}

TEST_CASE("no rule keeps less than its law, and every ended state has exactly one rule") {
    std::set<ReferralState> states;
    for (const auto& rule : rules()) {
        CHECK(rule.years_default >= rule.years_least);
        CHECK(rule.years_default >= 5);  // the project's own default
        for (const auto state : rule.states) {
            CHECK(is_closed(state));
            CHECK(states.insert(state).second);
        }
    }
    for (const auto state :
         {ReferralState::Replied, ReferralState::Declined, ReferralState::Forwarded,
          ReferralState::Withdrawn, ReferralState::NotReferral})
        CHECK(states.contains(state));
    CHECK(visited().years_least == 5);
    CHECK(find_rule("referral.not_visited")->years_least == 3);  // [retention/referral.not_visited]
    CHECK(find_rule("referral.not_a_referral")->years_least ==
          2);  // [retention/referral.not_a_referral]
}

TEST_CASE("what changed since the job was prepared is left out") {
    const auto cut = day("2021-11-24");
    const auto of = [&](CaseNow now, Date cut_today) {
        return verdict(visited(), now, day("2020-03-02"), cut, cut_today);
    };
    const CaseNow same{ReferralState::Replied, at("2020-03-02")};
    CHECK(of(same, cut) == Outcome::Deleted);
    CHECK(of({ReferralState::Replied, at("2020-03-02"), true}, cut) == Outcome::Held);
    CHECK(of({ReferralState::Visited, std::nullopt}, cut) == Outcome::Reopened);
    CHECK(of({ReferralState::Replied, at("2020-03-03")}, cut) == Outcome::Reopened);  // ended anew
    CHECK(of({ReferralState::Withdrawn, at("2020-03-02")}, cut) == Outcome::Reopened);
    CHECK(of(same, day("2018-11-24")) == Outcome::NotYet);  // the house keeps longer now
}
