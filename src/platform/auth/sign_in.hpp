#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/auth/entrance.hpp"
#include "platform/auth/session.hpp"

namespace kakehashi {

/// After this many wrong passwords or codes in a row the account rests for kLockLasts, for
/// everybody but those who come from a device that has been signed in from before: each of these
/// counts for itself, so that no stranger locks a colleague out.
inline constexpr int kFailuresMax = 8;
inline constexpr std::chrono::minutes kLockLasts{5};

/// What a right password leads to: in, or to the second factor where the account has one.
struct PassedPassword {
    Entered in;
    std::optional<Account> asks_more;
};
/// Checks login and password. Forbidden `auth.wrong` for an unknown login, a wrong password, an
/// account out of use and one that rests after too many failures: one answer for all, so that
/// nobody learns which logins there are. Unavailable `auth.busy` when too many wait, in all or from
/// the caller's address. Commits on both outcomes: failures count.
/// A sign-in leaves its trace in the audit trail; why_refused() says what one that failed was.
/// While nothing can be saved it opens a spare session (spare_session.hpp), whose trace is the
/// caller's.
Result<PassedPassword> pass_password(db::Database& database, std::string_view login,
                                     std::string_view password, Instant now, const Caller& caller);
/// The same for what cannot ask for more (a command line). Returns the session; Refused
/// `auth.code_needed` for an account with a second factor.
Result<std::string> sign_in(db::Database& database, std::string_view login,
                            std::string_view password, Instant now, std::string_view address = {});

/// Whether this is the colleague who is signed in, asked before their sign-in is changed. Forbidden
/// `auth.password_wrong`; failures count as at the door. Unavailable `auth.busy`.
Result<void> confirm_password(db::Database& database, UserId user, std::string_view password,
                              Instant now, const Caller& caller);

/// Whether an account rests until then. One that would rest longer than kLockLasts was put to rest
/// by a clock that has been set back since.
bool is_at_rest(Instant until, Instant now);

/// For the audit trail alone; the page says the same for all. Never what was typed: it may be a
/// password in the wrong field.
struct FailedSignIn {
    Viewer account;           // whose; nobody's for an unknown login
    std::string_view reason;  // unknown_login wrong_password wrong_code locked out_of_use
};
FailedSignIn why_refused(db::Transaction& tx, std::string_view login, Instant now);

}  // namespace kakehashi
