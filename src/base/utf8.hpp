#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kakehashi {

/// The code points of `text`, or nothing when it is not well-formed UTF-8 (RFC 3629).
std::optional<std::u32string> decode_utf8(std::string_view text);
/// `code_point` must be a scalar value (no surrogate, at most U+10FFFF).
void append_utf8(std::string& out, char32_t code_point);
std::string encode_utf8(std::u32string_view code_points);

}  // namespace kakehashi
