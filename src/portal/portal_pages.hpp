#pragma once

#include "office/office.hpp"

namespace kakehashi {

/// 連携ポータル: /portal, for the people of partner facilities.
Feature portal_feature();

}  // namespace kakehashi
