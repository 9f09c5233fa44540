#pragma once

#include "office/office.hpp"

namespace kakehashi {

/// 知らせの送信(`/settings/delivery`): what waits to be told outside, and what did not arrive.
Feature delivery_feature();

}  // namespace kakehashi
