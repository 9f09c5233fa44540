#pragma once

#include <string>
#include <vector>

namespace kakehashi::pdf {

/// The two faces of every print. IPAex has one weight: emphasis is Gothic inside Mincho.
enum class Face { Mincho, Gothic };

/// `size` in pt, `line` as a multiple of it.
struct Style {
    Face face = Face::Mincho;
    double size = 10.5;
    double line = 1.42;
};

struct Run {
    std::string text;
    Style style = {};
};

/// One flowing text; `\n` in a run starts a new line.
using Text = std::vector<Run>;

enum class Align { Left, Center, Right };
enum class Valign { Top, Middle, Bottom };

/// Millimetres from the upper left corner of the sheet.
struct Box {
    double x = 0, y = 0, w = 0, h = 0;
};

struct TextOptions {
    Align align = Align::Left;
    double letter_spacing = 0;  // em of the first run
    double first_indent = 0;    // mm
    double hanging_indent = 0;  // mm, from the second line on
    double condense = 1;        // horizontal scale
};

}  // namespace kakehashi::pdf
