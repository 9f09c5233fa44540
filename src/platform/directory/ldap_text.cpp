#include "platform/directory/ldap_text.hpp"

namespace kakehashi {
namespace {

constexpr std::string_view kPlace = "{name}";
constexpr std::string_view kPlain =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_@";

}  // namespace

std::string escaped_in_filter(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (kPlain.find(c) != kPlain.npos)
            out += c;
        else
            (out += '\\') += {kDigits[byte >> 4], kDigits[byte & 15]};
    }
    return out;
}

std::string filter_for(std::string_view pattern, std::string_view name) {
    std::string out{pattern};
    const auto value = escaped_in_filter(name);
    for (auto at = out.find(kPlace); at != out.npos; at = out.find(kPlace, at + value.size()))
        out.replace(at, kPlace.size(), value);
    return out;
}

}  // namespace kakehashi
