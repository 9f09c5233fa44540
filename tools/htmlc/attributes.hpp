#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "context.hpp"

namespace htmlc {

std::string_view trimmed(std::string_view text);

inline bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}
inline bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
inline char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

template <std::size_t N>
bool is_one_of(std::string_view name, const std::array<std::string_view, N>& names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// What a value in this attribute of this tag would be; both names in lower case.
AttributeKind attribute_kind(std::string_view tag, std::string_view name);

/// An address may begin with this and go on with percent-encoded values.
bool is_safe_beginning(std::string_view prefix);

}  // namespace htmlc
