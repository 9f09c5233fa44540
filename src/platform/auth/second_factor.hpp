#pragma once

#include "platform/auth/entrance.hpp"
#include "platform/auth/office_key.hpp"

namespace kakehashi {

/// 二つ目の確認: what an account has beside its password.
struct Factors {
    bool app = false;  // 認証アプリ
    int passkeys = 0;
    bool any() const { return app || passkeys > 0; }
};
Factors factors_of(db::Transaction& tx, UserId user);
/// The password alone opens again; recovery codes go too.
void forget_factors(db::Transaction& tx, UserId user);

/// So long a right password waits for the second factor.
inline constexpr std::chrono::minutes kStepLasts{10};
/// The cookie of who has given the password and not yet the second factor.
inline constexpr std::string_view kStepCookie = "kakehashi_step";

/// That cookie's value. It opens nothing.
std::string begin_step(const OfficeKey& key, const Account& account, Instant now);
/// Forbidden `auth.step_over` for a cookie that was changed or is too old, and when the password
/// was changed meanwhile.
Result<Account> account_of_step(db::Transaction& tx, const OfficeKey& key, std::string_view step,
                                Instant now);

/// A code of the authenticator app, or a recovery code, from who has passed the password: each is
/// taken once. Forbidden `auth.code_wrong` for a wrong or used one, and while the account rests;
/// errors of account_of_step().
/// While nothing can be saved a code of the app leads to a spare session, whose trace is the
/// caller's; Unavailable `auth.no_recovery_now` for a recovery code, of which nobody could keep
/// that it was used.
Result<Entered> pass_code(db::Database& database, const OfficeKey& key, std::string_view step,
                          std::string_view typed, Instant now, const Caller& caller);

}  // namespace kakehashi
