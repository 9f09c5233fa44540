#pragma once

#include "platform/pdf/document.hpp"

namespace kakehashi::pdf {

/// What was measured for one width: its natural height and how to draw it in a box at least so
/// high.
struct Placed {
    double height = 0;
    std::function<void(Page&, const Box&)> draw = [](Page&, const Box&) {};
};

/// Anything that can stand in a cell or on a page: told a width in mm, it measures itself once.
using Content = std::function<Placed(Document&, double width)>;

/// Running text; it stands in the middle of a higher box, or at the top.
Content paragraph(Text text, TextOptions options = {}, Valign valign = Valign::Middle);
/// F1 of the forms README: see Document::lay_one_line.
Content one_line(Text text, Align align = Align::Left);
/// 均等割付: the characters of a short label spread over the width; words in Latin letters and
/// labels of more than one line are centred.
Content spread_label(std::string label, double size = 10.5);

struct Option {
    Text label;
    bool chosen = false;
    bool has_box = true;  // false: words that flow with the options
};
/// ■/□ options that never break after their box. `columns` 0 lets them flow.
Content options(std::vector<Option> list, double size = 10.5, double line = 1.42, int columns = 0);

/// Words in one line with an ellipse around the chosen one: 男 ・ (女).
struct EllipseChoice {
    std::vector<std::string> words;
    std::size_t chosen = 0;
    std::string separator = "・";
    Style style = {Face::Gothic, 10.5, 1.4};
    double width_pt = 0.9;
    Align align = Align::Left;
};
Content ellipse_choice(EllipseChoice choice);

/// White space.
Content blank(double height);
/// One under the other; the last one takes what is left of a higher box.
Content stack(std::vector<Content> parts, double gap = 0);
/// Side by side; a width of 0 shares what is left.
struct Side {
    double width = 0;
    Content content;
    Valign valign = Valign::Top;
    bool fill = false;  // frames that end together
};
Content beside(std::vector<Side> sides, double gap = 0);
/// A frame around a content, padding in mm.
Content framed(Content content, double width_pt, double pad_x, double pad_y);
/// h2: heading with a black bar at its left.
Content heading(std::string text, double size = 11.5);

/// A row of a table. Widths in mm; one cell of width 0 takes the rest.
struct Cell {
    double width = 0;
    Content content;
    double pad_x = 2.0;
    Valign valign = Valign::Middle;
    bool rule_left = true;
};
struct Row {
    std::vector<Cell> cells;
    double height_min = 0;
    double pad_y = 1.1;
    double rule_above = 0.6;  // pt; 0: none
};
Placed place_row(Document& document, const Row& row, double width);
/// Rows inside a cell or a frame; inner rules only. The last row takes what is left.
Content grid(std::vector<Row> rows);

}  // namespace kakehashi::pdf
