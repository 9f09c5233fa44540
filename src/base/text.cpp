#include "base/text.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include <cassert>

#include "base/utf8.hpp"

namespace kakehashi {
namespace {

/// No honest character needs more; stops megabytes of combining marks that count as one character.
constexpr std::size_t kBytesPerCharacterMax = 16;

bool is_space(char32_t c) {
    return c == U'\t' || c == U'\n' || u_charType(static_cast<UChar32>(c)) == U_SPACE_SEPARATOR;
}

/// Invisible marks that ride along when text is pasted and mean nothing in Japanese or Latin text.
/// The zero-width joiner stays: it holds emoji together.
bool is_stowaway(char32_t c) {
    return c == 0xFEFF || c == 0x200B || c == 0x2060 || c == 0x00AD || c == 0x200E || c == 0x200F;
}

bool is_line_break(char32_t c) {
    return c == U'\n' || c == U'\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

bool is_refused(char32_t c) {
    const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
    const bool direction_override = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    const bool noncharacter = (c & 0xFFFEU) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
    return control || direction_override || noncharacter;
}

bool is_compatibility_ideograph(char32_t c) {
    return (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

bool is_mark(char32_t c) {
    const auto type = u_charType(static_cast<UChar32>(c));
    return type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK ||
           type == U_COMBINING_SPACING_MARK;
}

/// NFC would turn 神 U+FA19 into 神; those characters pass by it.
std::string compose(std::u32string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    const auto* nfc = icu::Normalizer2::getNFCInstance(status);
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at;
        while (end < text.size() && !is_compatibility_ideograph(text[end])) ++end;
        const std::string run = encode_utf8(text.substr(at, end - at));
        icu::StringByteSink<std::string> sink(&out);
        nfc->normalizeUTF8(0, {run.data(), static_cast<int32_t>(run.size())}, sink, nullptr,
                           status);
        assert(U_SUCCESS(status));
        if (end < text.size()) append_utf8(out, text[end++]);
        at = end;
    }
    return out;
}

enum class Lines { One, Many };

Result<std::string> clean(std::string_view field, std::string_view raw, std::size_t max_chars,
                          Required required, Lines lines) {
    const std::string name{field};
    const auto too_long = [&] {
        return fail(ErrorKind::Invalid, "text.too_long", name, std::to_string(max_chars) + "文字");
    };
    if (raw.size() > (max_chars + 16) * kBytesPerCharacterMax) return too_long();
    auto decoded = decode_utf8(raw);
    if (!decoded) return fail(ErrorKind::Invalid, "text.bad_encoding", name);

    std::u32string kept;
    kept.reserve(decoded->size());
    for (std::size_t i = 0; i < decoded->size(); ++i) {
        char32_t c = (*decoded)[i];
        if (is_stowaway(c)) continue;
        if (c == U'\r' && i + 1 < decoded->size() && (*decoded)[i + 1] == U'\n') continue;
        if (is_line_break(c)) c = U'\n';
        kept.push_back(c);
    }
    std::u32string_view body = kept;
    while (!body.empty() && is_space(body.front())) body.remove_prefix(1);
    while (!body.empty() && is_space(body.back())) body.remove_suffix(1);
    if (body.empty()) {
        if (required == Required::Yes) return fail(ErrorKind::Invalid, "text.required", name);
        return std::string{};
    }
    std::u32string line{body};
    for (char32_t& c : line) {
        if (lines == Lines::One && c == U'\t') c = U' ';
        const bool allowed = lines == Lines::Many && (c == U'\t' || c == U'\n');
        if (!allowed && is_refused(c))
            return fail(ErrorKind::Invalid, "text.control_character", name);
    }
    std::string out = compose(line);
    if (character_count(out) > max_chars) return too_long();
    return out;
}

bool is_letter_of_a_name(char32_t c) {
    if (c == 0x3007 || is_mark(c)) return true;  // 〇
    return u_isalpha(static_cast<UChar32>(c)) != 0;
}

bool joins_names(char32_t c) {
    constexpr std::u32string_view kJoiners = U" \u3000・･ー－-‐‑–.．'’‘´`,，";
    return kJoiners.find(c) != std::u32string_view::npos;
}

}  // namespace

std::size_t character_count(std::string_view text) {
    const auto decoded = decode_utf8(text);
    assert(decoded);
    std::size_t count = 0;
    for (const char32_t c : *decoded)
        if (c < 0x300 || !is_mark(c)) ++count;
    return count;
}

Result<std::string> clean_line(std::string_view field, std::string_view raw, std::size_t max_chars,
                               Required required) {
    return clean(field, raw, max_chars, required, Lines::One);
}

Result<std::string> clean_text(std::string_view field, std::string_view raw, std::size_t max_chars,
                               Required required) {
    return clean(field, raw, max_chars, required, Lines::Many);
}

Result<std::string> clean_name(std::string_view field, std::string_view raw, std::size_t max_chars,
                               Required required) {
    TRY(std::string name, clean_line(field, raw, max_chars, required));
    const auto decoded = decode_utf8(name);
    bool has_letter = name.empty();
    std::size_t position = 0;
    for (const char32_t c : *decoded) {
        if (!is_mark(c)) ++position;
        has_letter = has_letter || (is_letter_of_a_name(c) && !is_mark(c) && c != U'ー');
        if (!is_letter_of_a_name(c) && !joins_names(c))
            return fail(ErrorKind::Invalid, "text.not_a_name", std::string{field},
                        std::to_string(position) + "文字目");
    }
    if (!has_letter) return fail(ErrorKind::Invalid, "text.not_a_name", std::string{field});
    return name;
}

Result<std::string> clean_kana(std::string_view field, std::string_view raw, std::size_t max_chars,
                               Required required) {
    TRY(const std::string line, clean_line(field, raw, max_chars, required));
    UErrorCode status = U_ZERO_ERROR;
    std::string wide;
    icu::StringByteSink<std::string> sink(&wide);
    icu::Normalizer2::getNFKCInstance(status)->normalizeUTF8(
        0, {line.data(), static_cast<int32_t>(line.size())}, sink, nullptr, status);
    assert(U_SUCCESS(status));
    std::string out;
    bool has_kana = line.empty();
    const auto decoded = decode_utf8(wide);
    for (char32_t c : *decoded) {
        if ((c >= U'ぁ' && c <= U'ゖ') || c == U'ゝ' || c == U'ゞ') c += U'ア' - U'あ';
        constexpr std::u32string_view kLongMarks = U"-‐‑–—―−";
        if (kLongMarks.find(c) != std::u32string_view::npos) c = U'ー';
        const bool kana = (c >= U'ァ' && c <= U'ヺ') || c == U'ヽ' || c == U'ヾ';
        if (!kana && c != U'ー' && c != U'・' && c != U' ')
            return fail(ErrorKind::Invalid, "text.not_kana", std::string{field});
        has_kana = has_kana || kana;
        append_utf8(out, c);
    }
    if (!has_kana) return fail(ErrorKind::Invalid, "text.not_kana", std::string{field});
    return out;
}

}  // namespace kakehashi
