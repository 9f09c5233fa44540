#include "platform/duty/left_duty.hpp"

namespace kakehashi {
namespace {

// By number alone: which patient each is of is left to the list that shows them.
constexpr db::Query kLeft{"duty.left_behind", R"sql(
    SELECT duty.id, user_account.name
      FROM duty JOIN user_account ON user_account.id = duty.assignee_id
     WHERE duty.facility_id = $1 AND duty.closed_at IS NULL AND user_account.active = 0
       AND {shown duty.patient_id to $2}
)sql"};

}  // namespace

std::map<DutyId, std::string> duties_left_behind(db::Transaction& tx, const Viewer& viewer) {
    std::map<DutyId, std::string> left;
    tx.each(
        kLeft, [&](const db::Row& row) { left[row.id<DutyId>(0)] = row.string(1); },
        viewer.facility, viewer.user);
    return left;
}

}  // namespace kakehashi
