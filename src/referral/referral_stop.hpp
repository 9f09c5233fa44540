#pragma once

#include <vector>

#include "office/office.hpp"
#include "platform/http/request.hpp"

namespace kakehashi {

/// What would have gone to these referrals' partners was stopped by the patients' objections: each
/// is a refusal in the audit trail, though nothing else is saved.
void trace_stops(Office& office, http::Request& request, const std::vector<ReferralId>& stopped);

}  // namespace kakehashi
