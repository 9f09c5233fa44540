#pragma once

#include <optional>
#include <string_view>

#include "base/date.hpp"
#include "platform/db/database.hpp"

namespace kakehashi {

/// When a session ends by itself, whichever comes first.
struct SessionEnds {
    Instant idle;  // without another request; a request that was just made may be missing here
    Instant last;  // the end of the shift: no request moves it
};

/// Nothing when there is no such session. One statement.
std::optional<SessionEnds> ends_of_session(db::Transaction& tx, std::string_view token);

}  // namespace kakehashi
