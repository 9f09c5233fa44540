#pragma once

#include "office/office.hpp"

namespace kakehashi {

/// 同意と留保, and the posted purposes.
Feature consent_feature();

}  // namespace kakehashi
