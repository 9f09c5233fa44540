#pragma once

#include "office/office.hpp"

namespace kakehashi {

/// 支援チーム.
Feature team_feature();

}  // namespace kakehashi
