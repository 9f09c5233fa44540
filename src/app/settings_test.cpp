#include "office/settings.hpp"

#include <doctest/doctest.h>

#include "booking/booking.hpp"
#include "facility/facility.hpp"
#include "referral/referral.hpp"
#include "reply/reply.hpp"
#include "retention/retention_rules.hpp"

namespace kakehashi {
namespace {

std::string shown(std::string_view name) {
    const auto* const plan = office::find_setting(name);
    return plan ? std::string{plan->default_value} : "not a setting";
}

TEST_CASE("the page of settings names the defaults that the rules really use") {
    const AnswerTerms answer;
    CHECK(shown("referral.answer_minutes_emergency") == std::to_string(answer.emergency_minutes));
    CHECK(shown("referral.answer_days_routine") == std::to_string(answer.routine_business_days));
    CHECK(shown("booking.hold_minutes") == std::to_string(kHoldLasts.count()));
    CHECK(office::find_setting("booking.hold_minutes")->least == kHoldLastsAtLeast.count());
    const ReplyTerms reply;
    CHECK(shown("reply.first_days") == std::to_string(reply.first_days));
    CHECK(shown("reply.interim_days") == std::to_string(reply.interim_days));
    CHECK(shown("reply.final_days_after_discharge") ==
          std::to_string(reply.final_days_after_discharge));
    CHECK(shown("reply.final_months_after_visit") ==
          std::to_string(reply.final_months_after_visit));
    CHECK(parse_time_of_day(shown("reply.notice_until")).value() == reply.notice_until);
    CHECK(shown("facility.stale_days") == std::to_string(kStaleDaysDefault));
    for (const auto& rule : retention::rules()) {
        CHECK(shown(rule.setting) == std::to_string(rule.years_default));
        CHECK(office::find_setting(rule.setting)->least == rule.years_least);
        CHECK_FALSE(office::find_setting(rule.setting)->law.empty());
    }
}

}  // namespace
}  // namespace kakehashi
