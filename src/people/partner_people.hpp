#pragma once

#include "base/result.hpp"
#include "platform/db/database.hpp"

namespace kakehashi {

/// The partner with this 医療機関コード or exactly this name, for somebody who is let in from
/// there. Refused `user.no_such_partner`, also when several bear the name.
Result<FacilityId> named_partner(db::Transaction& tx, FacilityId house, std::string_view named);

}  // namespace kakehashi
