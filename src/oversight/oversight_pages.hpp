#pragma once

#include "office/office.hpp"

namespace kakehashi {

/// 監査ログ(`/audit`), この記録を見た人(`/patients/{id}/looks`)and 職員の見直し
/// (`/settings/people/review`).
Feature oversight_feature();

}  // namespace kakehashi
