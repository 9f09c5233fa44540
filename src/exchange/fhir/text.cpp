#include "exchange/fhir/text.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace kakehashi::fhir {

namespace {
constexpr std::string_view kWideSpace = "\u3000";

bool is_invisible(char32_t c) {
    return (c < 0x20 && c != '\n') || (c >= 0x7F && c < 0xA0) || c == 0x200B || c == 0xFEFF ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFFFE ||
           c == 0xFFFF;
}

void trim_end(std::string& text) {
    while (true) {
        if (text.ends_with(' '))
            text.pop_back();
        else if (text.ends_with(kWideSpace))
            text.resize(text.size() - kWideSpace.size());
        else
            return;
    }
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kEntities{{
    {"amp", "&"},
    {"lt", "<"},
    {"gt", ">"},
    {"quot", "\""},
    {"apos", "'"},
    {"nbsp", " "},
    {"ensp", " "},
    {"emsp", "\u3000"},
    {"middot", "·"},
    {"deg", "°"},
    {"plusmn", "±"},
    {"times", "×"},
    {"micro", "µ"},
    {"le", "≤"},
    {"ge", "≥"},
    {"rarr", "→"},
}};

/// Decodes the entity at the start of `text` ("&lt;…"); returns how long it was, 0 when it is none.
std::size_t decode_entity(std::string_view text, std::string& out) {
    const auto end = text.substr(0, 12).find(';');
    if (end == std::string_view::npos || end < 2) return 0;
    auto name = text.substr(1, end - 1);
    if (name.front() != '#') {
        for (const auto& [entity, character] : kEntities)
            if (entity == name) {
                out += character;
                return end + 1;
            }
        return 0;
    }
    name.remove_prefix(1);
    const int base = name.starts_with('x') || name.starts_with('X') ? 16 : 10;
    if (base == 16) name.remove_prefix(1);
    unsigned code_point = 0;
    const auto [last, error] =
        std::from_chars(name.data(), name.data() + name.size(), code_point, base);
    if (name.empty() || error != std::errc{} || last != name.data() + name.size()) return 0;
    if (code_point > 0 && code_point <= 0x10FFFF && (code_point < 0xD800 || code_point > 0xDFFF))
        append_code_point(out, code_point);
    return end + 1;
}

/// Where the tag that starts at `at` ends (the place of its '>'), quotes respected.
std::size_t tag_end(std::string_view text, std::size_t at) {
    char quote = 0;
    for (; at < text.size(); ++at) {
        if (quote) {
            if (text[at] == quote) quote = 0;
        } else if (text[at] == '"' || text[at] == '\'') {
            quote = text[at];
        } else if (text[at] == '>') {
            return at;
        }
    }
    return std::string_view::npos;
}

std::string tag_name(std::string_view tag) {
    std::string name;
    for (const char c : tag) {
        const char lower = static_cast<char>(c | 0x20);
        if ((lower < 'a' || lower > 'z') && (c < '0' || c > '9')) break;
        name += c >= 'A' && c <= 'Z' ? lower : c;
    }
    return name;
}

/// Where the closing tag of `name` starts, from `at` on; the end of the text when there is none.
std::size_t end_of_element(std::string_view text, std::size_t at, std::string_view name) {
    for (at = text.find("</", at); at != std::string_view::npos; at = text.find("</", at + 2))
        if (tag_name(text.substr(at + 2, name.size() + 1)) == name) return at;
    return text.size();
}

bool ends_line(std::string_view name) {
    for (const std::string_view block :
         {"p",  "div", "br",  "li",      "tr",    "table", "ul",      "ol",
          "dl", "dt",  "dd",  "h1",      "h2",    "h3",    "h4",      "h5",
          "h6", "hr",  "pre", "caption", "thead", "tbody", "section", "blockquote"})
        if (name == block) return true;
    return false;
}
}  // namespace

char32_t next_code_point(std::string_view text, std::size_t& at) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) & 0x3Fu : 0u;
    };
    const unsigned lead = static_cast<unsigned char>(text[at]);
    const std::size_t start = at;
    if (lead < 0x80) return ++at, lead;
    if (lead < 0xE0) return at += 2, (lead & 0x1Fu) << 6 | byte(start + 1);
    if (lead < 0xF0) return at += 3, (lead & 0x0Fu) << 12 | byte(start + 1) << 6 | byte(start + 2);
    return at += 4,
           (lead & 0x07u) << 18 | byte(start + 1) << 12 | byte(start + 2) << 6 | byte(start + 3);
}

void append_code_point(std::string& out, char32_t c) {
    const auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | c >> 6), put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        put(0xE0 | c >> 12), put(0x80 | (c >> 6 & 0x3F)), put(0x80 | (c & 0x3F));
    } else {
        put(0xF0 | c >> 18), put(0x80 | (c >> 12 & 0x3F)), put(0x80 | (c >> 6 & 0x3F));
        put(0x80 | (c & 0x3F));
    }
}

std::string tidy(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    int line_ends = 2;  // so that blank lines at the start are dropped
    for (std::size_t at = 0; at < text.size();) {
        auto c = next_code_point(text, at);
        if (c == '\r') {
            if (at < text.size() && text[at] == '\n') continue;
            c = '\n';
        }
        if (c == '\n') {
            trim_end(out);
            if (++line_ends <= 2) out += '\n';
        } else if (c == '\t') {
            out += ' ';
        } else if (!is_invisible(c)) {
            const bool blank = c == ' ' || c == 0x3000 || c == 0xA0;
            if (blank && out.empty()) continue;
            if (!blank) line_ends = 0;
            append_code_point(out, c == 0xA0 ? U' ' : c);
        }
    }
    trim_end(out);
    while (out.ends_with('\n')) {
        out.pop_back();
        trim_end(out);
    }
    return out;
}

std::string tidy_line(std::string_view text) {
    std::string out;
    for (const std::string tidied = tidy(text); const char c : tidied) out += c == '\n' ? ' ' : c;
    std::string line;
    for (std::size_t at = 0; at < out.size();) {
        auto c = next_code_point(out, at);
        if (c == 0x3000) c = ' ';
        if (c == ' ' && (line.empty() || line.ends_with(' '))) continue;
        append_code_point(line, c);
    }
    trim_end(line);
    return line;
}

std::string plain_text(std::string_view xhtml) {
    std::string out;
    bool tags_end = true;  // false once a '<' was found that no '>' follows
    for (std::size_t at = 0; at < xhtml.size();) {
        const auto rest = xhtml.substr(at);
        if (rest.front() == '&') {
            if (const auto length = decode_entity(rest, out)) {
                at += length;
                continue;
            }
        } else if (rest.starts_with("<!--")) {
            const auto end = xhtml.find("-->", at);
            at = end == std::string_view::npos ? xhtml.size() : end + 3;
            continue;
        } else if (rest.front() == '<' && rest.size() > 1 && tags_end) {
            const bool closing = rest[1] == '/';
            const auto name = tag_name(rest.substr(closing ? 2 : 1));
            if (!name.empty() || rest[1] == '!' || rest[1] == '?') {
                const auto end = tag_end(xhtml, at);
                tags_end = end != std::string_view::npos;
                if (tags_end) {
                    at = end + 1;
                    if (ends_line(name)) out += '\n';
                    if (name == "td" || name == "th") out += ' ';
                    if (!closing && (name == "script" || name == "style"))
                        at = end_of_element(xhtml, at, name);
                    continue;
                }
            }
        }
        out += rest.front();
        ++at;
    }
    // Blank lines only part block elements from each other here.
    std::string lines;
    for (const std::string tidied = tidy(out); const char c : tidied) {
        if (c == '\n' && lines.ends_with('\n')) continue;
        if (c == ' ' && (lines.empty() || lines.ends_with('\n') || lines.ends_with(' '))) continue;
        lines += c;
    }
    return tidy(lines);
}

std::optional<std::string> decode_base64(std::string_view text) {
    std::string out;
    out.reserve(text.size() / 4 * 3);
    unsigned bits = 0;
    int count = 0;
    std::size_t digits = 0;
    std::size_t padding = 0;
    for (const char c : text) {
        unsigned value = 0;
        if (c >= 'A' && c <= 'Z') {
            value = static_cast<unsigned>(c - 'A');
        } else if (c >= 'a' && c <= 'z') {
            value = static_cast<unsigned>(c - 'a') + 26;
        } else if (c >= '0' && c <= '9') {
            value = static_cast<unsigned>(c - '0') + 52;
        } else if (c == '+' || c == '-') {
            value = 62;
        } else if (c == '/' || c == '_') {
            value = 63;
        } else if (c == '=') {
            ++padding;
            continue;
        } else if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            continue;
        } else {
            return std::nullopt;
        }
        if (padding) return std::nullopt;
        ++digits;
        bits = bits << 6 | value;
        if ((count += 6) >= 8) {
            count -= 8;
            out += static_cast<char>(bits >> count & 0xFF);
        }
    }
    if (digits % 4 == 1 || padding > 2) return std::nullopt;
    return out;
}

bool is_kana(std::string_view text) {
    bool any = false;
    for (std::size_t at = 0; at < text.size();) {
        const auto c = next_code_point(text, at);
        if (c == ' ' || c == 0x3000 || c == 0x30FB || c == 0xFF65) continue;
        if (!(c >= 0x3041 && c <= 0x309F) && !(c >= 0x30A1 && c <= 0x30FE) &&
            !(c >= 0xFF66 && c <= 0xFF9F))
            return false;
        any = true;
    }
    return any;
}

}  // namespace kakehashi::fhir
