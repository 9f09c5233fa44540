#pragma once

#include <optional>
#include <string>

#include "platform/auth/session.hpp"

namespace kakehashi {

/// 仮のサインイン: while nothing can be saved, no session can be written either, and yet who comes
/// in the morning has to see whom to call. The cookie itself holds the session, sealed with what
/// only the database knows of this person (the password's hash); every program on it can read it.
/// It is taken while nothing can be saved and kSpareLasts longer (a full disk lets a small change
/// through now and then), at most kSessionIdles, from an account that is in use: then the person
/// signs in again.
inline constexpr std::chrono::minutes kSpareLasts{15};

/// The cookie for somebody whose password was right. Nothing for an account out of use or at rest.
std::optional<std::string> open_spare_session(db::Transaction& tx, UserId user, Instant now);

/// Nothing for another kind of cookie, and for one that was changed, is too old, or whose password
/// was changed meanwhile.
std::optional<SignedIn> find_spare_session(db::Transaction& tx, std::string_view token,
                                           Instant now);

/// Wrong passwords while they cannot be counted in the database: after kFailuresMax the account
/// rests for kLockLasts, for this program.
struct SpareFailures {
    static bool rests(UserId user, Instant now);
    static void count(UserId user, Instant now);
};

/// What may be used once (a code), while nobody can write down that it was: this program remembers.
struct SpareUses {
    /// True for the first use of this mark.
    static bool is_first(const std::string& mark);
    static bool was_used(const std::string& mark);
};

}  // namespace kakehashi
