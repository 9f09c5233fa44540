#pragma once

#include <string>
#include <vector>

#include "base/viewer.hpp"
#include "platform/db/database.hpp"

namespace kakehashi {

/// 利用目的の掲示: what hangs in the entrance. Sharing for what it names is agreed to unless the
/// patient objects. Versions are never changed: a statement names the one it was made under.
struct PurposeNotice {
    int version = 1;
    std::string body;
    std::optional<Date> valid_from;  // none: from the beginning
    std::optional<Instant> written_at;
    std::string written_by;  // empty: comes with the program
};

/// Newest first; the last is the first version, which comes with the program.
std::vector<PurposeNotice> notices_of(db::Transaction& tx, const Viewer& viewer);
/// The one that counts on that day.
PurposeNotice notice_on(db::Transaction& tx, const Viewer& viewer, Date day);

/// 次の版. Event `consent.notice_written`. Conflict `consent.notice_changed` when `seen_version` is
/// not the newest; Invalid `text.required`, field `body`; `consent.notice_in_past`, field
/// `valid_from`, for a day before today or before the newest version's.
Result<PurposeNotice> write_notice(db::Transaction& tx, const Viewer& viewer, Instant now,
                                   int seen_version, std::string_view body, Date valid_from);

inline constexpr std::size_t kNoticeChars = 8000;

}  // namespace kakehashi
