#pragma once

#include "oversight/oversight_views.hpp"
#include "platform/db/database.hpp"

namespace kakehashi::oversight {

/// Where the chain ends, whether that is signed, and the last day that was closed. With
/// `reads_again` the last rows and every day's root are followed too (platform/audit/verify.hpp).
ChainView chain_state(db::Database& database, Instant now, bool reads_again);

}  // namespace kakehashi::oversight
