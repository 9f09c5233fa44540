#pragma once

#include <optional>
#include <string>

#include "base/viewer.hpp"
#include "platform/auth/factor_policy.hpp"
#include "platform/auth/role.hpp"
#include "platform/auth/standing_in.hpp"
#include "platform/db/database.hpp"

namespace kakehashi {

/// Who is behind a request. Attached to it by the sign-in hook.
struct SignedIn {
    Viewer viewer;
    std::string profession;     // 看護師
    std::string facility_name;  // みなと市立総合病院
    std::string csrf;
    Role role = Role::None;   // what counts now: acting_role()
    bool new_device = false;  // somebody came in under this name from a device that was not known
    Role own_role = Role::None;
    std::vector<StandIn> stands_in_for = {};  // 代行, today
    FirstStep first_step = FirstStep::None;   // before anything else
    std::optional<Instant> factor_wanted_by = {};
};

inline constexpr std::string_view kSessionCookie = "kakehashi_session";
/// A day's shift; and four hours without a request close it earlier. So does a clock that is set
/// back by more than four hours: a session of the future would never end.
inline constexpr std::chrono::hours kSessionLives{14};
inline constexpr std::chrono::hours kSessionIdles{4};
inline Party party_of(const Viewer& viewer) {
    return viewer.host ? Party::Partner : Party::House;
}
/// Who somebody of this account is.
Viewer viewer_from(UserId user, FacilityId facility, std::string name,
                   const std::string& facility_name, FacilityId host);
/// None also when the role is not one for this party.
Role role_from(std::string_view text, FacilityId host);

/// Nothing when the session is unknown, ended or too old. Only reads: what prolongs a session is
/// `LastSeen` (last_seen.hpp).
std::optional<SignedIn> find_session(db::Database& database, std::string_view token, Instant now);
/// The session whose token has this `token_hash` was in use at `seen_at`.
void prolong_session(db::Transaction& tx, std::string_view hash, Instant seen_at);
void sign_out(db::Transaction& tx, std::string_view token);
/// Forgets the sessions that are over or idled too long.
void forget_old_sessions(db::Transaction& tx, Instant now);

struct NewUser {
    FacilityId facility;
    std::string login;
    std::string name;
    std::string kana;
    std::string profession;
    std::string password_hash;
    Role role = Role::None;
    FacilityId host = {};  // somebody of a partner: the office that lets them in
};
/// Conflict `user.login_taken`; Invalid `user.role_of_other_party`.
Result<UserId> add_user(db::Transaction& tx, const NewUser& user, Instant now);
/// NotFound `user.not_found`. Ends the user's sessions; no device is known any more.
Result<void> set_password(db::Transaction& tx, std::string_view login, std::string_view hash);
/// The password is somebody else's (it was typed at the server): its owner changes it first.
void ask_for_own_password(db::Transaction& tx, UserId user);
/// 使用停止・再開: a user out of use cannot sign in, by password or passkey, and has no session and
/// no invitation left. Enabled again, the user signs in with the password and the factors there
/// were: an account is not weaker for having been out of use. NotFound `user.not_found`.
Result<void> set_user_active(db::Transaction& tx, std::string_view login, bool active, Instant now);

struct UserLine {
    UserId id;
    std::string login;
    std::string name;
    std::string profession;
    bool active = true;
    Role role = Role::None;
    std::optional<Instant> last_signed_in_at;
    bool joined = true;  // its owner has chosen a password
    bool has_factor = false;
    std::string partner = {};  // みなと内科クリニック: of somebody whom this house let in
};
/// Counts from the next page on; a second factor that the new role asks for has its time again.
/// NotFound `user.not_found`, also for those of other facilities; Invalid
/// `user.role_of_other_party`.
Result<void> set_role(db::Transaction& tx, FacilityId facility, UserId user, Role role);
std::vector<UserLine> users_of(db::Transaction& tx, FacilityId facility);
/// Those and, behind them, the partners' people whom this house let in: whose accounts it looks
/// after.
std::vector<UserLine> accounts_of(db::Transaction& tx, FacilityId facility);

}  // namespace kakehashi
