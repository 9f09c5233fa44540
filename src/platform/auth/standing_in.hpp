#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/viewer.hpp"
#include "platform/auth/role.hpp"
#include "platform/db/database.hpp"

namespace kakehashi {

/// 代行: whom somebody stands in for today.
struct StandIn {
    UserId absent;
    std::string absent_name;
    Role absent_role = Role::None;
    bool operator==(const StandIn&) const = default;
};

/// The role somebody acts in: the own one, or 室長 while standing in for one. What may be done
/// hangs on this alone. Who has no work of the office (病棟看護師, 監査者, 管理者, 役割なし)
/// takes no other part: nobody audits what they did. Pure.
Role acting_role(Role own, std::span<const StandIn> today);

/// Whether a role can stand in for anybody. Pure.
bool can_stand_in(Role role);

/// Those of this day, in the order in which they were named.
std::vector<StandIn> standing_in_for(db::Transaction& tx, UserId deputy, Date today);

}  // namespace kakehashi
