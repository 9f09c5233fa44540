#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/date.hpp"
#include "base/id.hpp"

namespace kakehashi::db {

/// Words (divided by single spaces) for a text index; each engine stores them in its own form.
struct IndexedWords {
    std::string_view words;
};

/// What is looked for in a text index: for each of `all`, one of its phrases must be there.
struct Match {
    struct Phrase {
        std::string words;       // that follow each other, divided by single spaces
        bool is_prefix = false;  // the last word may go on
    };
    std::vector<std::vector<Phrase>> all;
};

/// One bound parameter. Text is referenced, not copied: it lives as long as the call.
/// Days travel as `2026-11-24`, moments as seconds since 1970.
using Value = std::variant<std::monostate, std::int64_t, double, std::string_view, std::string,
                           IndexedWords, const Match*>;

inline Value bind(std::nullopt_t) {
    return std::monostate{};
}
inline Value bind(std::int64_t value) {
    return value;
}
inline Value bind(int value) {
    return std::int64_t{value};
}
inline Value bind(std::size_t value) {
    return static_cast<std::int64_t>(value);
}
inline Value bind(bool value) {
    return std::int64_t{value ? 1 : 0};
}
inline Value bind(double value) {
    return value;
}
inline Value bind(std::string_view value) {
    return value;
}
inline Value bind(const std::string& value) {
    return std::string_view{value};
}
inline Value bind(const char* value) {
    return std::string_view{value};
}
inline Value bind(IndexedWords value) {
    return value;
}
inline Value bind(const Match& value) {
    return &value;
}
inline Value bind(Date value) {
    return iso_date(value);
}
inline Value bind(Instant value) {
    return std::int64_t{value.time_since_epoch().count()};
}

/// An id of 0 is "none" and is stored as NULL.
template <typename Tag>
Value bind(Id<Tag> value) {
    if (!value) return std::monostate{};
    return value.value;
}

/// Enumerations are stored by the word their feature's `to_text` gives.
template <typename E>
requires std::is_enum_v<E> Value bind(E value) {
    return std::string_view{to_text(value)};
}

template <typename T>
Value bind(const std::optional<T>& value) {
    if (!value) return std::monostate{};
    return bind(*value);
}

}  // namespace kakehashi::db
