#pragma once

#include "office/office.hpp"

namespace kakehashi {

/// 紹介受付: the list and its doors, one referral with its original, judging and answering.
Feature referral_feature();

}  // namespace kakehashi
