#pragma once

#include "office/office.hpp"

namespace kakehashi {

/// 保存期限と削除の差し止め: how long cases are kept, what holds them, and the approved jobs that
/// delete.
Feature retention_feature();

}  // namespace kakehashi
