#pragma once

#include "base/viewer.hpp"
#include "platform/db/database.hpp"

namespace kakehashi {

/// What partners may see of this patient has changed: the open portal pages of every facility that
/// referred the patient or was sent a paper look again, and leave what is not there any more.
void tell_partners_of(db::Transaction& tx, const Viewer& viewer, Instant now, PatientId patient);

}  // namespace kakehashi
