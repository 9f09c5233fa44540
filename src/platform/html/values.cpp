#include "platform/html/values.hpp"

#include <algorithm>
#include <cassert>
#include <optional>

#include "platform/html/escape.hpp"
#include "platform/html/writer.hpp"

namespace kakehashi::html {
namespace {

constexpr char kHex[] = "0123456789ABCDEF";

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_alnum(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

void append_percent(std::string& out, char c) {
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
}

/// Keeps what an address may hold and encodes the rest; browsers drop raw tabs and line ends, which
/// would let "/\t/evil" become "//evil".
std::string encoded_address(std::string_view text) {
    constexpr std::string_view kKept = "-._~:/?#[]@!$&'()*+,;=%";
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (is_alnum(c) || kKept.find(c) != std::string_view::npos)
            out += c;
        else
            append_percent(out, c);
    }
    return out;
}

bool is_local(std::string_view text) {
    return !text.empty() && text[0] == '/' &&
           (text.size() == 1 || (text[1] != '/' && text[1] != '\\'));
}

std::optional<std::size_t> scheme_length(std::string_view text) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (text.size() <= scheme.size()) continue;
        const bool same =
            std::equal(scheme.begin(), scheme.end(), text.begin(), [](char a, char b) {
                return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b);
            });
        if (same) return scheme.size();
    }
    return std::nullopt;
}

}  // namespace

Safe Safe::written(Writer&& writer) {
    Safe safe;
    safe.written_ = std::move(writer).take();
    return safe;
}

Url Url::path(std::string_view text) {
    assert(is_local(text) && "Url::path takes a path on this server");
    return Url(encoded_address(text));
}

Result<Url> Url::local(std::string_view text) {
    if (!is_local(text)) return fail(ErrorKind::Invalid, "url.not_local");
    return Url(encoded_address(text));
}

Result<Url> Url::web(std::string_view text) {
    const auto scheme = scheme_length(text);
    if (!scheme || !is_alnum(text[*scheme])) return fail(ErrorKind::Invalid, "url.not_web");
    return Url(encoded_address(text));
}

Result<Url> Url::telephone(std::string_view text) {
    std::string number;
    bool any_digit = false;
    for (const char c : text) {
        any_digit = any_digit || is_digit(c);
        if (is_digit(c) || c == '+' || c == '-')
            number += c;
        else if (c != ' ' && c != '(' && c != ')')
            return fail(ErrorKind::Invalid, "url.not_telephone");
    }
    if (!any_digit) return fail(ErrorKind::Invalid, "url.not_telephone");
    return Url("tel:" + number);
}

Url Url::segment(std::string_view text) const {
    auto address = text_;
    if (!address.ends_with('/')) address += '/';
    append_path_segment(address, text);
    return Url(std::move(address));
}

Url Url::with(std::string_view name, std::string_view value) const {
    auto address = text_;
    address += address.find('?') == std::string::npos ? '?' : '&';
    append_percent_encoded(address, name);
    address += '=';
    append_percent_encoded(address, value);
    return Url(std::move(address));
}

Url Url::with(
    std::initializer_list<std::pair<std::string_view, std::string_view>> query_pairs) const {
    auto address = *this;
    for (const auto& [name, value] : query_pairs) address = address.with(name, value);
    return address;
}

Url Url::at(std::string_view element_id) const {
    auto address = text_ + '#';
    append_percent_encoded(address, element_id);
    return Url(std::move(address));
}

Json Json::serialized(std::string text) {
    assert(!text.empty() && (text.front() == '{' || text.front() == '['));
    Json json;
    json.text_ = std::move(text);
    return json;
}

namespace {

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : cleaned(text)) {
        if (c == '"' || c == '\\') out += '\\';
        if (c == '\n')
            out += "\\n";
        else if (c == '\t')
            out += "\\t";
        else
            out += c;
    }
    out += '"';
    return out;
}

}  // namespace

Json Json::with_member(std::string_view name, std::string_view value_text) const {
    assert(text_.front() == '{' && text_.back() == '}');
    Json json;
    json.text_ = text_.substr(0, text_.size() - 1);
    if (json.text_.size() > 1) json.text_ += ',';
    json.text_ += quoted(name);
    json.text_ += ':';
    json.text_ += value_text;
    json.text_ += '}';
    return json;
}

Json Json::with(std::string_view name, std::string_view value) const {
    return with_member(name, quoted(value));
}

Json Json::with(std::string_view name, std::int64_t value) const {
    return with_member(name, std::to_string(value));
}

Json Json::with(std::string_view name, bool value) const {
    return with_member(name, value ? "true" : "false");
}

void append_percent_encoded(std::string& out, std::string_view text) {
    constexpr std::string_view kReplacement = "%EF%BF%BD";
    for (std::size_t at = 0; at < text.size();) {
        std::size_t broken = 0;
        const auto length = utf8_length(text, at, broken);
        if (length == 0) {
            out += kReplacement;
            at += broken;
            continue;
        }
        for (const char c : text.substr(at, length)) {
            if (is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~')
                out += c;
            else
                append_percent(out, c);
        }
        at += length;
    }
}

void append_path_segment(std::string& out, std::string_view text) {
    if (text.empty() || text == "." || text == "..")
        out += '_';
    else
        append_percent_encoded(out, text);
}

std::string cleaned(std::string_view text) {
    std::string out;
    append_escaped(out, text, EscapeFor::Nothing);
    return out;
}

}  // namespace kakehashi::html
