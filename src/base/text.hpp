#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace kakehashi {

/// Whether an empty field is an error (必須) or simply empty (任意).
enum class Required { No, Yes };

/// Well-formed UTF-8 by RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_valid_utf8(std::string_view text);

/// Characters as staff count them: code points without variation selectors and combining marks.
/// `text` must be valid UTF-8.
std::size_t character_count(std::string_view text);

/// One line as typed or imported. Trims every kind of space (U+3000 too), turns tabs into spaces,
/// drops invisible marks that ride along when pasting (BOM, zero-width space), and brings composed
/// characters together (NFC) except CJK compatibility ideographs: 神 U+FA19 stays what the family
/// register says. Nothing else is changed.
///
/// Invalid, with `field`: `text.bad_encoding`, `text.control_character` (line breaks and
/// direction overrides too), `text.too_long` (detail: the limit), `text.required`.
Result<std::string> clean_line(std::string_view field, std::string_view raw, std::size_t max_chars,
                               Required required = Required::No);

/// Several lines. As clean_line, but keeps tabs and line breaks; the latter become "\n".
Result<std::string> clean_text(std::string_view field, std::string_view raw, std::size_t max_chars,
                               Required required = Required::No);

/// A person's name in any script (氏名). As clean_line, and Invalid `text.not_a_name` for digits,
/// emoji, symbols and 外字 (private use); the detail says at which character. Accepts 髙﨑𠮷,
/// variation selectors (IVS), iteration marks, and ・ ー － - . ' ’ and spaces between letters.
Result<std::string> clean_name(std::string_view field, std::string_view raw, std::size_t max_chars,
                               Required required = Required::No);

/// A reading (フリガナ), handed back in full-width katakana however it was typed: ひらがな, ﾊﾝｶｸ.
/// As clean_line, and Invalid `text.not_kana` for anything but kana, ー, ・ and spaces.
Result<std::string> clean_kana(std::string_view field, std::string_view raw, std::size_t max_chars,
                               Required required = Required::No);

}  // namespace kakehashi
