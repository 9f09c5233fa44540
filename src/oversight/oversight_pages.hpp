#pragma once

#include "office/office.hpp"

namespace kakehashi {

/// 監査ログ(`/audit`)and この記録を見た人(`/patients/{id}/looks`).
Feature oversight_feature();

}  // namespace kakehashi
