#include "base/japanese.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <optional>

#include "base/glyphs.hpp"
#include "base/utf8.hpp"

namespace kakehashi {
namespace {

struct Glyph {
    char32_t variant;
    char32_t common;
};

constexpr std::size_t kGlyphCount = [] {
    std::size_t count = 0;
    for (const auto group : kGlyphGroups) count += group.size() - 1;
    return count;
}();

constexpr auto kGlyphs = [] {
    std::array<Glyph, kGlyphCount> table{};
    std::size_t at = 0;
    for (const auto group : kGlyphGroups)
        for (const char32_t variant : group.substr(1)) table[at++] = {variant, group.front()};
    std::ranges::sort(table, {}, &Glyph::variant);
    return table;
}();
static_assert(std::ranges::adjacent_find(kGlyphs, {}, &Glyph::variant) == kGlyphs.end(),
              "a character stands in two glyph groups");

char32_t common_glyph(char32_t c) {
    const auto* const found = std::ranges::lower_bound(kGlyphs, c, {}, &Glyph::variant);
    return found != kGlyphs.end() && found->variant == c ? found->common : c;
}

bool is_han(char32_t c) {
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF) || c == U'々';
}

bool is_variation_selector(char32_t c) {
    return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
}

/// Characters no Unicode normalisation changes, wherever they stand: most names consist of them.
bool is_plain(char32_t c) {
    return c < 0x80 || (c >= 0x3041 && c <= 0x3096) || (c >= 0x30A1 && c <= 0x30FE) ||
           (c >= 0x4E00 && c <= 0x9FFF) || c == 0x3000 || c == 0x3005;
}

/// Spaces, dots, hyphens and the like, which search does not look at; and marks left without the
/// letter they belonged to.
bool is_ignored(char32_t c) {
    if (c < 0x80)
        return c <= U' ' || c == U'-' || c == U'\'' || c == U'.' || c == U',' || c == 0x7F;
    if (is_han(c) || (c >= 0x3041 && c <= 0x30FA)) return c == U'゠';
    constexpr std::u32string_view kIgnored = U"ー・·•‧⋅‐‑‒–—―−’‘、。〜゛゜";
    if (kIgnored.find(c) != std::u32string_view::npos) return true;
    const auto type = u_charType(static_cast<UChar32>(c));
    return type == U_SPACE_SEPARATOR || type == U_LINE_SEPARATOR || type == U_PARAGRAPH_SEPARATOR ||
           type == U_NON_SPACING_MARK || type == U_CONTROL_CHAR || type == U_FORMAT_CHAR;
}

/// ｻﾞ → ザ, Ａ → a, 神 U+FA19 → 神, IVS gone; é becomes e.
std::u32string compatibility_folded(const std::u32string& text) {
    UErrorCode status = U_ZERO_ERROR;
    std::u32string voiced = text;
    std::ranges::replace(voiced, U'゛', U'\u3099');
    std::ranges::replace(voiced, U'゜', U'\u309A');
    const std::string in = encode_utf8(voiced);
    std::string folded;
    icu::StringByteSink<std::string> sink(&folded);
    icu::Normalizer2::getNFKCCasefoldInstance(status)->normalizeUTF8(
        0, {in.data(), static_cast<int32_t>(in.size())}, sink, nullptr, status);
    const auto* nfd = icu::Normalizer2::getNFDInstance(status);
    assert(U_SUCCESS(status));
    auto out = decode_utf8(folded).value_or(U"");
    for (char32_t& c : out) {
        const bool latin = (c >= 0xC0 && c <= 0x24F) || (c >= 0x1E00 && c <= 0x1EFF);
        if (icu::UnicodeString parts;
            latin && nfd->getDecomposition(static_cast<UChar32>(c), parts))
            c = static_cast<char32_t>(parts.char32At(0));
    }
    return out;
}

char32_t large_kana(char32_t c) {
    constexpr std::u32string_view kSmall =
        U"ァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ";
    constexpr std::u32string_view kLarge =
        U"アイウエオツヤユヨワカケクシストヌハヒフヘホムラリルレロ";
    static_assert(kSmall.size() == kLarge.size());
    const auto at = kSmall.find(c);
    return at == std::u32string_view::npos ? c : kLarge[at];
}

/// Sounds written in two ways: ヂ and ジ, ヲ and オ, ヱ and エ.
char32_t common_kana(char32_t c) {
    constexpr std::u32string_view kFrom = U"ヂヅヲヰヱヷヸヹヺヴ";
    constexpr std::u32string_view kTo = U"ジズオイエバビベボブ";
    static_assert(kFrom.size() == kTo.size());
    const auto at = kFrom.find(c);
    return at == std::u32string_view::npos ? c : kTo[at];
}

/// ヴァ → バ: what a vowel after ヴ makes of it; 0 when the two stay apart.
char32_t after_vu(char32_t vowel) {
    switch (vowel) {
        case U'ァ':
        case U'ア':
            return U'バ';
        case U'ィ':
        case U'イ':
            return U'ビ';
        case U'ェ':
        case U'エ':
            return U'ベ';
        case U'ォ':
        case U'オ':
            return U'ボ';
        default:
            return 0;
    }
}

char32_t to_katakana(char32_t c) {
    const bool hiragana = (c >= U'ぁ' && c <= U'ゖ') || c == U'ゝ' || c == U'ゞ';
    return hiragana ? c + (U'ア' - U'あ') : c;
}

/// One pass over text in which no compatibility form is left.
std::u32string folded(const std::u32string& text) {
    std::u32string out;
    out.reserve(text.size());
    bool after_v = false;
    for (char32_t c : text) {
        if (is_ignored(c)) continue;
        if (c >= U'A' && c <= U'Z') c += U'a' - U'A';
        if (c < 0x80) {
            out.push_back(c);
            after_v = false;
            continue;
        }
        c = to_katakana(c);
        const char32_t together = after_v ? after_vu(c) : 0;
        after_v = c == U'ヴ';
        if (together != 0) {
            out.back() = together;
            continue;
        }
        // 佐々木 is 佐佐木.
        if (c == U'々' && !out.empty() && is_han(out.back())) c = out.back();
        out.push_back(is_han(c) ? common_glyph(c) : common_kana(large_kana(c)));
    }
    return out;
}

std::u32string key_of(std::string_view text) {
    auto decoded = decode_utf8(text);
    if (!decoded) return {};
    if (std::ranges::all_of(*decoded, is_plain)) return folded(*decoded);
    // What is left out may bring together what composes; text that needs a third pass is no name.
    std::u32string key = folded(compatibility_folded(*decoded));
    constexpr int kPasses = 4;
    for (int pass = 0; pass < kPasses && !std::ranges::all_of(key, is_plain); ++pass) {
        auto next = folded(compatibility_folded(key));
        if (next == key) break;
        key = std::move(next);
    }
    return key;
}

/// The vowel of a large katakana when it is ウ or オ, else 0.
char32_t long_vowel(char32_t c) {
    constexpr std::u32string_view kU = U"ウクスツヌフムユルグズブプ";
    constexpr std::u32string_view kO = U"オコソトノホモヨロゴゾドボポ";
    if (kU.find(c) != std::u32string_view::npos) return U'ウ';
    return kO.find(c) != std::u32string_view::npos ? U'オ' : 0;
}

/// The ideographs of a name with their selectors, 々 written out.
std::vector<std::u32string> ideographs(std::string_view text) {
    std::vector<std::u32string> out;
    const auto decoded = decode_utf8(text);
    for (const char32_t c : decoded.value_or(U"")) {
        if (is_variation_selector(c) && !out.empty()) {
            out.back().push_back(c);
        } else if (c == U'々' && !out.empty()) {
            out.emplace_back(out.back());
        } else if (is_han(c)) {
            out.emplace_back(1, c);
        }
    }
    return out;
}

}  // namespace

std::string search_key(std::string_view text) {
    return encode_utf8(key_of(text));
}

std::string kana_key(std::string_view text) {
    std::u32string out;
    for (const char32_t c : key_of(text)) {
        const char32_t vowel = out.empty() ? 0 : long_vowel(out.back());
        const bool prolongs = (vowel != 0 && c == vowel) || (vowel == U'オ' && c == U'ウ');
        if (!prolongs) out.push_back(c);
    }
    return encode_utf8(out);
}

std::vector<std::string> folded_variants(std::string_view a, std::string_view b) {
    std::vector<std::string> out;
    if (search_key(a) != search_key(b)) return out;
    const auto from = ideographs(a);
    const auto to = ideographs(b);
    if (from.size() != to.size()) return out;
    for (std::size_t i = 0; i < from.size(); ++i) {
        if (from[i] == to[i]) continue;
        auto pair = encode_utf8(from[i]) + "→" + encode_utf8(to[i]);
        if (std::ranges::find(out, pair) == out.end()) out.push_back(std::move(pair));
    }
    return out;
}

std::string bigrams(std::string_view key) {
    const auto decoded = decode_utf8(key);
    if (!decoded) return {};
    if (decoded->size() < 2) return std::string{key};
    std::string out;
    for (std::size_t i = 0; i + 1 < decoded->size(); ++i) {
        if (i > 0) out.push_back(' ');
        append_utf8(out, (*decoded)[i]);
        append_utf8(out, (*decoded)[i + 1]);
    }
    return out;
}

}  // namespace kakehashi
