#include "platform/auth/challenge.hpp"

#include "platform/auth/password.hpp"
#include "platform/auth/spare_session.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kUse{"auth.use_challenge", R"sql(
    INSERT INTO used_challenge (challenge_hash, used_at) VALUES ($1, $2)
)sql"};

constexpr db::Query kForget{"auth.forget_challenges", R"sql(
    DELETE FROM used_challenge WHERE used_at < $1
)sql"};

std::string purpose_of(std::string_view bound_to) {
    return "passkey challenge " + std::string{bound_to};
}

bool is_open(const OfficeKey& key, std::string_view bound_to, std::string_view challenge,
             Instant now) {
    if (bound_to.empty()) return false;
    const auto content = key.unseal(purpose_of(bound_to), challenge);
    if (!content) return false;
    const Instant made{std::chrono::seconds{std::stoll(*content)}};
    return made <= now && now < made + kChallengeLasts;
}

}  // namespace

std::string new_challenge(const OfficeKey& key, std::string_view bound_to, Instant now) {
    return key.seal(purpose_of(bound_to),
                    std::to_string(now.time_since_epoch().count()) + " " + random_token());
}

bool use_challenge(db::Transaction& tx, const OfficeKey& key, std::string_view bound_to,
                   std::string_view challenge, Instant now) {
    return is_open(key, bound_to, challenge, now) && use_once(tx, challenge, now);
}

bool use_once(db::Transaction& tx, std::string_view mark, Instant now) {
    return !SpareUses::was_used(std::string{mark}) &&
           tx.attempt([&] { tx.execute(kUse, token_hash(mark), now); });
}

bool use_challenge_unsaved(const OfficeKey& key, std::string_view bound_to,
                           std::string_view challenge, Instant now) {
    return is_open(key, bound_to, challenge, now) && SpareUses::is_first(std::string{challenge});
}

void forget_challenges(db::Transaction& tx, Instant now) {
    tx.execute(kForget, now - 2 * kChallengeLasts);
}

}  // namespace kakehashi
