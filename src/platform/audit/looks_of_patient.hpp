#pragma once

#include <functional>

#include "platform/audit/row_check.hpp"

namespace kakehashi::audit {

/// Who saw or changed something of this patient, the newest first. Its cost follows the patient's
/// rows alone, however long the chain is.
void each_look(db::Database& database, FacilityId facility, PatientId patient,
               const std::function<void(const ChainedRow&)>& take);

}  // namespace kakehashi::audit
