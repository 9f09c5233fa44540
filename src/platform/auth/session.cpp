#include "platform/auth/session.hpp"

#include "platform/auth/password.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kFindLogin{"auth.find_login", R"sql(
    SELECT id, password_hash, active, failed_attempts, locked_until
      FROM user_account WHERE login = $1
)sql"};

constexpr db::Query kCountFailure{"auth.count_failure", R"sql(
    UPDATE user_account SET failed_attempts = $2, locked_until = $3 WHERE id = $1
)sql"};

constexpr db::Query kNoteSignIn{"auth.note_sign_in", R"sql(
    UPDATE user_account SET failed_attempts = 0, locked_until = NULL, last_signed_in_at = $2
     WHERE id = $1
)sql"};

constexpr db::Query kOpenSession{"auth.open_session", R"sql(
    INSERT INTO session (token_hash, user_id, csrf, created_at, last_seen_at, expires_at)
    VALUES ($1, $2, $3, $4, $4, $5)
)sql"};

constexpr db::Query kFindSession{"auth.find_session", R"sql(
    SELECT session.csrf, session.last_seen_at, session.expires_at, user_account.id,
           user_account.facility_id, user_account.name, user_account.profession, facility.name
      FROM session
      JOIN user_account ON user_account.id = session.user_id
      JOIN facility ON facility.id = user_account.facility_id
     WHERE session.token_hash = $1 AND user_account.active = 1
)sql"};

constexpr db::Query kTouchSession{"auth.touch_session", R"sql(
    UPDATE session SET last_seen_at = $2 WHERE token_hash = $1
)sql"};

constexpr db::Query kEndSession{"auth.end_session", R"sql(
    DELETE FROM session WHERE token_hash = $1
)sql"};

constexpr db::Query kForgetSessions{"auth.forget_sessions", R"sql(
    DELETE FROM session WHERE expires_at < $1
)sql"};

constexpr db::Query kAddUser{"auth.add_user", R"sql(
    INSERT INTO user_account (facility_id, login, name, kana, profession, password_hash, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    RETURNING id
)sql"};

constexpr db::Query kSetPassword{"auth.set_password", R"sql(
    UPDATE user_account SET password_hash = $2, failed_attempts = 0, locked_until = NULL
     WHERE login = $1
)sql"};

constexpr db::Query kSetActive{"auth.set_active", R"sql(
    UPDATE user_account SET active = $2, failed_attempts = 0, locked_until = NULL WHERE login = $1
)sql"};

constexpr db::Query kEndSessionsOf{"auth.end_sessions_of", R"sql(
    DELETE FROM session WHERE user_id IN (SELECT id FROM user_account WHERE login = $1)
)sql"};

constexpr db::Query kUsersOf{"auth.users_of", R"sql(
    SELECT id, login, name, profession, active FROM user_account
     WHERE facility_id = $1 ORDER BY id
)sql"};

struct Login {
    UserId id;
    std::string hash;
    bool active;
    int failures;
    std::optional<Instant> locked_until;
};

void note_failure(db::Database& database, const Login& login, Instant now) {
    const int failures = login.failures + 1;
    const bool locks = failures >= kFailuresMax;
    auto tx = database.write();
    tx.execute(kCountFailure, login.id, locks ? 0 : failures,
               locks ? std::optional{now + kLockLasts} : std::nullopt);
    tx.commit();
}

}  // namespace

Result<std::string> sign_in(db::Database& database, std::string_view login_name,
                            std::string_view password, Instant now) {
    const auto login = database.read().first(
        kFindLogin,
        [](const db::Row& row) {
            return Login{row.id<UserId>(0), row.string(1), row.yes(2),
                         static_cast<int>(row.integer(3)), row.instant(4)};
        },
        login_name);
    if (login && login->locked_until && *login->locked_until > now)
        return fail(ErrorKind::Forbidden, "auth.locked");
    const bool right = password_matches(password, login ? login->hash : std::string{});
    if (!login || !login->active || !right) {
        if (login) note_failure(database, *login, now);
        return fail(ErrorKind::Forbidden, "auth.wrong");
    }
    auto token = random_token();
    auto tx = database.write();
    tx.execute(kNoteSignIn, login->id, now);
    tx.execute(kOpenSession, token_hash(token), login->id, random_token(), now,
               now + kSessionLives);
    tx.commit();
    return token;
}

std::optional<SignedIn> find_session(db::Database& database, std::string_view token, Instant now,
                                     bool prolong) {
    if (token.empty()) return std::nullopt;
    const auto hash = token_hash(token);
    Instant seen_at{};
    auto found = database.read().first(
        kFindSession,
        [&](const db::Row& row) -> std::optional<SignedIn> {
            seen_at = *row.instant(1);
            if (*row.instant(2) <= now || seen_at + kSessionIdles <= now) return std::nullopt;
            return SignedIn{{row.id<UserId>(3), row.id<FacilityId>(4), row.string(5)},
                            row.string(6),
                            row.string(7),
                            row.string(0)};
        },
        hash);
    if (!found || !*found) return std::nullopt;
    if (prolong && now - seen_at > std::chrono::minutes{1}) {
        auto tx = database.write();
        tx.execute(kTouchSession, hash, now);
        tx.commit();
    }
    return *std::move(found);
}

void sign_out(db::Database& database, std::string_view token) {
    auto tx = database.write();
    tx.execute(kEndSession, token_hash(token));
    tx.commit();
}

void forget_old_sessions(db::Transaction& tx, Instant now) {
    tx.execute(kForgetSessions, now);
}

Result<UserId> add_user(db::Transaction& tx, const NewUser& user, Instant now) {
    try {
        return UserId{tx.number(kAddUser, user.facility, user.login, user.name, user.kana,
                                user.profession, user.password_hash, now)};
    } catch (const db::UniqueViolation&) {
        return fail(ErrorKind::Conflict, "user.login_taken", "login");
    }
}

Result<void> set_password(db::Transaction& tx, std::string_view login, std::string_view hash) {
    if (tx.execute(kSetPassword, login, hash) == 0)
        return fail(ErrorKind::NotFound, "user.not_found", "login");
    tx.execute(kEndSessionsOf, login);
    return {};
}

Result<void> set_user_active(db::Transaction& tx, std::string_view login, bool active) {
    if (tx.execute(kSetActive, login, active) == 0)
        return fail(ErrorKind::NotFound, "user.not_found", "login");
    if (!active) tx.execute(kEndSessionsOf, login);
    return {};
}

std::vector<UserLine> users_of(db::Transaction& tx, FacilityId facility) {
    return tx.all(
        kUsersOf,
        [](const db::Row& row) {
            return UserLine{row.id<UserId>(0), row.string(1), row.string(2), row.string(3),
                            row.yes(4)};
        },
        facility);
}

}  // namespace kakehashi
