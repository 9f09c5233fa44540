#pragma once

#include "base/date.hpp"
#include "platform/db/database.hpp"

namespace kakehashi::ward {

/// Whether the day begins or ends something since this was last asked: a ward or department in use,
/// an affiliation, a ward's sight of who went home. The storage knows no clock (ward_sight).
bool units_turn(db::Transaction& tx, Date today);
void turn_units(db::Transaction& tx, Date today);

}  // namespace kakehashi::ward
