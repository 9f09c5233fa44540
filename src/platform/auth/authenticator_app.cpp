#include "platform/auth/authenticator_app.hpp"

#include "platform/auth/totp.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kSince{"auth.app_since", R"sql(
    SELECT added_at FROM authenticator_app WHERE user_id = $1
)sql"};

constexpr db::Query kAdd{"auth.add_app", R"sql(
    INSERT INTO authenticator_app (user_id, sealed_secret, last_step, added_at)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (user_id) DO UPDATE SET sealed_secret = excluded.sealed_secret,
                                        last_step = excluded.last_step,
                                        added_at = excluded.added_at
)sql"};

constexpr db::Query kRemove{"auth.remove_app", R"sql(
    DELETE FROM authenticator_app WHERE user_id = $1
)sql"};

constexpr db::Query kFind{"auth.find_app", R"sql(
    SELECT sealed_secret, last_step FROM authenticator_app WHERE user_id = $1
)sql"};

// The storage says which of two that come with one code is the first.
constexpr db::Query kUseStep{"auth.use_app_step", R"sql(
    UPDATE authenticator_app SET last_step = $2 WHERE user_id = $1 AND last_step < $2
)sql"};

std::string purpose_of(UserId user) {
    return "authenticator app " + user.text();
}

}  // namespace

bool has_app(db::Transaction& tx, UserId user) {
    return app_since(tx, user).has_value();
}

std::optional<Instant> app_since(db::Transaction& tx, UserId user) {
    return tx.first(
        kSince, [](const db::Row& row) { return *row.instant(0); }, user);
}

void add_app(db::Transaction& tx, const OfficeKey& key, UserId user, std::string_view secret,
             std::int64_t step, Instant now) {
    tx.execute(kAdd, user, key.seal(purpose_of(user), secret), step, now);
}

bool remove_app(db::Transaction& tx, UserId user) {
    return tx.execute(kRemove, user) > 0;
}

std::optional<std::int64_t> unused_app_step(db::Transaction& tx, const OfficeKey& key, UserId user,
                                            std::string_view code, Instant now) {
    const auto app = tx.first(
        kFind,
        [](const db::Row& row) {
            return std::pair{row.string(0), row.integer(1)};
        },
        user);
    if (!app) return std::nullopt;
    const auto secret = key.unseal(purpose_of(user), app->first);
    if (!secret) return std::nullopt;
    const auto step = totp_step_of(*secret, code, now);
    return step && *step > app->second ? step : std::nullopt;
}

bool use_app_code(db::Transaction& tx, const OfficeKey& key, UserId user, std::string_view code,
                  Instant now) {
    const auto step = unused_app_step(tx, key, user, code, now);
    return step && tx.execute(kUseStep, user, *step) == 1;
}

}  // namespace kakehashi
