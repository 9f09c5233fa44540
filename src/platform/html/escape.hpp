#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace kakehashi::html {

/// Where escaped text will stand. Text also serves <textarea> and <title>; Nothing only cleans.
enum class EscapeFor { Nothing, Text, Attribute };

/// Appends `text` escaped: & < > (and " ' in attributes) become character references, invalid UTF-8
/// and control characters but \n and \t become U+FFFD, CRLF and CR become \n.
void append_escaped(std::string& out, std::string_view text, EscapeFor place);

/// The bytes of the well-formed UTF-8 character at `at`, 0 if there is none; `broken_bytes` is then
/// how many bytes one U+FFFD stands for (Unicode 3.9, maximal subparts).
std::size_t utf8_length(std::string_view text, std::size_t at, std::size_t& broken_bytes);

}  // namespace kakehashi::html
