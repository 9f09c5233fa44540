#include "platform/auth/sign_in.hpp"

#include "platform/auth/password.hpp"
#include "platform/auth/second_factor.hpp"
#include "platform/auth/spare_session.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kWhyRefused{"auth.why_refused", R"sql(
    SELECT id, facility_id, name, active, locked_until FROM user_account WHERE login = $1
)sql"};

auto wrong() {
    return fail(ErrorKind::Forbidden, "auth.wrong");
}

Result<PassedPassword> pass_saved(db::Database& database, const Account& account, bool right,
                                  Instant now, const Caller& caller) {
    auto tx = database.write();
    if (!right) {
        count_failure(tx, account, caller, now);
        tx.commit();
        return wrong();
    }
    if (rests_for(tx, account, caller, now)) return wrong();
    if (factors_of(tx, account.id).any()) return PassedPassword{{}, account};
    TRY(auto in, enter(tx, account, caller, now, "POST /sign-in"));
    tx.commit();
    return PassedPassword{std::move(in), std::nullopt};
}

/// While nothing can be saved.
Result<PassedPassword> pass_unsaved(db::Database& database, const Account& account, bool right,
                                    Instant now) {
    auto tx = database.read();
    if (!right) SpareFailures::count(account.id, now);
    if (!right || SpareFailures::rests(account.id, now)) return wrong();
    if (factors_of(tx, account.id).any()) return PassedPassword{{}, account};
    TRY(auto in, enter_unsaved(tx, account, now));
    return PassedPassword{std::move(in), std::nullopt};
}

}  // namespace

Result<PassedPassword> pass_password(db::Database& database, std::string_view login,
                                     std::string_view password, Instant now, const Caller& caller) {
    std::optional<Account> account;
    bool known = false;
    {
        auto tx = database.read();
        account = find_account(tx, login);
        known = account && is_known_device(tx, account->id, caller.device);
    }
    TRY(const auto place,
        known ? PasswordPlace::take_known() : PasswordPlace::take(caller.address));
    const bool right = password_matches(password, account ? account->password_hash : std::string{});
    if (!account) return wrong();
    return saved_or_else(
        database, [&] { return pass_saved(database, *account, right, now, caller); },
        [&] { return pass_unsaved(database, *account, right, now); });
}

Result<std::string> sign_in(db::Database& database, std::string_view login,
                            std::string_view password, Instant now, std::string_view address) {
    TRY(auto passed, pass_password(database, login, password, now, {.address = address}));
    if (passed.asks_more) return fail(ErrorKind::Refused, "auth.code_needed");
    return std::move(passed.in.session);
}

Result<void> confirm_password(db::Database& database, UserId user, std::string_view password,
                              Instant now, const Caller& caller) {
    // Who asks is signed in: no stranger can fill these places.
    TRY(const auto place, PasswordPlace::take_known());
    std::optional<Account> account;
    {
        auto tx = database.read();
        account = find_account(tx, user);
    }
    if (account && !account->has_own_password())
        return fail(ErrorKind::Refused, "account.no_own_password", "password");
    const bool right = password_matches(password, account ? account->password_hash : std::string{});
    auto tx = database.write();
    if (right && !rests_for(tx, *account, caller, now)) return {};
    if (account && !right) count_failure(tx, *account, caller, now);
    tx.commit();
    return fail(ErrorKind::Forbidden, "auth.password_wrong", "password");
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

}  // namespace kakehashi
