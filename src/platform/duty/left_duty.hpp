#pragma once

#include <map>
#include <string>

#include "base/viewer.hpp"
#include "platform/db/database.hpp"

namespace kakehashi {

/// 担当者のいなくなった業務: the open duties whose assignee is out of use, each with that name.
/// Lists show them as 未担当; a person who comes back has them again.
std::map<DutyId, std::string> duties_left_behind(db::Transaction& tx, const Viewer& viewer);

}  // namespace kakehashi
