#pragma once

#include "office/office.hpp"

namespace kakehashi {

/// 開示請求と第三者提供の記録.
Feature disclosure_feature();

}  // namespace kakehashi
