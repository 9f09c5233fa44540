#pragma once

#include "office/office.hpp"

namespace kakehashi {

/// 個人情報の漏えい等: the report, the register, its times and steps.
Feature incident_feature();

}  // namespace kakehashi
