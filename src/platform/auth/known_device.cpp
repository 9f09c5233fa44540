#include "platform/auth/known_device.hpp"

#include <array>
#include <utility>

#include "platform/auth/password.hpp"
#include "platform/auth/sign_in.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kIsKnown{"auth.is_known_device", R"sql(
    SELECT count(*) FROM known_device WHERE user_id = $1 AND token_hash = $2
)sql"};

constexpr db::Query kRests{"auth.device_rests", R"sql(
    SELECT locked_until FROM known_device WHERE user_id = $1 AND token_hash = $2
)sql"};

constexpr db::Query kCountFailure{"auth.count_device_failure", R"sql(
    UPDATE known_device
       SET failed_attempts = CASE WHEN failed_attempts + 1 >= $3 THEN 0
                                  ELSE failed_attempts + 1 END,
           locked_until = CASE WHEN failed_attempts + 1 >= $3 THEN $4 ELSE locked_until END
     WHERE user_id = $1 AND token_hash = $2
       AND (locked_until IS NULL OR locked_until <= $5 OR locked_until > $4)
)sql"};

constexpr db::Query kUse{"auth.use_device", R"sql(
    UPDATE known_device
       SET description = $3, last_used_at = $4, failed_attempts = 0, locked_until = NULL
     WHERE user_id = $1 AND token_hash = $2
)sql"};

constexpr db::Query kKnownToAnybody{"auth.device_of_anybody", R"sql(
    SELECT count(*) FROM known_device WHERE token_hash = $1
)sql"};

constexpr db::Query kAdd{"auth.add_device", R"sql(
    INSERT INTO known_device (user_id, token_hash, description, known_since, last_used_at)
    VALUES ($1, $2, $3, $4, $4)
)sql"};

constexpr db::Query kForget{"auth.forget_devices", R"sql(
    DELETE FROM known_device WHERE user_id = $1 AND token_hash <> $2
)sql"};

constexpr db::Query kForgetUnused{"auth.forget_unused_devices", R"sql(
    DELETE FROM known_device WHERE last_used_at < $1
)sql"};

constexpr db::Query kLastUsed{"auth.last_used_device", R"sql(
    SELECT last_used_at, description FROM known_device
     WHERE user_id = $1 ORDER BY last_used_at DESC LIMIT 1
)sql"};

using Words = std::pair<std::string_view, std::string_view>;

// The first that is found counts: Edge and Chrome also say Safari, an iPad also says Mac.
constexpr std::array<Words, 7> kSystems{{{"iPhone", "iPhone"},
                                         {"iPad", "iPad"},
                                         {"Android", "Android"},
                                         {"Windows", "Windows"},
                                         {"CrOS", "Chromebook"},
                                         {"Macintosh", "Mac"},
                                         {"Linux", "Linux"}}};
constexpr std::array<Words, 7> kBrowsers{{{"Edg", "Edge"},
                                          {"FxiOS", "Firefox"},
                                          {"Firefox", "Firefox"},
                                          {"CriOS", "Chrome"},
                                          {"Chrome", "Chrome"},
                                          {"Chromium", "Chrome"},
                                          {"Safari", "Safari"}}};

std::string_view word_in(std::string_view agent, const auto& words) {
    for (const auto& [sign, word] : words)
        if (agent.find(sign) != std::string_view::npos) return word;
    return {};
}

}  // namespace

std::string device_words(std::string_view user_agent) {
    const auto system = word_in(user_agent, kSystems);
    const auto browser = word_in(user_agent, kBrowsers);
    if (system.empty() && browser.empty()) return "わからない端末";
    if (system.empty()) return std::string{browser};
    if (browser.empty()) return std::string{system};
    return std::string{system} + " の " + std::string{browser};
}

bool is_known_device(db::Transaction& tx, UserId user, std::string_view token) {
    return !token.empty() && tx.number(kIsKnown, user, token_hash(token)) > 0;
}

bool device_rests(db::Transaction& tx, UserId user, std::string_view token, Instant now) {
    const auto until = tx.first(
        kRests, [](const db::Row& row) { return row.instant(0); }, user, token_hash(token));
    return until && *until && is_at_rest(**until, now);
}

void count_device_failure(db::Transaction& tx, UserId user, std::string_view token, Instant now) {
    tx.execute(kCountFailure, user, token_hash(token), kFailuresMax, now + kLockLasts, now);
}

RememberedDevice remember_device(db::Transaction& tx, UserId user, const Caller& caller,
                                 Instant now) {
    const auto words = device_words(caller.agent);
    const bool ours =
        !caller.device.empty() && tx.number(kKnownToAnybody, token_hash(caller.device)) > 0;
    RememberedDevice device{ours ? std::string{caller.device} : random_token(), {}, false};
    device.hash = token_hash(device.token);
    if (tx.execute(kUse, user, device.hash, words, now) > 0) return device;
    device.is_new = last_used_device(tx, user).has_value();
    tx.execute(kAdd, user, device.hash, words, now);
    return device;
}

std::optional<DeviceUse> last_used_device(db::Transaction& tx, UserId user) {
    return tx.first(
        kLastUsed,
        [](const db::Row& row) {
            return DeviceUse{*row.instant(0), row.string(1)};
        },
        user);
}

void forget_devices(db::Transaction& tx, UserId user, std::string_view but_token) {
    tx.execute(kForget, user, but_token.empty() ? std::string{} : token_hash(but_token));
}

void forget_unused_devices(db::Transaction& tx, Instant now) {
    tx.execute(kForgetUnused, now - kDeviceKept);
}

}  // namespace kakehashi
