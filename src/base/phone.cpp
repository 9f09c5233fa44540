// Telephone numbers and digits as typed.
#include "base/japanese.hpp"
#include "base/utf8.hpp"

namespace kakehashi {
namespace {

constexpr std::u32string_view kHyphens = U"-‐‑‒–—―−－ー() \u3000()（）/.・";

char32_t half_width(char32_t c) {
    return c >= U'０' && c <= U'９' ? c - U'０' + U'0' : c;
}
bool is_digit(char32_t c) {
    return c >= U'0' && c <= U'9';
}

/// Digits in groups as typed, "042-000-0134"; empty when anything else stands in `text`.
std::string grouped(const std::u32string& text) {
    std::string out;
    for (const char32_t typed : text) {
        const char32_t c = half_width(typed);
        if (is_digit(c)) {
            out.push_back(static_cast<char>(c));
        } else if (kHyphens.find(c) == std::u32string_view::npos) {
            return {};
        } else if (!out.empty() && out.back() != '-') {
            out.push_back('-');
        }
    }
    while (out.ends_with('-')) out.pop_back();
    return out;
}

/// +81 42 … and +81 (0)42 … as they are dialled in Japan.
std::string domestic(std::string number) {
    number.erase(0, 2);
    if (number.starts_with('-')) number.erase(0, 1);
    if (number.starts_with('0')) number.erase(0, 1);
    if (number.starts_with('-')) number.erase(0, 1);
    return "0" + number;
}

bool starts_with_any(std::string_view number, std::initializer_list<std::string_view> prefixes) {
    for (const auto prefix : prefixes)
        if (number.starts_with(prefix)) return true;
    return false;
}

/// Mobile, IP and pager numbers, and 0800, have eleven digits; all others ten.
std::size_t expected_length(std::string_view digits) {
    return starts_with_any(digits, {"020", "050", "060", "070", "080", "090"}) ? 11 : 10;
}

std::string with_hyphens(const std::string& digits) {
    const auto split = [&](std::size_t first, std::size_t second) {
        return digits.substr(0, first) + "-" + digits.substr(first, second) + "-" +
               digits.substr(first + second);
    };
    if (starts_with_any(digits, {"0120", "0570"})) return split(4, 3);
    if (digits.starts_with("0800")) return split(4, 3);
    if (digits.size() == 11) return split(3, 4);
    return starts_with_any(digits, {"03", "06"}) ? split(2, 4) : digits;
}

bool has_country_code(std::u32string_view text) {
    const auto plus = text.find_first_not_of(U" \u3000");
    return plus != std::u32string_view::npos && (text[plus] == U'+' || text[plus] == U'＋');
}

}  // namespace

std::string digits(std::string_view text) {
    std::string out;
    for (const char32_t typed : decode_utf8(text).value_or(U""))
        if (const char32_t c = half_width(typed); is_digit(c)) out.push_back(static_cast<char>(c));
    return out;
}

std::string phone_key(std::string_view text) {
    std::string number = digits(text);
    const auto typed = decode_utf8(text);
    const bool abroad = typed && has_country_code(*typed) && number.starts_with("81");
    return abroad ? domestic(std::move(number)) : number;
}

Result<std::string> parse_phone(std::string_view field, std::string_view text) {
    const auto malformed = fail(ErrorKind::Invalid, "phone.malformed", std::string{field});
    auto typed = decode_utf8(text);
    if (!typed) return malformed;
    const auto first = typed->find_first_not_of(U" \u3000\t\r\n");
    if (first == std::u32string::npos) return std::string{};
    const bool abroad = has_country_code(*typed);
    std::string number = grouped(abroad ? typed->substr(typed->find_first_of(U"+＋") + 1) : *typed);
    if (abroad && !number.starts_with("81")) return malformed;
    if (abroad) number = domestic(std::move(number));
    const std::string dialled = digits(number);
    if (dialled.size() < 10 || dialled[0] != '0' || dialled[1] == '0') return malformed;
    if (dialled.size() != expected_length(dialled)) return malformed;
    return number == dialled ? with_hyphens(number) : number;
}

}  // namespace kakehashi
