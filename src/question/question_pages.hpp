#pragma once

#include "office/office.hpp"

namespace kakehashi {

/// 病棟との質問・回答, the office's side.
Feature question_feature();

}  // namespace kakehashi
