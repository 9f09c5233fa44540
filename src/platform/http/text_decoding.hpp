#pragma once

#include <string>
#include <string_view>

namespace kakehashi::http {

/// Replaces `%E5` codes (and `+` by a space when `plus_is_space`). A `%` without two hex digits
/// after it stays as it is.
std::string percent_decode(std::string_view text, bool plus_is_space);
/// RFC 3986 unreserved characters stay, all else becomes `%XX`.
std::string percent_encode(std::string_view text);
/// `\r\n` and lone `\r` become `\n`.
std::string unix_lines(std::string_view text);
/// Bytes that are no UTF-8 become U+FFFD; control characters go.
std::string cleaned_file_name(std::string_view text);
/// Length in bytes of the UTF-8 character at the start of `text`; 0 when there is none.
std::size_t utf8_length(std::string_view text);

}  // namespace kakehashi::http
