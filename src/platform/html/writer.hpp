#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "platform/html/escape.hpp"
#include "platform/html/values.hpp"

namespace kakehashi::html {

/// A whole number, and not a bool or a single character, which are mistakes on a page.
template <typename T>
concept Number = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> &&
                 !std::same_as<T, wchar_t> && !std::same_as<T, char8_t> &&
                 !std::same_as<T, char16_t> && !std::same_as<T, char32_t>;

/// Anything that is text: std::string, std::string_view, const char*.
template <typename T>
concept Text = std::convertible_to<const T&, std::string_view> && !std::same_as<T, std::nullptr_t>;

/// What `{{#if x}}` asks: bool and number not zero, optional and pointer not empty, string,
/// container, Url, Safe and Json not empty.
template <typename T>
bool truthy(const T& value) {
    static_assert(!std::is_enum_v<T> && !std::is_floating_point_v<T>, "compare it instead");
    if constexpr (std::is_array_v<T>)
        return value[0] != '\0';
    else if constexpr (std::same_as<T, const char*> || std::same_as<T, char*>)
        return value != nullptr && *value != '\0';
    else if constexpr (requires {
                           { value.empty() } -> std::convertible_to<bool>;
                       })
        return !value.empty();
    else
        return static_cast<bool>(value);
}

/// Where a page is written. The compiled templates (tools/htmlc) call one function per context;
/// a value whose type does not fit the context does not compile.
class Writer {
  public:
    explicit Writer(std::size_t expected_bytes = 16 * 1024) { out_.reserve(expected_bytes); }

    /// Markup of the template itself.
    void raw(std::string_view markup) { out_.append(markup); }

    /// Between tags.
    void text(Text auto const& value) { append_escaped(out_, value, EscapeFor::Text); }
    void text(Number auto value) { number(value); }
    void text(const Url& value) { append_escaped(out_, value.text(), EscapeFor::Text); }
    void text(const Safe& value) { out_.append(value.view()); }

    /// Inside <textarea> or <title>, where markup would show as text.
    void rcdata(Text auto const& value) { append_escaped(out_, value, EscapeFor::Text); }
    void rcdata(Number auto value) { number(value); }
    void rcdata(const Url& value) { text(value); }

    /// Inside a quoted attribute.
    void attribute(Text auto const& value) { append_escaped(out_, value, EscapeFor::Attribute); }
    void attribute(Number auto value) { number(value); }
    void attribute(const Url& value) { url(value); }

    /// The beginning of an address: only a Url knows that it is not `javascript:`.
    void url(const Url& value) { append_escaped(out_, value.text(), EscapeFor::Attribute); }

    /// A part of an address, right after a "/".
    void url_segment(Text auto const& value) { append_path_segment(out_, value); }
    void url_segment(Number auto value) { number(value); }

    /// Any other part of an address.
    void url_component(Text auto const& value) { append_percent_encoded(out_, value); }
    void url_component(Number auto value) { number(value); }

    /// The whole value of an attribute that a script reads as JSON.
    void json(const Json& value) { append_escaped(out_, value.text(), EscapeFor::Attribute); }

    const std::string& str() const { return out_; }
    std::string take() && { return std::move(out_); }

  private:
    void number(std::integral auto value) {
        char digits[24];
        const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
        out_.append(digits, static_cast<std::size_t>(end - digits));
    }

    std::string out_;
};

}  // namespace kakehashi::html
