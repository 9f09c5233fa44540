#include "platform/auth/invitation.hpp"

#include "platform/auth/factor_policy.hpp"
#include "platform/auth/paper_code.hpp"
#include "platform/auth/password.hpp"
#include "platform/auth/session.hpp"

namespace kakehashi {
namespace {

constexpr int kGroups = 13;  // 260 bits

constexpr db::Query kState{"invitation.account", R"sql(
    SELECT active, password_hash FROM user_account
     WHERE id = $2 AND (facility_id = $1 OR host_id = $1)
)sql"};

constexpr db::Query kEnd{"invitation.end", R"sql(
    UPDATE invitation SET ended_at = $2, ended_how = $3 WHERE user_id = $1 AND ended_at IS NULL
)sql"};

constexpr db::Query kAdd{"invitation.add", R"sql(
    INSERT INTO invitation (user_id, code_hash, made_at, made_by, expires_at)
    VALUES ($1, $2, $3, $4, $5)
)sql"};

constexpr db::Query kOpen{"invitation.open", R"sql(
    SELECT invitation.user_id, invitation.expires_at
      FROM invitation JOIN user_account ON user_account.id = invitation.user_id
     WHERE (user_account.facility_id = $1 OR user_account.host_id = $1)
       AND invitation.ended_at IS NULL
)sql"};

// A clock that is set back makes no old one new: what was made after now is no more.
constexpr db::Query kOfCode{"invitation.of_code", R"sql(
    SELECT invitation.user_id
      FROM invitation JOIN user_account ON user_account.id = invitation.user_id
     WHERE invitation.code_hash = $1 AND invitation.ended_at IS NULL
       AND invitation.made_at <= $2 AND invitation.expires_at > $2
       AND user_account.active = 1 AND user_account.password_hash = ''
)sql"};

constexpr db::Query kFirstPassword{"invitation.first_password", R"sql(
    UPDATE user_account SET password_hash = $2, password_is_own = 1
     WHERE id = $1 AND active = 1 AND password_hash = ''
)sql"};

std::string hash_of(std::string_view code) {
    return token_hash("invitation: " + letters_of_code(code));
}

}  // namespace

Result<std::string> invite(db::Transaction& tx, const Viewer& viewer, UserId user, Instant now) {
    struct State {
        bool active, joined;
    };
    const auto state = tx.first(
        kState,
        [](const db::Row& row) {
            return State{row.yes(0), !row.text(1).empty()};
        },
        viewer.facility, user);
    if (!state) return fail(ErrorKind::NotFound, "user.not_found");
    if (!state->active) return fail(ErrorKind::Refused, "invitation.out_of_use");
    if (state->joined) return fail(ErrorKind::Refused, "invitation.joined");
    tx.execute(kEnd, user, now, "replaced");
    auto code = new_paper_code(kGroups);
    tx.execute(kAdd, user, hash_of(code), now, viewer.user, now + kInvitationLasts);
    return code;
}

Result<void> revoke_invitation(db::Transaction& tx, UserId user, Instant now) {
    if (tx.execute(kEnd, user, now, "revoked") == 0)
        return fail(ErrorKind::NotFound, "invitation.not_open");
    return {};
}

std::map<UserId, Instant> open_invitations(db::Transaction& tx, FacilityId facility) {
    std::map<UserId, Instant> open;
    tx.each(
        kOpen, [&](const db::Row& row) { open[row.id<UserId>(0)] = *row.instant(1); }, facility);
    return open;
}

Result<Account> account_of_invitation(db::Transaction& tx, std::string_view code, Instant now) {
    const auto user = tx.first(
        kOfCode, [](const db::Row& row) { return row.id<UserId>(0); }, hash_of(code), now);
    auto account = user ? find_account(tx, *user) : std::nullopt;
    if (!account) return fail(ErrorKind::NotFound, "invitation.over");
    return *std::move(account);
}

Result<Entered> join(db::Transaction& tx, std::string_view code, std::string_view password_hash,
                     const Caller& caller, Instant now) {
    TRY(auto account, account_of_invitation(tx, code, now));
    tx.execute(kEnd, account.id, now, "used");
    tx.execute(kFirstPassword, account.id, password_hash);
    account.password_hash = password_hash;
    TRY(auto in, enter(tx, account, caller, now, "POST /sign-in/invitation"));
    // Before there is anything to protect there is no reason for a grace.
    if (is_asked_for_factor(tx, account.id)) ask_factor_at_once(tx, account.id, now);
    return in;
}

}  // namespace kakehashi
