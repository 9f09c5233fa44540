#include "platform/auth/standing_in.hpp"

#include <algorithm>

namespace kakehashi {
namespace {

constexpr db::Query kStandingIn{"auth.standing_in_for", R"sql(
    SELECT absent_user, absent_name, absent_role FROM standing_in
     WHERE deputy_user = $1 AND $2 BETWEEN from_on AND until_on
     ORDER BY id
)sql"};

}  // namespace

bool can_stand_in(Role role) {
    return fits(role, Party::House) && role != Role::None && role != Role::WardNurse &&
           role != Role::Auditor && role != Role::Administrator;
}

Role acting_role(Role own, std::span<const StandIn> today) {
    const bool for_head = std::ranges::any_of(
        today, [](const StandIn& one) { return one.absent_role == Role::Head; });
    return for_head && can_stand_in(own) ? Role::Head : own;
}

std::vector<StandIn> standing_in_for(db::Transaction& tx, UserId deputy, Date today) {
    return tx.all(
        kStandingIn,
        [](const db::Row& row) {
            return StandIn{row.id<UserId>(0), row.string(1),
                           parse_role(row.text(2)).value_or(Role::None)};
        },
        deputy, today);
}

}  // namespace kakehashi
