#include "platform/auth/session.hpp"

#include "platform/audit/entry.hpp"
#include "platform/auth/password.hpp"
#include "platform/auth/spare_session.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kFindLogin{"auth.find_login", R"sql(
    SELECT id, password_hash, facility_id, name FROM user_account WHERE login = $1
)sql"};

// A rest that ends later than one that begins now was given by a clock that has been set back
// since. Counted where the number lies, so that guesses sent side by side count one by one.
constexpr db::Query kCountFailure{"auth.count_failure", R"sql(
    UPDATE user_account
       SET failed_attempts = CASE WHEN failed_attempts + 1 >= $2 THEN 0
                                  ELSE failed_attempts + 1 END,
           locked_until = CASE WHEN failed_attempts + 1 >= $2 THEN $3 ELSE locked_until END
     WHERE id = $1 AND (locked_until IS NULL OR locked_until <= $4 OR locked_until > $3)
)sql"};

// Changes nothing for an account that rests, is out of use or has got another password meanwhile.
constexpr db::Query kNoteSignIn{"auth.note_sign_in", R"sql(
    UPDATE user_account SET failed_attempts = 0, locked_until = NULL, last_signed_in_at = $2
     WHERE id = $1 AND active = 1 AND password_hash = $3
       AND (locked_until IS NULL OR locked_until <= $2 OR locked_until > $4)
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

constexpr db::Query kProlongSession{"auth.prolong_session", R"sql(
    UPDATE session SET last_seen_at = $2 WHERE token_hash = $1 AND last_seen_at < $2
)sql"};

constexpr db::Query kEndSession{"auth.end_session", R"sql(
    DELETE FROM session WHERE token_hash = $1
)sql"};

constexpr db::Query kForgetSessions{"auth.forget_sessions", R"sql(
    DELETE FROM session WHERE expires_at <= $1 OR last_seen_at <= $2 OR last_seen_at > $3
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

constexpr db::Query kWhyRefused{"auth.why_refused", R"sql(
    SELECT id, facility_id, name, active, locked_until FROM user_account WHERE login = $1
)sql"};

struct Login {
    UserId id;
    std::string hash;
    FacilityId facility;
    std::string name;
};

Result<std::string> sign_in_saved(db::Database& database, const Login& login, bool right,
                                  Instant now, std::string_view address) {
    auto tx = database.write();
    if (!right) {
        tx.execute(kCountFailure, login.id, kFailuresMax, now + kLockLasts, now);
        tx.commit();
        return fail(ErrorKind::Forbidden, "auth.wrong");
    }
    if (tx.execute(kNoteSignIn, login.id, now, login.hash, now + kLockLasts) == 0)
        return fail(ErrorKind::Forbidden, "auth.wrong");
    auto token = random_token();
    tx.execute(kOpenSession, token_hash(token), login.id, random_token(), now, now + kSessionLives);
    const Viewer viewer{login.id, login.facility, login.name, std::string{address}};
    audit::note(tx, audit::entry_of(viewer, now, audit::kSignIn, "POST /sign-in"));
    tx.commit();
    return token;
}

/// While nothing can be saved.
Result<std::string> sign_in_unsaved(db::Database& database, const Login& login, bool right,
                                    Instant now) {
    if (!right) SpareFailures::count(login.id, now);
    if (!right || SpareFailures::rests(login.id, now))
        return fail(ErrorKind::Forbidden, "auth.wrong");
    auto tx = database.read();
    auto token = open_spare_session(tx, login.id, now);
    if (!token) return fail(ErrorKind::Forbidden, "auth.wrong");
    return *std::move(token);
}

}  // namespace

Result<std::string> sign_in(db::Database& database, std::string_view login_name,
                            std::string_view password, Instant now, std::string_view address) {
    TRY(const auto place, PasswordPlace::take(address));
    const auto login = database.read().first(
        kFindLogin,
        [](const db::Row& row) {
            return Login{row.id<UserId>(0), row.string(1), row.id<FacilityId>(2), row.string(3)};
        },
        login_name);
    const bool right = password_matches(password, login ? login->hash : std::string{});
    if (!login) return fail(ErrorKind::Forbidden, "auth.wrong");
    if (database.takes_writes()) try {
            return sign_in_saved(database, *login, right, now, address);
        } catch (const db::DatabaseError&) {
            if (database.takes_writes()) throw;
        }
    return sign_in_unsaved(database, *login, right, now);
}

bool is_at_rest(Instant until, Instant now) {
    return until > now && until <= now + kLockLasts;
}

FailedSignIn why_refused(db::Transaction& tx, std::string_view login, Instant now) {
    const auto known = tx.first(
        kWhyRefused,
        [&](const db::Row& row) {
            const auto locked_until = row.instant(4);
            const bool rests = locked_until && is_at_rest(*locked_until, now);
            return FailedSignIn{{row.id<UserId>(0), row.id<FacilityId>(1), row.string(2)},
                                !row.yes(3) ? "out_of_use"
                                : rests     ? "locked"
                                            : "wrong_password"};
        },
        login);
    return known.value_or(FailedSignIn{{}, "unknown_login"});
}

std::optional<SignedIn> find_session(db::Database& database, std::string_view token, Instant now) {
    if (token.empty()) return std::nullopt;
    auto tx = database.read();
    if (database.refused_writes_within(kSpareLasts))
        if (auto spare = find_spare_session(tx, token, now)) return spare;
    auto found = tx.first(
        kFindSession,
        [&](const db::Row& row) -> std::optional<SignedIn> {
            const auto seen_at = *row.instant(1);
            if (*row.instant(2) <= now || seen_at + kSessionIdles <= now ||
                seen_at > now + kSessionIdles)
                return std::nullopt;
            return SignedIn{{row.id<UserId>(3), row.id<FacilityId>(4), row.string(5)},
                            row.string(6),
                            row.string(7),
                            row.string(0)};
        },
        token_hash(token));
    if (!found) return std::nullopt;
    return *std::move(found);
}

void prolong_session(db::Transaction& tx, std::string_view hash, Instant seen_at) {
    tx.execute(kProlongSession, hash, seen_at);
}

void sign_out(db::Transaction& tx, std::string_view token) {
    tx.execute(kEndSession, token_hash(token));
}

void forget_old_sessions(db::Transaction& tx, Instant now) {
    tx.execute(kForgetSessions, now, now - kSessionIdles, now + kSessionIdles);
}

Result<UserId> add_user(db::Transaction& tx, const NewUser& user, Instant now) {
    UserId id;
    const bool added = tx.attempt([&] {
        id = UserId{tx.number(kAddUser, user.facility, user.login, user.name, user.kana,
                              user.profession, user.password_hash, now)};
    });
    if (!added) return fail(ErrorKind::Conflict, "user.login_taken", "login");
    return id;
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
