#pragma once

#include "office/office.hpp"

namespace kakehashi {

/// さがす: one box over patients, referrals and partners (GET /search).
Feature search_feature();

}  // namespace kakehashi
