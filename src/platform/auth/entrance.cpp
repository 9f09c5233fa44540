#include "platform/auth/entrance.hpp"

#include "platform/audit/entry.hpp"
#include "platform/auth/factor_policy.hpp"
#include "platform/auth/own_sessions.hpp"
#include "platform/auth/password.hpp"
#include "platform/auth/sign_in.hpp"
#include "platform/auth/spare_session.hpp"

namespace kakehashi {
namespace {

constexpr std::string_view kAccountRow = R"sql(
    SELECT id, login, name, facility_id, password_hash FROM user_account
)sql";

constexpr db::Query kOfLogin{"auth.find_login", kAccountRow, R"sql(
     WHERE login = $1
)sql"};

constexpr db::Query kOfId{"auth.find_account", kAccountRow, R"sql(
     WHERE id = $1
)sql"};

constexpr db::Query kRests{"auth.account_rests", R"sql(
    SELECT locked_until FROM user_account WHERE id = $1
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

// Changes nothing for an account that is out of use or has got another password meanwhile. Only
// who comes as a stranger ends the count of strangers. The grace for a second factor begins here.
constexpr db::Query kNoteSignIn{"auth.note_sign_in", R"sql(
    UPDATE user_account
       SET last_signed_in_at = $2,
           failed_attempts = CASE WHEN $4 = 1 THEN failed_attempts ELSE 0 END,
           locked_until = CASE WHEN $4 = 1 THEN locked_until ELSE NULL END,
           factor_due_at = coalesce(factor_due_at, $5)
     WHERE id = $1 AND active = 1 AND password_hash = $3
)sql"};

constexpr db::Query kOpenSession{"auth.open_session", R"sql(
    INSERT INTO session (token_hash, user_id, csrf, created_at, last_seen_at, expires_at, device,
                         address, device_hash)
    VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8)
)sql"};

Account account_of(const db::Row& row) {
    return {row.id<UserId>(0), row.string(1), row.string(2), row.id<FacilityId>(3), row.string(4)};
}

}  // namespace

std::optional<Account> find_account(db::Transaction& tx, std::string_view login) {
    return tx.first(kOfLogin, account_of, login);
}

std::optional<Account> find_account(db::Transaction& tx, UserId user) {
    return tx.first(kOfId, account_of, user);
}

bool rests_for(db::Transaction& tx, const Account& account, const Caller& caller, Instant now) {
    if (is_known_device(tx, account.id, caller.device))
        return device_rests(tx, account.id, caller.device, now);
    const auto until = tx.first(
        kRests, [](const db::Row& row) { return row.instant(0); }, account.id);
    return until && *until && is_at_rest(**until, now);
}

void count_failure(db::Transaction& tx, const Account& account, const Caller& caller, Instant now) {
    if (is_known_device(tx, account.id, caller.device))
        count_device_failure(tx, account.id, caller.device, now);
    else
        tx.execute(kCountFailure, account.id, kFailuresMax, now + kLockLasts, now);
}

Result<Entered> enter(db::Transaction& tx, const Account& account, const Caller& caller,
                      Instant now, std::string_view how) {
    const bool known = is_known_device(tx, account.id, caller.device);
    if (tx.execute(kNoteSignIn, account.id, now, account.password_hash, known,
                   now + kFactorGrace) == 0)
        return fail(ErrorKind::Forbidden, "auth.wrong");
    auto token = random_token();
    auto device = remember_device(tx, account.id, caller, now);
    const auto words = device_words(caller.agent);
    tx.execute(kOpenSession, token_hash(token), account.id, random_token(), now,
               now + kSessionLives, words, caller.address, device.hash);
    if (device.is_new)
        note_new_device(tx, account.id, {now, words, std::string{caller.address}}, device.hash);
    audit::note(tx, audit::entry_of(account.viewer(caller), now, audit::kSignIn, how));
    return Entered{std::move(token), std::move(device.token)};
}

Result<Entered> enter_unsaved(db::Transaction& tx, const Account& account, Instant now) {
    auto token = open_spare_session(tx, account.id, now);
    if (!token) return fail(ErrorKind::Forbidden, "auth.wrong");
    return Entered{*std::move(token), {}};
}

}  // namespace kakehashi
