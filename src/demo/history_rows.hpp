#pragma once

#include "base/json/json.hpp"
#include "base/viewer.hpp"
#include "booking/booking.hpp"
#include "demo/town.hpp"
#include "platform/db/database.hpp"
#include "referral/referral.hpp"
#include "reply/reply.hpp"

namespace kakehashi::demo {

/// Rows as the features' stores leave them once a case is closed, one statement each: what bulk
/// loading spares are the reads, the open duties that come and go, and the search text made anew at
/// each save.
ReferralId load_referral(db::Transaction& tx, const Viewer& by, const Referral& referral);

void load_event(db::Transaction& tx, const Viewer& by, const Referral& referral, Instant at,
                std::string_view kind, const json::Value& data);

struct PastDuty {
    std::string_view kind;
    bool promise = false;
    Instant opened_at, due_at, closed_at;
};
void load_duty(db::Transaction& tx, const Viewer& by, const Referral& referral,
               std::string_view place, const PastDuty& duty);

struct PastVisit {
    std::int64_t bookable = 0;  // 0: came without a booking
    Date day;
    std::string starts_at;
    int place = 1;
};
void load_booking(db::Transaction& tx, const Viewer& by, const Referral& referral,
                  const PastVisit& visit, Instant booked_at);

/// A stage that was sent at `closed_at`.
void load_reply(db::Transaction& tx, const Viewer& by, const Referral& referral, ReplyStage stage,
                const ReplyDue& due, Instant opened_at, Instant closed_at);

/// The running numbers go on after the last one used.
void load_series(db::Transaction& tx, FacilityId facility, std::string_view series, int last);

}  // namespace kakehashi::demo
