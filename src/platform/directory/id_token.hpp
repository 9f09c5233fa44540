#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/date.hpp"
#include "base/json/json.hpp"
#include "platform/directory/web_key.hpp"

namespace kakehashi {

/// So far the provider's clock and ours may be apart.
inline constexpr std::chrono::seconds kClocksApart{60};

/// What an ID token has to say (OpenID Connect Core 3.1.3.7).
struct TokenWanted {
    std::string_view issuer;
    std::string_view client_id;
    std::string_view nonce;
    Instant begun;  // when this sign-in began
    Instant now;
    /// The person has signed in at the provider within this time; none: whenever.
    std::optional<std::chrono::seconds> signed_in_within = std::nullopt;
};

struct IdToken {
    std::string subject;
    json::Value claims;
};

/// Reads the token and judges it: RS256 or ES256 by one of the keys, whatever else its header says;
/// from this issuer, for us alone, of this sign-in, neither old nor of the future. Forbidden
/// `directory.token_refused` with what was wrong as detail (`signature`, `aud` …); Unavailable
/// `directory.unknown_key` when none of the keys is the one it names: they may have changed.
Result<IdToken> read_id_token(std::string_view token, std::span<const WebKey> keys,
                              const TokenWanted& wanted);

}  // namespace kakehashi
