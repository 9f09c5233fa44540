#include <algorithm>

#include "attributes.hpp"
#include "template.hpp"

namespace htmlc {
namespace {

/// Tags that write nothing themselves.
bool is_silent(std::string_view tag) {
    return tag.starts_with('!') || tag.starts_with('#') || tag.starts_with('/') || tag == "else" ||
           tag.starts_with("else if");
}

/// True if only blanks stand between the last line end (or the start) and the end of `text`.
bool begins_line(std::string_view text, bool first) {
    const auto last = text.find_last_not_of(" \t");
    return last == std::string_view::npos ? first : text[last] == '\n';
}

/// How many characters of `text` there are up to the first line end, if all are blank; 0 if not.
std::size_t blank_line_rest(std::string_view text) {
    const auto at = text.find_first_not_of(" \t");
    return at != std::string_view::npos && text[at] == '\n' ? at + 1 : 0;
}

}  // namespace

std::vector<Piece> cut(std::string_view source) {
    std::vector<Piece> pieces;
    std::size_t line = 1;
    std::size_t at = 0;
    bool line_start = true;  // the markup at `at` begins a line
    while (at < source.size()) {
        const auto open = std::min(source.find("{{", at), source.size());
        auto markup = source.substr(at, open - at);
        const auto markup_line = line;
        const auto markup_at = at;
        line += static_cast<std::size_t>(std::count(markup.begin(), markup.end(), '\n'));
        if (open == source.size()) {
            pieces.push_back(
                {false, markup_line, std::string(markup), line_start && markup_at > 0});
            break;
        }
        const auto close = source.find("}}", open);
        if (close == std::string_view::npos) throw Failure{line, "{{ without }}"};
        const auto inside = source.substr(open + 2, close - open - 2);
        const auto tag = trimmed(inside);
        if (tag.find("{{") != std::string_view::npos) throw Failure{line, "{{ without }}"};
        if (tag.empty()) throw Failure{line, "{{ }} is empty"};
        const auto tag_line = line;
        line += static_cast<std::size_t>(std::count(inside.begin(), inside.end(), '\n'));
        at = close + 2;

        const auto rest = source.substr(at);
        const bool last = rest.find_first_not_of(" \t") == std::string_view::npos;
        const bool alone = is_silent(tag) && begins_line(markup, line_start) &&
                           (last || blank_line_rest(rest) > 0);
        if (alone) {
            while (!markup.empty() && (markup.back() == ' ' || markup.back() == '\t'))
                markup.remove_suffix(1);
            at += last ? rest.size() : blank_line_rest(rest);
            if (!last) ++line;
        }
        const bool after_line = line_start && markup_at > 0;
        line_start = alone;
        if (!markup.empty())
            pieces.push_back({false, markup_line, std::string(markup), after_line});
        pieces.push_back({true, tag_line, std::string(tag)});
    }
    return pieces;
}

}  // namespace htmlc
