#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/db/database.hpp"

namespace kakehashi {

/// 予備のコード: for who has neither the app nor a passkey at hand.
inline constexpr int kRecoveryCodes = 10;

/// Ten new ones, `ABCD-EFGH-JKLM-NPQR`; those there were count no more. Shown once: only their
/// hashes are kept.
std::vector<std::string> renew_recovery_codes(db::Transaction& tx, UserId user);
void forget_recovery_codes(db::Transaction& tx, UserId user);
/// How many were not used yet.
int recovery_codes_left(db::Transaction& tx, UserId user);
/// True once for each code; capitals, hyphens and blanks do not matter.
bool use_recovery_code(db::Transaction& tx, UserId user, std::string_view typed, Instant now);

}  // namespace kakehashi
