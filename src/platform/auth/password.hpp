#pragma once

#include <string>
#include <string_view>

namespace kakehashi {

/// Argon2id with its own salt and parameters in the text (19 MiB, 3 passes: about 35 ms).
std::string hash_password(std::string_view password);
/// Takes the same time for an unknown user: pass an empty hash.
bool password_matches(std::string_view password, const std::string& hash);
/// `bytes` random bytes as hex.
std::string random_token(std::size_t bytes = 24);
/// BLAKE2b of the text, hex: what is stored in place of a cookie.
std::string token_hash(std::string_view token);
/// Compares without telling by its time where two texts differ.
bool same_secret(std::string_view a, std::string_view b);

}  // namespace kakehashi
