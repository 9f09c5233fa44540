#pragma once

#include <vector>

#include "base/viewer.hpp"
#include "platform/db/database.hpp"
#include "retention/retention_rules.hpp"

namespace kakehashi::retention {

/// How one rule stands in this office today.
struct Standing {
    const Rule* rule;
    int years;           // chosen, and never fewer than the rule says
    Date cut_off;        // 基準日
    int past = 0;        // ended cases past their time
    int past_held = 0;   // of these, kept by a hold
    int past_named = 0;  // of the others, on a job that is not over
};
std::vector<Standing> standings(db::Transaction& tx, const Viewer& viewer, Date today);
int years_of(db::Transaction& tx, FacilityId facility, const Rule& rule);

}  // namespace kakehashi::retention
