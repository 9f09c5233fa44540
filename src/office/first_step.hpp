#pragma once

#include "office/office.hpp"

namespace kakehashi::office {

/// Before every route that is not open: who still has to choose the own password, or to add the
/// second factor the house asks for, gets nowhere else first. After guard_access().
void hold_at_first_step(http::Router& router);

}  // namespace kakehashi::office
