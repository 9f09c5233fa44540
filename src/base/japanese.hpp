#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace kakehashi {

/// What a name is searched by; never shown and never stored in place of the name. The same key for
/// 髙橋 and 高橋, ｻﾄｳ and さとう, ABC and ａｂｃ: compatibility forms and letter case are folded,
/// variation selectors dropped, hiragana becomes katakana, small kana large, ヴ ヂ ヅ ヲ become
/// ブ ジ ズ オ, 々 is written out, old and variant glyphs (異体字) become one common glyph (see
/// glyphs.hpp), and spaces, middle dots, hyphens
/// and the long vowel mark go. Idempotent. Text that is not valid UTF-8 has the empty key.
std::string search_key(std::string_view text);

/// search_key for readings (フリガナ): also folds long vowels, so that おおの, おうの and オーノ,
/// ゆうこ and ユーコ meet: オウ オオ → オ, ウウ → ウ. Idempotent.
std::string kana_key(std::string_view text);

/// How two names with one key differ in glyphs, for the explanation beside a match: {"齋→斉"}.
/// Empty when they do not differ or their keys are not the same.
std::vector<std::string> folded_variants(std::string_view a, std::string_view b);

/// The key's overlapping pairs for full-text search: "サトウ" → "サト トウ". A key of one character
/// is handed back as it is.
std::string bigrams(std::string_view key);

/// The decimal digits of `text`, full-width ones too, as ASCII; everything else is left out.
std::string digits(std::string_view text);

/// What a telephone number is searched by: digits only, +81 written as the leading 0.
std::string phone_key(std::string_view text);

/// A Japanese telephone or FAX number (10 or 11 digits from 0), half-width, with hyphens where they
/// were typed. Mobile, IP and free-dial numbers and 03/06 typed without hyphens get them.
/// Empty stays empty. Invalid `phone.malformed`, with `field`.
Result<std::string> parse_phone(std::string_view field, std::string_view text);

}  // namespace kakehashi
