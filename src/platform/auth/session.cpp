#include "platform/auth/session.hpp"

#include "platform/auth/password.hpp"
#include "platform/auth/spare_session.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kFindSession{"auth.find_session", R"sql(
    SELECT session.csrf, session.last_seen_at, session.expires_at, user_account.id,
           user_account.facility_id, user_account.name, user_account.profession, facility.name,
           user_account.role, user_account.host_id,
           EXISTS (SELECT 1 FROM sign_in_notice notice
                    WHERE notice.user_id = session.user_id AND notice.seen_at IS NULL
                      AND notice.device_hash <> session.device_hash),
           user_account.password_is_own, user_account.factor_due_at,
           CASE WHEN session.factor_vouched = 1
                  OR EXISTS (SELECT 1 FROM authenticator_app a WHERE a.user_id = session.user_id)
                  OR EXISTS (SELECT 1 FROM passkey p WHERE p.user_id = session.user_id)
                THEN 1 ELSE 0 END,
           (SELECT asked_of FROM factor_policy
             WHERE factor_policy.facility_id =
                    coalesce(user_account.host_id, user_account.facility_id)),
           EXISTS (SELECT 1 FROM standing_in
                    WHERE standing_in.deputy_user = session.user_id
                      AND $2 BETWEEN from_on AND until_on)
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
    INSERT INTO user_account (facility_id, login, name, kana, profession, password_hash, created_at,
                              role, host_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    RETURNING id
)sql"};

constexpr db::Query kSetPassword{"auth.set_password", R"sql(
    UPDATE user_account
       SET password_hash = $2, password_is_own = 1, failed_attempts = 0, locked_until = NULL
     WHERE login = $1
)sql"};

constexpr db::Query kNotOwn{"auth.password_not_own", R"sql(
    UPDATE user_account SET password_is_own = 0 WHERE id = $1
)sql"};

constexpr db::Query kSetActive{"auth.set_active", R"sql(
    UPDATE user_account SET active = $2, failed_attempts = 0, locked_until = NULL WHERE login = $1
)sql"};

constexpr db::Query kIsPartners{"auth.is_partners", R"sql(
    SELECT count(*) FROM user_account WHERE id = $1 AND host_id IS NOT NULL
)sql"};

constexpr db::Query kSetRole{"auth.set_role", R"sql(
    UPDATE user_account SET role = $3, factor_due_at = NULL
     WHERE id = $2 AND (facility_id = $1 OR host_id = $1)
)sql"};

constexpr db::Query kEndSessionsOf{"auth.end_sessions_of", R"sql(
    DELETE FROM session WHERE user_id IN (SELECT id FROM user_account WHERE login = $1)
)sql"};

constexpr db::Query kEndInvitationOf{"auth.end_invitation_of", R"sql(
    UPDATE invitation SET ended_at = $2, ended_how = 'revoked'
     WHERE ended_at IS NULL AND user_id IN (SELECT id FROM user_account WHERE login = $1)
)sql"};

constexpr db::Query kForgetDevicesOf{"auth.forget_devices_of", R"sql(
    DELETE FROM known_device WHERE user_id IN (SELECT id FROM user_account WHERE login = $1)
)sql"};

constexpr std::string_view kUserLines = R"sql(
    SELECT user_account.id, user_account.login, user_account.name, user_account.profession,
           user_account.active, user_account.role, user_account.last_signed_in_at,
           user_account.password_hash <> '',
           CASE WHEN EXISTS (SELECT 1 FROM authenticator_app a WHERE a.user_id = user_account.id)
                  OR EXISTS (SELECT 1 FROM passkey p WHERE p.user_id = user_account.id)
                THEN 1 ELSE 0 END,
           CASE WHEN user_account.host_id = $1 THEN facility.name ELSE '' END
      FROM user_account JOIN facility ON facility.id = user_account.facility_id
)sql";

constexpr db::Query kUsersOf{"auth.users_of", kUserLines, R"sql(
     WHERE user_account.facility_id = $1 ORDER BY user_account.id
)sql"};

constexpr db::Query kAccountsOf{"auth.accounts_of", kUserLines, R"sql(
     WHERE user_account.facility_id = $1 OR user_account.host_id = $1
     ORDER BY CASE WHEN user_account.host_id = $1 THEN facility.name ELSE '' END, user_account.id
)sql"};

}  // namespace

Viewer viewer_from(UserId user, FacilityId facility, std::string name,
                   const std::string& facility_name, FacilityId host) {
    Viewer viewer{user, facility, std::move(name)};
    viewer.host = host;
    if (host) viewer.partner = facility_name;
    return viewer;
}

Role role_from(std::string_view text, FacilityId host) {
    const auto role = parse_role(text).value_or(Role::None);
    return fits(role, host ? Party::Partner : Party::House) ? role : Role::None;
}

std::optional<SignedIn> find_session(db::Database& database, std::string_view token, Instant now) {
    if (token.empty()) return std::nullopt;
    auto tx = database.read();
    if (database.refused_writes_within(kSpareLasts))
        if (auto spare = find_spare_session(tx, token, now)) return spare;
    const auto today = date_in_japan(now);
    bool stands_in = false;
    FactorState state;
    auto policy = FactorAskedOf::Overseers;
    auto found = tx.first(
        kFindSession,
        [&](const db::Row& row) -> std::optional<SignedIn> {
            const auto seen_at = *row.instant(1);
            if (*row.instant(2) <= now || seen_at + kSessionIdles <= now ||
                seen_at > now + kSessionIdles)
                return std::nullopt;
            state = {row.yes(11), false, row.yes(13), row.instant(12)};
            policy = parse_factor_policy(row.text(14)).value_or(FactorAskedOf::Overseers);
            stands_in = row.yes(15);
            return SignedIn{viewer_from(row.id<UserId>(3), row.id<FacilityId>(4), row.string(5),
                                        row.string(7), row.id<FacilityId>(9)),
                            row.string(6),
                            row.string(7),
                            row.string(0),
                            role_from(row.text(8), row.id<FacilityId>(9)),
                            row.yes(10)};
        },
        token_hash(token), today);
    if (!found || !*found) return std::nullopt;
    auto& who = **found;
    who.own_role = who.role;
    if (stands_in) who.stands_in_for = standing_in_for(tx, who.viewer.user, today);
    who.role = acting_role(who.own_role, who.stands_in_for);
    state.asked = asks_factor(policy, who.role);
    who.first_step = first_step_of(state, now);
    who.factor_wanted_by = factor_wanted_by(state);
    return std::move(who);
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
    if (!fits(user.role, user.host ? Party::Partner : Party::House))
        return fail(ErrorKind::Invalid, "user.role_of_other_party", "role");
    UserId id;
    const bool added = tx.attempt([&] {
        id = UserId{tx.number(kAddUser, user.facility, user.login, user.name, user.kana,
                              user.profession, user.password_hash, now, to_text(user.role),
                              user.host)};
    });
    if (!added) return fail(ErrorKind::Conflict, "user.login_taken", "login");
    return id;
}

Result<void> set_password(db::Transaction& tx, std::string_view login, std::string_view hash) {
    if (tx.execute(kSetPassword, login, hash) == 0)
        return fail(ErrorKind::NotFound, "user.not_found", "login");
    tx.execute(kEndSessionsOf, login);
    tx.execute(kForgetDevicesOf, login);
    return {};
}

void ask_for_own_password(db::Transaction& tx, UserId user) {
    tx.execute(kNotOwn, user);
}

Result<void> set_user_active(db::Transaction& tx, std::string_view login, bool active,
                             Instant now) {
    if (tx.execute(kSetActive, login, active) == 0)
        return fail(ErrorKind::NotFound, "user.not_found", "login");
    if (active) return {};
    tx.execute(kEndSessionsOf, login);
    tx.execute(kEndInvitationOf, login, now);
    return {};
}

Result<void> set_role(db::Transaction& tx, FacilityId facility, UserId user, Role role) {
    const bool partners = tx.number(kIsPartners, user) > 0;
    if (!fits(role, partners ? Party::Partner : Party::House))
        return fail(ErrorKind::Invalid, "user.role_of_other_party", "role");
    if (tx.execute(kSetRole, facility, user, to_text(role)) == 0)
        return fail(ErrorKind::NotFound, "user.not_found");
    return {};
}

namespace {

UserLine user_from(const db::Row& row) {
    return {row.id<UserId>(0), row.string(1), row.string(2),
            row.string(3),     row.yes(4),    parse_role(row.text(5)).value_or(Role::None),
            row.instant(6),    row.yes(7),    row.yes(8),
            row.string(9)};
}

}  // namespace

std::vector<UserLine> users_of(db::Transaction& tx, FacilityId facility) {
    return tx.all(kUsersOf, user_from, facility);
}

std::vector<UserLine> accounts_of(db::Transaction& tx, FacilityId facility) {
    return tx.all(kAccountsOf, user_from, facility);
}

}  // namespace kakehashi
