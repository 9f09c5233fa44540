#pragma once

#include "base/viewer.hpp"
#include "platform/db/database.hpp"

namespace kakehashi::referral_pages {

/// What was chosen in a list is of this house and still offered there. Nothing chosen (0) is fine.
/// Invalid `choice.gone` with the field department, doctor or assignee.
Result<void> check_choice(db::Transaction& tx, const Viewer& viewer, DepartmentId department);
Result<void> check_choice(db::Transaction& tx, const Viewer& viewer, DoctorId doctor);
Result<void> check_choice(db::Transaction& tx, const Viewer& viewer, UserId assignee);

}  // namespace kakehashi::referral_pages
