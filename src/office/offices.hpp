#pragma once

#include <vector>

#include "base/viewer.hpp"
#include "platform/db/database.hpp"

namespace kakehashi::office {

/// The offices of this program: the facilities somebody can sign in for. Partners have departments
/// and doctors too, but nobody works here for them. One statement.
std::vector<FacilityId> offices(db::Transaction& tx);

}  // namespace kakehashi::office
