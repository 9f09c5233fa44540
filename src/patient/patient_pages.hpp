#pragma once

#include "office/office.hpp"

namespace kakehashi {

/// 患者: the search, one patient across all referrals, registering, correcting and merging.
Feature patient_feature();

}  // namespace kakehashi
