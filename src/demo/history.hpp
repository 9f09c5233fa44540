#pragma once

#include "demo/random.hpp"
#include "demo/town.hpp"
#include "platform/db/database.hpp"

namespace kakehashi::demo {

struct HistoryPlan {
    Date first;  // the first referral's day
    Date last;   // the last one's; all of them are closed before `today`
    Date today;
    int referrals = 0;
};

/// The years behind us: closed referrals with their patients, kept bookings, sent replies, closed
/// duties, timelines and search text, loaded in big transactions with the rows the features' stores
/// would have left. Returns how many patients they are about.
int build_history(db::Database& database, const Town& town, Random random, const HistoryPlan& plan);

}  // namespace kakehashi::demo
