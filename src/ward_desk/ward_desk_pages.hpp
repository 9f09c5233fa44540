#pragma once

#include "office/office.hpp"

namespace kakehashi {

/// 病棟の画面.
Feature ward_desk_feature();

}  // namespace kakehashi
