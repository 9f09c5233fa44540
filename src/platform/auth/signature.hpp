#pragma once

#include <string_view>

#include "platform/auth/cbor.hpp"

namespace kakehashi {

/// The kinds of passkey keys we take, as COSE (RFC 9053) numbers them: ES256, which every
/// authenticator has, Ed25519, and RS256 for Windows Hello.
inline constexpr std::int64_t kEs256 = -7;
inline constexpr std::int64_t kEdDsa = -8;
inline constexpr std::int64_t kRs256 = -257;

/// Whether a COSE key is one of these, whole, and strong enough (RSA of 2048 bits).
bool is_usable_key(const cbor::Value& cose_key);

/// Whether the owner of the key signed the text. False also for a key that is not usable.
bool is_signed_with(const cbor::Value& cose_key, std::string_view text, std::string_view signature);

}  // namespace kakehashi
