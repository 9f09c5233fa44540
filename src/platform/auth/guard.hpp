#pragma once

#include "platform/auth/session.hpp"
#include "platform/http/router.hpp"

namespace kakehashi {

/// Puts the sign-in before every route that is not open: pages lead to /sign-in and come back,
/// other requests get 401. A post must carry the session's token (field `csrf` or header
/// X-CSRF-Token) and must not come from another site; else 403.
void guard_routes(http::Router& router, db::Database& database, const Clock& clock);

}  // namespace kakehashi
