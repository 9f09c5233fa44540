#pragma once

#include <string_view>

#include "base/result.hpp"

namespace kakehashi {

/// One value of an enumeration: as it is stored and sent, and as staff read it.
template <typename E>
struct Words {
    E value;
    std::string_view text;
    std::string_view japanese;
};

/// The words of a value; those of the first for a value that has none.
template <typename List, typename E>
constexpr const Words<E>& words_of(const List& list, E value) {
    for (const auto& words : list)
        if (words.value == value) return words;
    return list.front();
}

/// Invalid with `code`, at `field`.
template <typename List>
auto value_of(const List& list, std::string_view text, const char* code, const char* field = "")
    -> Result<decltype(list.front().value)> {
    for (const auto& words : list)
        if (words.text == text) return words.value;
    return fail(ErrorKind::Invalid, code, field);
}

}  // namespace kakehashi
