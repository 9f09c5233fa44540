#include "platform/auth/own_sessions.hpp"

#include "platform/auth/password.hpp"
#include "platform/auth/session.hpp"

namespace kakehashi {
namespace {

// As find_session() judges them.
constexpr db::Query kSessions{"auth.sessions_of", R"sql(
    SELECT token_hash, device, address, created_at, last_seen_at,
           CASE WHEN token_hash = $2 THEN 1 ELSE 0 END AS is_this
      FROM session
     WHERE user_id = $1 AND expires_at > $3 AND last_seen_at > $4 AND last_seen_at <= $5
     ORDER BY is_this DESC, last_seen_at DESC
)sql"};

constexpr db::Query kEndOne{"auth.end_session_of", R"sql(
    DELETE FROM session WHERE user_id = $1 AND token_hash = $2
)sql"};

constexpr db::Query kEndOthers{"auth.end_other_sessions", R"sql(
    DELETE FROM session WHERE user_id = $1 AND token_hash <> $2
)sql"};

constexpr db::Query kNote{"auth.note_new_device", R"sql(
    INSERT INTO sign_in_notice (user_id, at, device_hash, device, address)
    VALUES ($1, $2, $3, $4, $5)
)sql"};

constexpr db::Query kOpen{"auth.open_notices", R"sql(
    SELECT at, device, address FROM sign_in_notice
     WHERE user_id = $1 AND seen_at IS NULL
       AND device_hash <> coalesce((SELECT device_hash FROM session WHERE token_hash = $2), '')
     ORDER BY id DESC
)sql"};

constexpr db::Query kClose{"auth.close_notices", R"sql(
    UPDATE sign_in_notice SET seen_at = $3
     WHERE user_id = $1 AND seen_at IS NULL
       AND device_hash <> coalesce((SELECT device_hash FROM session WHERE token_hash = $2), '')
)sql"};

}  // namespace

std::vector<OwnSession> sessions_of(db::Transaction& tx, UserId user, std::string_view this_token,
                                    Instant now) {
    return tx.all(
        kSessions,
        [](const db::Row& row) {
            return OwnSession{row.string(0),   row.string(1),   row.string(2),
                              *row.instant(3), *row.instant(4), row.yes(5)};
        },
        user, token_hash(this_token), now, now - kSessionIdles, now + kSessionIdles);
}

bool end_session_of(db::Transaction& tx, UserId user, std::string_view name) {
    return tx.execute(kEndOne, user, name) > 0;
}

std::int64_t end_other_sessions(db::Transaction& tx, UserId user, std::string_view this_token) {
    return tx.execute(kEndOthers, user, token_hash(this_token));
}

void note_new_device(db::Transaction& tx, UserId user, const SignInNotice& notice,
                     std::string_view device_hash) {
    tx.execute(kNote, user, notice.at, device_hash, notice.device, notice.address);
}

std::vector<SignInNotice> open_notices(db::Transaction& tx, UserId user,
                                       std::string_view this_token) {
    return tx.all(
        kOpen,
        [](const db::Row& row) {
            return SignInNotice{*row.instant(0), row.string(1), row.string(2)};
        },
        user, token_hash(this_token));
}

void close_notices(db::Transaction& tx, UserId user, std::string_view this_token, Instant now) {
    tx.execute(kClose, user, token_hash(this_token), now);
}

}  // namespace kakehashi
