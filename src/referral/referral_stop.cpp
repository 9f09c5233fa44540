#include "referral/referral_stop.hpp"

#include "office/frame.hpp"
#include "office/traces.hpp"
#include "referral/referral_store.hpp"

namespace kakehashi {

void trace_stops(Office& office, http::Request& request, const std::vector<ReferralId>& stopped) {
    office::StoppedByRule stops{"objection", {}};
    auto tx = office.db.read();
    for (const auto id : stopped)
        if (const auto referral = find_referral(tx, office::viewer_of(request), id))
            stops.cases.emplace_back(case_of(id), referral->patient);
    if (!stops.cases.empty()) request.attach(std::move(stops));
}

}  // namespace kakehashi
