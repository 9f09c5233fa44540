#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "platform/db/database.hpp"

namespace kakehashi {

/// Characters a password has at least, alone and beside a second factor.
///
/// Rule:    MHLW-6.0/password-length. 13 characters, or 8 with a second factor.
/// Source:  厚生労働省 医療情報システムの安全管理に関するガイドライン 第6.0版, as the project's
/// domain
///          rules (5.1) give it; the figures were not yet compared with its text.
/// Since:   2023-05-31.
/// Reading: authenticator apps and passkeys are such factors.
/// Not covered: that letters, digits and signs be mixed; ASVS 2.1.9 says to demand no such thing.
///          What is well known is refused instead.
inline constexpr std::size_t kPasswordCharsMin = 13;
inline constexpr std::size_t kPasswordCharsMinBesideFactor = 8;
inline constexpr std::size_t kPasswordBytesMax = 200;

/// Whether somebody may choose this password: Invalid `password.too_short`,
/// `password.too_short_beside_factor`, `password.too_long`, `password.well_known` with the field.
/// No rule asks for signs or capitals: a long sentence is a good password.
Result<void> check_new_password(std::string_view field, std::string_view password,
                                std::string_view login, bool has_factor);

/// Whether the password is little else than words that everybody tries first: at most two of
/// common_words(), breached_words() or the login, however often, with digits and signs around them,
/// or digits alone.
bool is_well_known(std::string_view password, std::string_view login);

/// The colleague's own change: all other sessions end, devices but this one are strangers again.
void change_own_password(db::Transaction& tx, UserId user, std::string_view hash,
                         std::string_view this_session, std::string_view this_device);

}  // namespace kakehashi
