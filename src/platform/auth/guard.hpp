#pragma once

#include "platform/auth/session.hpp"
#include "platform/http/router.hpp"

namespace kakehashi {

/// Puts the sign-in before every route that is not open: pages lead to /sign-in and come back,
/// other requests get 401. A post must carry the session's token (field `csrf` or header
/// X-CSRF-Token); else 403. No post comes from another site, to open routes neither. Only senders
/// with a session may send large bodies.
void guard_routes(http::Router& router, db::Database& database, const Clock& clock);

}  // namespace kakehashi
