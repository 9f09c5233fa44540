#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace kakehashi {

/// Passwords worked on at once or waiting for it: the last of them waits about a second.
inline constexpr int kPasswordsMax = 32;
/// The same from one address, so that one storm leaves room for the colleagues.
inline constexpr int kPasswordsPerAddressMax = 8;
/// Beside them, from devices that were signed in from before: a storm of strangers does not fill
/// these.
inline constexpr int kPasswordsOfKnownMax = 8;

/// A place in the line of passwords to be checked, the one dear thing a stranger can ask for. Held
/// until the check is done.
class PasswordPlace {
  public:
    /// Unavailable `auth.busy` when the line is full, or has its share of this address.
    static Result<PasswordPlace> take(std::string_view address);
    /// For who comes from a known device. Unavailable `auth.busy` as well.
    static Result<PasswordPlace> take_known();
    PasswordPlace(PasswordPlace&& other) noexcept;
    PasswordPlace& operator=(PasswordPlace&&) = delete;
    ~PasswordPlace();

  private:
    explicit PasswordPlace(std::optional<std::string> address) : address_(std::move(address)) {}

    std::optional<std::string> address_;  // none: a known device's
    bool held_ = true;
};

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
