#pragma once

#include "demo/play.hpp"

namespace kakehashi::demo {

/// The last 45 days and today: about the same open work however long the history is. Today is the
/// working day of the design's pages: an emergency to be answered in 18 minutes, letters nobody has
/// registered, places held, visitors expected, replies of every age.
Result<void> build_present(Play& play);

}  // namespace kakehashi::demo
