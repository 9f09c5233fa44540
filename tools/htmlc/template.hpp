#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace htmlc {

/// A stop of the build: "list.html:12: error: reason".
struct Failure {
    std::size_t line;
    std::string reason;
};

/// A piece of a template: markup, or what stands between {{ and }}.
struct Piece {
    bool is_tag;
    std::size_t line;         // of its first character, from 1
    std::string text;         // trimmed for a tag
    bool after_line = false;  // markup after a line that was taken away
};

/// Cuts a template into pieces. A block tag or comment alone on its line takes the line with it.
/// Throws Failure.
std::vector<Piece> cut(std::string_view source);

/// The C++ source that renders the template. `name` is the file's name without .html; `path` is how
/// #line names the file. Throws Failure.
std::string compile(std::string_view source, std::string_view name, std::string_view path);

}  // namespace htmlc
