#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"

namespace kakehashi::html {

/// Markup that is already escaped and may stand in text as it is. Made only from a literal of the
/// source, or from what a Writer wrote (`Safe::written`), so no outside text can become one.
class Safe {
  public:
    /// Text that stands in our source; nothing known only at run time converts to it.
    struct Literal {
        consteval Literal(const char* text) : markup(text) {}
        std::string_view markup;
    };

    Safe() = default;
    explicit Safe(Literal literal) : literal_(literal.markup) {}

    /// Takes over markup that a Writer produced.
    static Safe written(class Writer&& writer);

    std::string_view view() const { return written_.empty() ? literal_ : written_; }
    bool empty() const { return view().empty(); }

  private:
    std::string_view literal_;
    std::string written_;
};

/// An address that is safe to follow: a place on this server, a web page, or a telephone number.
/// Kept percent-encoded; the Writer adds the HTML escaping.
class Url {
  public:
    /// The empty address; pages ask `{{#if url}}` before they draw the link.
    Url() = default;

    /// A path on this server written by us: starts with "/" and not with "//", else an assertion
    /// stops the program. Outside text goes through `segment`, `with` or `local` instead.
    static Url path(std::string_view text);

    /// A path on this server from outside (a `return_to` field). Invalid `url.not_local`.
    static Result<Url> local(std::string_view text);

    /// Somebody's web page. Invalid `url.not_web` unless it starts with http:// or https:// and
    /// names a host.
    static Result<Url> web(std::string_view text);

    /// A telephone link (tel:). Invalid `url.not_telephone` unless digits, "+", "-" and brackets.
    static Result<Url> telephone(std::string_view text);

    /// This path and one more segment: `Url::path("/patients").segment(id)`.
    Url segment(std::string_view text) const;
    Url segment(std::integral auto number) const { return segment(std::to_string(number)); }

    /// This address and one more query pair, percent-encoded.
    Url with(std::string_view name, std::string_view value) const;
    Url with(std::string_view name, std::integral auto number) const {
        return with(name, std::to_string(number));
    }
    Url with(
        std::initializer_list<std::pair<std::string_view, std::string_view>> query_pairs) const;

    /// This address and the element it points at (#fragment). Call it last.
    Url at(std::string_view element_id) const;

    /// The encoded address, as a Location header wants it.
    const std::string& text() const { return text_; }
    bool empty() const { return text_.empty(); }
    bool operator==(const Url&) const = default;

  private:
    explicit Url(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

/// A JSON object or array for an attribute such as hx-vals or data-json.
class Json {
  public:
    /// The object without members.
    Json() : text_("{}") {}

    /// JSON text made by a JSON library; an assertion stops the program unless it is an object or
    /// an array (htmx would run a text that starts with "js:").
    static Json serialized(std::string text);

    /// This object and one more member. Strings are escaped for JSON, invalid UTF-8 is replaced.
    Json with(std::string_view name, std::string_view value) const;
    Json with(std::string_view name, const char* value) const {
        return with(name, std::string_view(value));
    }
    Json with(std::string_view name, std::int64_t value) const;
    Json with(std::string_view name, int value) const { return with(name, std::int64_t{value}); }
    Json with(std::string_view name, bool value) const;

    const std::string& text() const { return text_; }
    bool empty() const { return text_ == "{}" || text_ == "[]"; }

  private:
    Json with_member(std::string_view name, std::string_view value_text) const;
    std::string text_;
};

/// Appends `text` with everything but letters, digits and -._~ percent-encoded (RFC 3986).
void append_percent_encoded(std::string& out, std::string_view text);

/// As above for a path segment: "", "." and ".." would change the path and become "_".
void append_path_segment(std::string& out, std::string_view text);

/// The text with invalid UTF-8 and control characters (but \n and \t) as U+FFFD, CRLF as \n.
std::string cleaned(std::string_view text);

}  // namespace kakehashi::html
