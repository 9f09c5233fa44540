#pragma once

#include <span>
#include <string_view>

namespace kakehashi {

/// What stands in the most frequent passwords that were ever leaked, in small letters, sorted: the
/// list of Debian's python3-zxcvbn as it was when the program was built
/// (cmake/breached_words.cmake).
std::span<const std::string_view> breached_words();

}  // namespace kakehashi
