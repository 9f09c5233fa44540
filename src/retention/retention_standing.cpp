#include "retention/retention_standing.hpp"

#include <algorithm>

#include "office/office.hpp"
#include "platform/db/sight.hpp"

namespace kakehashi::retention {
namespace {

constexpr db::Query kPast{"retention.past", R"sql(
    SELECT count(*) FROM referral WHERE facility_id = $1 AND state = $2 AND closed_at < $3
)sql"};

constexpr db::Query kPastHeld{"retention.past_held", R"sql(
    SELECT count(DISTINCT referral.id)
      FROM held_referral JOIN referral ON referral.id = held_referral.referral_id
     WHERE held_referral.facility_id = $1 AND referral.state = $2 AND referral.closed_at < $3
)sql"};

constexpr db::Query kPastNamed{"retention.past_named", R"sql(
    SELECT count(*)
      FROM retention_job job
      JOIN retention_case line ON line.job_id = job.id AND line.outcome = 'listed'
     WHERE job.facility_id = $1 AND job.rule = $2 AND job.done_at IS NULL
       AND job.withdrawn_at IS NULL
       AND line.referral_id NOT IN (SELECT referral_id FROM held_referral WHERE facility_id = $1)
)sql"};

}  // namespace

int years_of(db::Transaction& tx, FacilityId facility, const Rule& rule) {
    return std::max(rule.years_least,
                    setting_number(tx, facility, rule.setting, rule.years_default));
}

std::vector<Standing> standings(db::Transaction& tx, const Viewer& viewer, Date today) {
    const db::Unveiled of_all_patients{tx};  // numbers alone
    std::vector<Standing> out;
    for (const auto& rule : rules()) {
        const auto years = years_of(tx, viewer.facility, rule);
        Standing standing{&rule, years, cut_off(today, years)};
        const auto day = instant_in_japan(standing.cut_off, {});
        for (const auto state : rule.states) {
            standing.past += static_cast<int>(tx.number(kPast, viewer.facility, state, day));
            standing.past_held +=
                static_cast<int>(tx.number(kPastHeld, viewer.facility, state, day));
        }
        standing.past_named = static_cast<int>(tx.number(kPastNamed, viewer.facility, rule.code));
        out.push_back(standing);
    }
    return out;
}

}  // namespace kakehashi::retention
