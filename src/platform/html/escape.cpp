#include "platform/html/escape.hpp"

#include <array>

namespace kakehashi::html {
namespace {

enum class Byte : unsigned char { Plain, Reference, Quote, Return, Control, Multi };

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

constexpr auto kBytes = [] {
    std::array<Byte, 256> bytes{};
    for (std::size_t i = 0; i < 0x20; ++i) bytes[i] = Byte::Control;
    bytes['\n'] = bytes['\t'] = Byte::Plain;
    bytes['\r'] = Byte::Return;
    bytes['&'] = bytes['<'] = bytes['>'] = Byte::Reference;
    bytes['"'] = bytes['\''] = Byte::Quote;
    bytes[0x7F] = Byte::Control;
    for (std::size_t i = 0x80; i < 0x100; ++i) bytes[i] = Byte::Multi;
    return bytes;
}();

std::string_view reference(char c) {
    switch (c) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '"':
            return "&#34;";
        default:
            return "&#39;";
    }
}

unsigned char byte_at(std::string_view text, std::size_t i) {
    return static_cast<unsigned char>(text[i]);
}

}  // namespace

std::size_t utf8_length(std::string_view text, std::size_t at, std::size_t& broken_bytes) {
    broken_bytes = 1;
    const auto lead = byte_at(text, at);
    std::size_t length = 0;
    unsigned char low = 0x80;  // the range of the second byte, Unicode table 3-7
    unsigned char high = 0xBF;
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) length = 2;
    if (lead >= 0xE0 && lead <= 0xEF) length = 3;
    if (lead >= 0xF0 && lead <= 0xF4) length = 4;
    if (length == 0) return 0;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
    for (std::size_t i = 1; i < length; ++i) {
        if (at + i >= text.size()) return 0;
        const auto byte = byte_at(text, at + i);
        if (byte < low || byte > high) return 0;
        low = 0x80;
        high = 0xBF;
        ++broken_bytes;
    }
    return length;
}

void append_escaped(std::string& out, std::string_view text, EscapeFor place) {
    std::size_t run = 0;  // where the bytes not yet copied begin
    std::size_t at = 0;
    const auto replace = [&](std::size_t bytes, std::string_view with) {
        out.append(text, run, at - run);
        out.append(with);
        at += bytes;
        run = at;
    };
    while (at < text.size()) {
        switch (kBytes[byte_at(text, at)]) {
            case Byte::Plain:
                ++at;
                break;
            case Byte::Quote:
                if (place == EscapeFor::Attribute)
                    replace(1, reference(text[at]));
                else
                    ++at;
                break;
            case Byte::Reference:
                if (place == EscapeFor::Nothing)
                    ++at;
                else
                    replace(1, reference(text[at]));
                break;
            case Byte::Return:
                replace(at + 1 < text.size() && text[at + 1] == '\n' ? 2 : 1, "\n");
                break;
            case Byte::Control:
                replace(1, kReplacement);
                break;
            case Byte::Multi: {
                std::size_t broken = 0;
                const auto length = utf8_length(text, at, broken);
                // U+0080 to U+009F are control characters too.
                const bool control =
                    length == 2 && byte_at(text, at) == 0xC2 && byte_at(text, at + 1) < 0xA0;
                if (length == 0 || control)
                    replace(control ? 2 : broken, kReplacement);
                else
                    at += length;
                break;
            }
        }
    }
    out.append(text, run, at - run);
}

}  // namespace kakehashi::html
