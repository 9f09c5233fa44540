#pragma once

#include <string>
#include <string_view>

#include "platform/auth/office_key.hpp"
#include "platform/db/database.hpp"

namespace kakehashi {

/// A challenge has to be answered within this time.
inline constexpr std::chrono::minutes kChallengeLasts{5};

/// What an authenticator is asked to sign. It carries its own end and is sealed, so that asking for
/// one stores nothing; `bound_to` is what its browser alone knows: a cookie, or the session's
/// token.
std::string new_challenge(const OfficeKey& key, std::string_view bound_to, Instant now);

/// True once for each challenge that was made for `bound_to` and is not over.
bool use_challenge(db::Transaction& tx, const OfficeKey& key, std::string_view bound_to,
                   std::string_view challenge, Instant now);
/// The same while nothing can be saved: this program remembers.
bool use_challenge_unsaved(const OfficeKey& key, std::string_view bound_to,
                           std::string_view challenge, Instant now);
/// True for the first use of what counts once and is over within twice kChallengeLasts.
bool use_once(db::Transaction& tx, std::string_view mark, Instant now);
/// Those that are over anyway.
void forget_challenges(db::Transaction& tx, Instant now);

}  // namespace kakehashi
