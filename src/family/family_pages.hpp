#pragma once

#include "office/office.hpp"

namespace kakehashi {

/// ご家族へのお渡し.
Feature family_feature();

}  // namespace kakehashi
