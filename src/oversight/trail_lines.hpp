#pragma once

#include "office/office.hpp"
#include "oversight/oversight_views.hpp"
#include "oversight/trail.hpp"
#include "platform/auth/session.hpp"

namespace kakehashi::oversight {

/// The lines as pages show them. Whose number stands on one was seen: the viewer's own line says
/// so.
std::vector<TrailLine> trail_lines(db::Transaction& tx, const Viewer& viewer, Date today,
                                   const std::vector<audit::ChainedRow>& rows,
                                   const std::vector<UserLine>& people);

}  // namespace kakehashi::oversight
