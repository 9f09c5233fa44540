#pragma once

#include "office/office.hpp"

namespace kakehashi {

/// 病棟・診療科、所属、入院.
Feature ward_feature();

}  // namespace kakehashi
