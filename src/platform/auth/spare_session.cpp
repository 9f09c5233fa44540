#include "platform/auth/spare_session.hpp"

#include <map>
#include <mutex>
#include <set>

#include "platform/auth/password.hpp"
#include "platform/auth/sealed_text.hpp"
#include "platform/auth/sign_in.hpp"

namespace kakehashi {
namespace {

constexpr std::string_view kPrefix = "spare.";

// Of an account nobody has entered there is no secret to seal anything with.
constexpr db::Query kAccount{"auth.spare_account", R"sql(
    SELECT user_account.password_hash, user_account.facility_id, user_account.name,
           user_account.profession, facility.name, user_account.locked_until,
           user_account.role, user_account.host_id
      FROM user_account JOIN facility ON facility.id = user_account.facility_id
     WHERE user_account.id = $1 AND user_account.active = 1
       AND user_account.password_hash <> ''
)sql"};

struct SpareAccount {
    SignedIn who;
    std::string secret;
    std::optional<Instant> locked_until;
};

std::optional<SpareAccount> find_spare_account(db::Transaction& tx, UserId user) {
    return tx.first(
        kAccount,
        [&](const db::Row& row) {
            return SpareAccount{{viewer_from(user, row.id<FacilityId>(1), row.string(2),
                                             row.string(4), row.id<FacilityId>(7)),
                                 row.string(3),
                                 row.string(4),
                                 {},
                                 role_from(row.text(6), row.id<FacilityId>(7))},
                                "spare session: " + row.string(0),
                                row.instant(5)};
        },
        user);
}

struct Failures {
    int count = 0;
    Instant rests_until{};
};
struct AllFailures {
    std::mutex guard;
    std::map<UserId, Failures> of_user;
};
AllFailures& all_failures() {
    static AllFailures all;
    return all;
}

struct Uses {
    std::mutex guard;
    std::set<std::string> marks;
};
Uses& all_uses() {
    static Uses all;
    return all;
}

}  // namespace

std::optional<std::string> open_spare_session(db::Transaction& tx, UserId user, Instant now) {
    const auto account = find_spare_account(tx, user);
    if (!account || (account->locked_until && is_at_rest(*account->locked_until, now)))
        return std::nullopt;
    const auto content = std::to_string(now.time_since_epoch().count()) + " " + random_token();
    return std::string{kPrefix} + user.text() + "." + seal_text(content, account->secret);
}

std::optional<SignedIn> find_spare_session(db::Transaction& tx, std::string_view token,
                                           Instant now) {
    if (!token.starts_with(kPrefix)) return std::nullopt;
    token.remove_prefix(kPrefix.size());
    const auto dot = token.find('.');
    const auto user = UserId::parse(token.substr(0, dot));
    if (dot == std::string_view::npos || !user) return std::nullopt;
    auto account = find_spare_account(tx, *user);
    if (!account) return std::nullopt;
    const auto content = unseal_text(token.substr(dot + 1), account->secret);
    if (!content) return std::nullopt;
    const auto blank = content->find(' ');
    const Instant opened{std::chrono::seconds{std::stoll(content->substr(0, blank))}};
    if (opened > now || opened + kSessionIdles <= now) return std::nullopt;
    account->who.csrf = content->substr(blank + 1);
    account->who.own_role = account->who.role;
    account->who.stands_in_for = standing_in_for(tx, *user, date_in_japan(now));
    account->who.role = acting_role(account->who.own_role, account->who.stands_in_for);
    return std::move(account->who);
}

bool SpareFailures::rests(UserId user, Instant now) {
    auto& all = all_failures();
    const std::lock_guard lock(all.guard);
    const auto known = all.of_user.find(user);
    return known != all.of_user.end() && is_at_rest(known->second.rests_until, now);
}

void SpareFailures::count(UserId user, Instant now) {
    auto& all = all_failures();
    const std::lock_guard lock(all.guard);
    auto& failures = all.of_user[user];
    if (++failures.count < kFailuresMax) return;
    failures = {0, now + kLockLasts};
}

bool SpareUses::is_first(const std::string& mark) {
    auto& all = all_uses();
    const std::lock_guard lock(all.guard);
    return all.marks.insert(mark).second;
}

bool SpareUses::was_used(const std::string& mark) {
    auto& all = all_uses();
    const std::lock_guard lock(all.guard);
    return all.marks.contains(mark);
}

}  // namespace kakehashi
