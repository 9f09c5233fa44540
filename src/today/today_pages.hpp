#pragma once

#include "office/office.hpp"

namespace kakehashi {

/// 本日の業務: every open duty of the office in one order, and the acts that all duties share
/// (assignment, snooze, telephone log, undo).
Feature today_feature();

}  // namespace kakehashi
