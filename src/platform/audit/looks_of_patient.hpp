#pragma once

#include <functional>
#include <limits>

#include "platform/audit/row_check.hpp"

namespace kakehashi::audit {

/// Who saw or changed something of this patient, the newest first. Its cost follows the patient's
/// rows alone, however long the chain is. Begins with the row before `before` and ends when `take`
/// says false.
void each_look(db::Database& database, FacilityId facility, PatientId patient,
               const std::function<bool(const ChainedRow&)>& take,
               std::int64_t before = std::numeric_limits<std::int64_t>::max());

}  // namespace kakehashi::audit
