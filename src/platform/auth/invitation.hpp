#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "platform/auth/entrance.hpp"
#include "platform/db/database.hpp"

namespace kakehashi {

/// 招待: an account whose owner has not been here yet is opened once by a code that was handed
/// over on paper. Only the code's hash is stored.
inline constexpr days kInvitationLasts{7};

/// A new code of 260 random bits, in groups to be typed: an earlier one of the account ends.
/// Refused `invitation.joined` once the account has a password; `invitation.out_of_use`.
Result<std::string> invite(db::Transaction& tx, const Viewer& viewer, UserId user, Instant now);
/// NotFound `invitation.not_open` when there is none to take back.
Result<void> revoke_invitation(db::Transaction& tx, UserId user, Instant now);
/// Until when the open invitations of a house count; those that are over by time included.
std::map<UserId, Instant> open_invitations(db::Transaction& tx, FacilityId facility);

/// Whose invitation this is, however the code is typed. NotFound `invitation.over`, one answer for
/// a code nobody made, a used, a revoked and an old one, and an account out of use.
Result<Account> account_of_invitation(db::Transaction& tx, std::string_view code, Instant now);
/// The owner's first password: the code is used, and the first session opened. Where the house asks
/// for a second factor, that comes next. NotFound `invitation.over`.
Result<Entered> join(db::Transaction& tx, std::string_view code, std::string_view password_hash,
                     const Caller& caller, Instant now);

}  // namespace kakehashi
