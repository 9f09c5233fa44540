#include "platform/auth/second_factor.hpp"

#include <algorithm>

#include "base/japanese.hpp"
#include "platform/auth/authenticator_app.hpp"
#include "platform/auth/passkeys.hpp"
#include "platform/auth/password.hpp"
#include "platform/auth/recovery_codes.hpp"
#include "platform/auth/spare_session.hpp"

namespace kakehashi {
namespace {

constexpr std::string_view kPurpose = "sign-in step";

auto wrong_code() {
    return fail(ErrorKind::Forbidden, "auth.code_wrong");
}

/// Recovery codes have letters, codes of the app have not.
bool is_recovery_code(std::string_view typed) {
    return std::ranges::any_of(
        typed, [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; });
}

std::string mark_of(UserId user, std::string_view code) {
    return "code of " + user.text() + ": " + std::string{code};
}

bool use_code(db::Transaction& tx, const OfficeKey& key, UserId user, std::string_view typed,
              Instant now) {
    if (is_recovery_code(typed)) return use_recovery_code(tx, user, typed, now);
    const auto code = digits(typed);
    return !SpareUses::was_used(mark_of(user, code)) && use_app_code(tx, key, user, code, now);
}

Result<Entered> pass_saved(db::Database& database, const OfficeKey& key, std::string_view step,
                           std::string_view typed, Instant now, const Caller& caller) {
    auto tx = database.write();
    TRY(const auto account, account_of_step(tx, key, step, now));
    if (rests_for(tx, account, caller, now)) return wrong_code();
    if (!use_code(tx, key, account.id, typed, now)) {
        count_failure(tx, account, caller, now);
        tx.commit();
        return wrong_code();
    }
    TRY(auto in, enter(tx, account, caller, now, "POST /sign-in/code"));
    tx.commit();
    return in;
}

Result<Entered> pass_unsaved(db::Database& database, const OfficeKey& key, std::string_view step,
                             std::string_view typed, Instant now) {
    auto tx = database.read();
    TRY(const auto account, account_of_step(tx, key, step, now));
    if (SpareFailures::rests(account.id, now)) return wrong_code();
    if (is_recovery_code(typed)) return fail(ErrorKind::Unavailable, "auth.no_recovery_now");
    const auto code = digits(typed);
    if (!unused_app_step(tx, key, account.id, code, now) ||
        !SpareUses::is_first(mark_of(account.id, code))) {
        SpareFailures::count(account.id, now);
        return wrong_code();
    }
    return enter_unsaved(tx, account, now);
}

}  // namespace

Factors factors_of(db::Transaction& tx, UserId user) {
    return {.app = has_app(tx, user), .passkeys = count_passkeys(tx, user)};
}

void forget_factors(db::Transaction& tx, UserId user) {
    remove_app(tx, user);
    remove_passkeys(tx, user);
    forget_recovery_codes(tx, user);
}

std::string begin_step(const OfficeKey& key, const Account& account, Instant now) {
    return key.seal(kPurpose, account.id.text() + " " +
                                  std::to_string(now.time_since_epoch().count()) + " " +
                                  token_hash(account.password_hash));
}

Result<Account> account_of_step(db::Transaction& tx, const OfficeKey& key, std::string_view step,
                                Instant now) {
    const auto over = [] { return fail(ErrorKind::Forbidden, "auth.step_over"); };
    const auto content = key.unseal(kPurpose, step);
    if (!content) return over();
    const auto first = content->find(' ');
    const auto second = content->find(' ', first + 1);
    TRY(const auto user, UserId::parse(content->substr(0, first)));
    const Instant begun{
        std::chrono::seconds{std::stoll(content->substr(first + 1, second - first - 1))}};
    if (begun > now || begun + kStepLasts <= now) return over();
    auto account = find_account(tx, user);
    if (!account || !same_secret(token_hash(account->password_hash),
                                 std::string_view{*content}.substr(second + 1)))
        return over();
    return *std::move(account);
}

Result<Entered> pass_code(db::Database& database, const OfficeKey& key, std::string_view step,
                          std::string_view typed, Instant now, const Caller& caller) {
    return saved_or_else(
        database, [&] { return pass_saved(database, key, step, typed, now, caller); },
        [&] { return pass_unsaved(database, key, step, typed, now); });
}

}  // namespace kakehashi
