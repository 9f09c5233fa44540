#pragma once

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

}  // namespace kakehashi::audit
