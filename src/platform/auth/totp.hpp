#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/date.hpp"

namespace kakehashi {

/// 認証アプリの6けた: TOTP (RFC 6238) with SHA-1, 6 digits and steps of 30 seconds, which is what
/// every authenticator app takes.
inline constexpr std::chrono::seconds kTotpStep{30};

/// 160 random bits in base32, as apps take them typed.
std::string new_totp_secret();

/// The code of the time step number `step`. `secret` is base32 as above.
std::string totp_code(std::string_view secret, std::int64_t step);

/// The step whose code this is: the one of `now`, or the one before or after it, because a
/// telephone's clock may be half a minute off and a person takes time to type. Nothing for any
/// other code.
std::optional<std::int64_t> totp_step_of(std::string_view secret, std::string_view code,
                                         Instant now);

/// otpauth://totp/… for the app's camera.
std::string otpauth_address(std::string_view issuer, std::string_view account,
                            std::string_view secret);

}  // namespace kakehashi
