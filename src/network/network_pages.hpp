#pragma once

#include "office/office.hpp"

namespace kakehashi {

/// 地域医療情報連携ネットワークへの書き出し.
Feature network_feature();

}  // namespace kakehashi
