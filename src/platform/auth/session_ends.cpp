#include "platform/auth/session_ends.hpp"

#include "platform/auth/password.hpp"
#include "platform/auth/session.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kEnds{"auth.session_ends", R"sql(
    SELECT last_seen_at, expires_at FROM session WHERE token_hash = $1
)sql"};

}  // namespace

std::optional<SessionEnds> ends_of_session(db::Transaction& tx, std::string_view token) {
    return tx.first(
        kEnds,
        [](const db::Row& row) {
            return SessionEnds{*row.instant(0) + kSessionIdles, *row.instant(1)};
        },
        token_hash(token));
}

}  // namespace kakehashi
