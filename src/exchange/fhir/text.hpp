#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kakehashi::fhir {

/// Text as people may see it: line ends are "\n", control and direction characters are gone, lines
/// and ends are trimmed (U+3000 too), at most one blank line in a row. `text` must be UTF-8.
std::string tidy(std::string_view text);

/// tidy() on one line, with single half-width spaces: for names, codes and titles.
std::string tidy_line(std::string_view text);

/// XHTML narrative as plain text: block elements end lines, cells part by a space, scripts, styles
/// and comments are left out, entities decoded. Never fails, whatever the mark-up.
std::string plain_text(std::string_view xhtml);

/// Bytes of a base64 text, blanks between allowed; nothing when it is not base64.
std::optional<std::string> decode_base64(std::string_view text);

/// Whether `text` is kana (full or half width), long marks, middle dots and spaces only.
bool is_kana(std::string_view text);

/// The code points of UTF-8 text one by one; `at` moves on. `text` must be UTF-8.
char32_t next_code_point(std::string_view text, std::size_t& at);
void append_code_point(std::string& out, char32_t code_point);

}  // namespace kakehashi::fhir
