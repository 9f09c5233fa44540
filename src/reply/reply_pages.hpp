#pragma once

#include "office/office.hpp"

namespace kakehashi {

/// 来院・受診報告 (/arrivals) and 返書管理 (/replies).
Feature reply_feature();

}  // namespace kakehashi
