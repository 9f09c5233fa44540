#pragma once

#include "base/viewer.hpp"
#include "form/document.hpp"
#include "platform/db/database.hpp"

namespace kakehashi {

/// 発信元 of every paper that leaves this office: the hospital, and the office by the settings
/// `office.name`, `office.phone` and `office.fax` (the hospital's own numbers stand in for those
/// that are not set). The person is the viewer. Four statements.
form::Sender sender_of(db::Transaction& tx, const Viewer& viewer);

}  // namespace kakehashi
