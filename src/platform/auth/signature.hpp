#pragma once

#include <string>
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

/// The same key by its numbers, big-endian: how a JSON Web Key holds them.
struct PublicNumbers {
    std::int64_t algorithm = 0;    // one of the above
    std::string_view first = {};   // x of the point; the modulus of RSA
    std::string_view second = {};  // y; the exponent
};
bool is_usable_key(const PublicNumbers& key);
bool is_signed_with(const PublicNumbers& key, std::string_view text, std::string_view signature);

/// An ES256 signature is DER there and 64 bytes side by side in a JSON Web Signature: the latter as
/// the former. Empty for another length.
std::string der_of_pair(std::string_view pair);

}  // namespace kakehashi
