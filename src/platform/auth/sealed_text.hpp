#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kakehashi {

/// The text as a token for an address or a cookie, encrypted and authenticated: who does not know
/// the secret can neither read nor make one. A secret is for one purpose: begin it with that.
std::string seal_text(std::string_view text, std::string_view secret);

/// Nothing when the token was changed, or sealed with another secret.
std::optional<std::string> unseal_text(std::string_view token, std::string_view secret);

}  // namespace kakehashi
