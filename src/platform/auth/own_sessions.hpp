#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/db/database.hpp"

namespace kakehashi {

/// One sign-in of a colleague that is not over.
struct OwnSession {
    std::string name;    // what it is ended by; opens nothing
    std::string device;  // Windows の Chrome
    std::string address;
    Instant since;
    Instant last_seen;
    bool is_this = false;  // the one that asks
};
/// This one first, then by last use.
std::vector<OwnSession> sessions_of(db::Transaction& tx, UserId user, std::string_view this_token,
                                    Instant now);
/// The person at that device is out at once. False when it is over already, or somebody else's.
bool end_session_of(db::Transaction& tx, UserId user, std::string_view name);
/// Returns how many were ended.
std::int64_t end_other_sessions(db::Transaction& tx, UserId user, std::string_view this_token);

/// A sign-in from a device that was not known before.
struct SignInNotice {
    Instant at;
    std::string device;
    std::string address;
};
void note_new_device(db::Transaction& tx, UserId user, const SignInNotice& notice,
                     std::string_view device_hash);
/// Those of other devices than the session's own which the person has not answered, the newest
/// first.
std::vector<SignInNotice> open_notices(db::Transaction& tx, UserId user,
                                       std::string_view this_token);
/// The person has answered them.
void close_notices(db::Transaction& tx, UserId user, std::string_view this_token, Instant now);

}  // namespace kakehashi
