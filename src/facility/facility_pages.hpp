#pragma once

#include "office/office.hpp"

namespace kakehashi {

/// 連携先: the list, one partner, its departments and doctors, and the way in and out as CSV.
Feature facility_feature();

}  // namespace kakehashi
