#include "exchange/csv/encoding.hpp"

#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>
#include <unicode/ustring.h>

#include <optional>
#include <stdexcept>

namespace kakehashi::csv {
namespace {

constexpr const char* kCp932 = "ibm-943_P15A-2003";  // ICU's windows-31j: 5C is a backslash

UConverter* open_cp932() {
    UErrorCode error = U_ZERO_ERROR;
    UConverter* converter = ucnv_open(kCp932, &error);
    if (U_FAILURE(error)) throw std::runtime_error("ICU has no CP932 converter");
    return converter;
}

struct CloseConverter {
    void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

unsigned byte_at(std::string_view bytes, std::size_t at) {
    return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0U;
}

/// The length of the well-formed UTF-8 sequence at `at` (Unicode table 3-7), or 0.
std::size_t utf8_length(std::string_view bytes, std::size_t at) {
    const unsigned lead = byte_at(bytes, at);
    const unsigned second = byte_at(bytes, at + 1);
    const auto tail = [&](std::size_t i) { return (byte_at(bytes, at + i) & 0xC0U) == 0x80U; };
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        const bool in_range = (lead != 0xE0 || second >= 0xA0) && (lead != 0xED || second < 0xA0);
        return in_range && tail(1) && tail(2) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const bool in_range = (lead != 0xF0 || second >= 0x90) && (lead != 0xF4 || second < 0x90);
        return in_range && tail(1) && tail(2) && tail(3) ? 4 : 0;
    }
    return 0;
}

struct Utf8Look {
    bool valid = true;
    bool may_be_kana = false;  // something beyond ASCII, and all of it half-width kana in CP932
    std::size_t broken_at = 0;
};

Utf8Look look_at_utf8(std::string_view bytes) {
    Utf8Look look;
    bool beyond_ascii = false;
    bool all_kana = true;
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t length = utf8_length(bytes, at);
        if (length == 0) return {false, false, at};
        if (length > 1) {
            beyond_ascii = true;
            all_kana = all_kana && length == 2 && byte_at(bytes, at) >= 0xA1 &&
                       byte_at(bytes, at + 1) >= 0xA1;
        }
        at += length;
    }
    look.may_be_kana = beyond_ascii && all_kana;
    return look;
}

int lines_before(std::string_view bytes, std::size_t at) {
    return static_cast<int>(std::count(bytes.begin(), bytes.begin() + static_cast<long>(at), '\n'));
}

/// Strict: the first byte pair that CP932 does not define ends it.
std::optional<std::string> from_cp932(std::string_view bytes) {
    const Converter converter(open_cp932());
    UErrorCode error = U_ZERO_ERROR;
    ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr,
                        &error);
    std::string text;
    text.reserve(bytes.size() * 3 / 2);
    std::array<char16_t, 4'096> units;
    std::array<char, 3 * 4'096> utf8;
    const char* from = bytes.data();
    const char* const end = from + bytes.size();
    while (true) {
        error = U_ZERO_ERROR;
        char16_t* to = units.data();
        ucnv_toUnicode(converter.get(), &to, units.data() + units.size(), &from, end, nullptr, 1,
                       &error);
        const bool more = error == U_BUFFER_OVERFLOW_ERROR;
        if (U_FAILURE(error) && !more) return std::nullopt;
        error = U_ZERO_ERROR;
        std::int32_t length = 0;
        // CP932 knows only the basic plane, so no pair is ever cut between two rounds.
        u_strToUTF8(utf8.data(), static_cast<std::int32_t>(utf8.size()), &length, units.data(),
                    static_cast<std::int32_t>(to - units.data()), &error);
        if (U_FAILURE(error)) return std::nullopt;
        text.append(utf8.data(), static_cast<std::size_t>(length));
        if (!more) return text;
    }
}

struct Twin {
    std::string_view from;
    std::string_view to;
};

constexpr Twin kTwins[] = {
    {"\u301C", "\uFF5E"}, {"\u2212", "\uFF0D"}, {"\u2016", "\u2225"}, {"\u2014", "\u2015"},
    {"\u00A2", "\uFFE0"}, {"\u00A3", "\uFFE1"}, {"\u00AC", "\uFFE2"}, {"\u00A6", "\uFFE4"},
};

}  // namespace

Result<Decoded> decode(std::string_view bytes) {
    constexpr std::string_view kBom = "\xEF\xBB\xBF";
    const bool has_bom = bytes.starts_with(kBom);
    if (has_bom) bytes.remove_prefix(kBom.size());
    const std::size_t nul = bytes.find('\0');
    if (nul != std::string_view::npos) return fail(ErrorKind::Invalid, "csv.not_text");

    const Utf8Look look = look_at_utf8(bytes);
    if (look.valid && (has_bom || !look.may_be_kana))
        return Decoded{has_bom ? Encoding::Utf8Bom : Encoding::Utf8, std::string(bytes)};
    if (!has_bom)
        if (auto text = from_cp932(bytes)) return Decoded{Encoding::Cp932, *std::move(text)};
    if (look.valid) return Decoded{Encoding::Utf8, std::string(bytes)};
    const int line = lines_before(bytes, look.broken_at) + 1;
    return fail(ErrorKind::Invalid, "csv.encoding", "row-" + std::to_string(line),
                std::to_string(line) + "行目");
}

Cp932Encoder::Cp932Encoder() : converter_(open_cp932()) {
    UErrorCode error = U_ZERO_ERROR;
    ucnv_setFromUCallBack(static_cast<UConverter*>(converter_), UCNV_FROM_U_CALLBACK_STOP, nullptr,
                          nullptr, nullptr, &error);
}

Cp932Encoder::~Cp932Encoder() {
    ucnv_close(static_cast<UConverter*>(converter_));
}

bool Cp932Encoder::append(std::string_view character, std::string& out) {
    for (const Twin& twin : kTwins)
        if (twin.from == character) character = twin.to;
    std::array<char16_t, 4> units;
    std::int32_t length = 0;
    UErrorCode error = U_ZERO_ERROR;
    u_strFromUTF8(units.data(), static_cast<std::int32_t>(units.size()), &length, character.data(),
                  static_cast<std::int32_t>(character.size()), &error);
    if (U_FAILURE(error)) return false;
    std::array<char, 16> bytes;
    const std::int32_t size =
        ucnv_fromUChars(static_cast<UConverter*>(converter_), bytes.data(),
                        static_cast<std::int32_t>(bytes.size()), units.data(), length, &error);
    if (U_FAILURE(error)) return false;
    out.append(bytes.data(), static_cast<std::size_t>(size));
    return true;
}

}  // namespace kakehashi::csv
