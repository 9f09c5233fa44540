#pragma once

#include <span>
#include <string_view>

namespace kakehashi {

/// Words that stand in very many passwords, in small letters, sorted.
std::span<const std::string_view> common_words();

}  // namespace kakehashi
