#pragma once

#include "demo/play.hpp"

namespace kakehashi::demo {

/// みなと内科クリニック as 浜田 修 sees it on the portal: patients at each step, letters opened and
/// not, what he sent from there, and what he took back.
void add_clinic(Play& play);

}  // namespace kakehashi::demo
