#pragma once

#include <algorithm>
#include <string_view>

#include "platform/audit/row_check.hpp"

namespace kakehashi::audit {

/// What row_from() reads; the statement goes on with FROM.
inline constexpr std::string_view kRowColumns = R"sql(
    SELECT audit.number, audit.facility_id, audit.at, audit.actor_id, audit.actor_name,
           audit.address, audit.action, audit.what, audit.case_kind, audit.case_id, audit.seen,
           audit.purpose, audit.result, audit.times, audit.hash)sql";

inline ChainedRow row_from(const db::Row& row) {
    return {row.integer(0),
            {row.id<FacilityId>(1), *row.instant(2), row.id<UserId>(3), row.string(4),
             row.string(5), row.string(6), row.string(7), row.string(8), row.integer(9),
             row.string(10), row.string(11), row.string(12), row.integer(13)},
            row.string(14)};
}

/// `take("p55")` for each of `p55,r412`.
template <typename F>
void each_subject(std::string_view seen, F&& take) {
    while (!seen.empty()) {
        const auto end = std::min(seen.find(','), seen.size());
        take(seen.substr(0, end));
        seen.remove_prefix(std::min(end + 1, seen.size()));
    }
}

inline bool names(std::string_view seen, std::string_view subject) {
    bool found = false;
    each_subject(seen, [&](std::string_view one) { found = found || one == subject; });
    return found;
}

}  // namespace kakehashi::audit
