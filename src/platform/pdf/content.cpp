#include "platform/pdf/content.hpp"

#include <algorithm>

namespace kakehashi::pdf {
namespace {

/// Where a content of `height` begins in a box.
double top_in(const Box& box, double height, Valign valign) {
    if (valign == Valign::Top) return box.y;
    return valign == Valign::Middle ? box.y + (box.h - height) / 2 : box.y + box.h - height;
}

struct Positioned {
    double x, y, w, h;
    Laid laid;
};

Placed place_all(std::vector<Positioned> parts, double height) {
    return {height, [parts = std::move(parts), height](Page& page, const Box& box) {
                const double top = top_in(box, height, Valign::Middle);
                for (const auto& part : parts)
                    page.text({box.x + part.x, top + part.y, part.w, part.h}, part.laid);
            }};
}

/// The characters of a label; words in Latin letters stay whole, spaces only part them.
std::vector<std::string> label_units(const std::string& label) {
    std::vector<std::string> units;
    bool word = false;
    for (std::size_t at = 0; at < label.size();) {
        std::size_t next = at + 1;
        while (next < label.size() && (static_cast<unsigned char>(label[next]) & 0xC0) == 0x80)
            ++next;
        const auto character = label.substr(at, next - at);
        const bool latin = next - at == 1 && character != " ";
        if (latin && word)
            units.back() += character;
        else if (character != " ")
            units.push_back(character);
        word = latin;
        at = next;
    }
    return units;
}

}  // namespace

Content paragraph(Text text, TextOptions options, Valign valign) {
    return [text = std::move(text), options, valign](Document& document, double width) {
        const auto laid = document.lay(text, width, options);
        return Placed{laid.height(),
                      [laid, valign](Page& page, const Box& box) { page.text(box, laid, valign); }};
    };
}

Content one_line(Text text, Align align) {
    return [text = std::move(text), align](Document& document, double width) {
        const auto laid = document.lay_one_line(text, width, align);
        return Placed{laid.height(),
                      [laid](Page& page, const Box& box) { page.text(box, laid, Valign::Middle); }};
    };
}

Content spread_label(std::string label, double size) {
    const Style style{Face::Gothic, size, 1.35};
    const auto units = label_units(label);
    if (label.find('\n') != std::string::npos || units.size() < 2)
        return paragraph({{std::move(label), style}}, {.align = Align::Center});
    return [units, style, label](Document& document, double width) {
        std::vector<Positioned> parts;
        double ink = 0;
        for (const auto& unit : units) {
            auto laid = document.lay({{unit, style}}, width);
            ink += laid.width();
            parts.push_back({0, 0, laid.width(), laid.height(), std::move(laid)});
        }
        if (ink > width) {  // too long to spread: centred, in as many lines as it takes
            return paragraph({{label, style}}, {.align = Align::Center})(document, width);
        }
        const double gap = (width - ink) / static_cast<double>(units.size() - 1);
        double x = 0, height = 0;
        for (auto& part : parts) {
            part.x = x;
            x += part.w + gap;
            height = std::max(height, part.h);
        }
        return place_all(std::move(parts), height);
    };
}

Content options(std::vector<Option> list, double size, double line, int columns) {
    return [=, list = std::move(list)](Document& document, double width) {
        const Style box_style{Face::Mincho, size, line};
        const double em = size / kPointsPerMm;
        const double mark = 1.35 * em, after = 0.9 * em, column_gap = 4;
        const double column = columns == 0 ? width : (width - column_gap * (columns - 1)) / columns;
        std::vector<Positioned> parts;
        double x = 0, y = 0, row_height = 0;
        int in_row = 0;
        for (const auto& option : list) {
            auto square = document.lay({{option.chosen ? "■" : "□", box_style}}, mark);
            auto label = document.lay(option.label, column - mark);
            const double lead = option.has_box ? mark : 0;
            const bool turn =
                columns == 0 ? x > 0 && x + lead + label.width() > width : in_row == columns;
            if (turn) {
                x = 0;
                y += row_height;
                row_height = 0;
                in_row = 0;
            }
            const double drop = label.baseline() - square.baseline();
            row_height = std::max({row_height, label.height(), square.height()});
            if (option.has_box)
                parts.push_back({x, y + drop, mark, square.height(), std::move(square)});
            const double taken = lead + label.width() + after;
            parts.push_back({x + lead, y, column - mark, label.height(), std::move(label)});
            x += columns == 0 ? taken : column + column_gap;
            ++in_row;
        }
        return place_all(std::move(parts), y + row_height);
    };
}

Content ellipse_choice(EllipseChoice choice) {
    return [choice = std::move(choice)](Document& document, double width) {
        const double em = choice.style.size / kPointsPerMm;
        std::vector<Positioned> parts;
        Box ring;
        double x = 0.3 * em, height = 0;
        for (std::size_t i = 0; i < choice.words.size(); ++i) {
            if (i > 0) {
                auto dot = document.lay({{choice.separator, choice.style}}, width);
                x += 0.1 * em;
                const double w = dot.width();
                parts.push_back({x, 0, w, dot.height(), std::move(dot)});
                x += w + 0.1 * em;
            }
            auto word = document.lay({{choice.words[i], choice.style}}, width);
            const double w = word.width(), h = word.height();
            if (i == choice.chosen)
                ring = {x - 0.4 * em, h / 2 - 0.72 * em, w + 0.8 * em, 1.44 * em};
            height = std::max(height, h);
            parts.push_back({x, 0, w, h, std::move(word)});
            x += w;
        }
        const double taken = x + 0.3 * em;
        const double shift = choice.align == Align::Left    ? 0
                             : choice.align == Align::Right ? width - taken
                                                            : (width - taken) / 2;
        return Placed{
            height, [parts = std::move(parts), ring, height, shift, pen = choice.width_pt](
                        Page& page, const Box& box) {
                const double top = top_in(box, height, Valign::Middle);
                for (const auto& part : parts)
                    page.text({box.x + shift + part.x, top + part.y, part.w, part.h}, part.laid);
                if (ring.w > 0)
                    page.ellipse({box.x + shift + ring.x, top + ring.y, ring.w, ring.h}, pen);
            }};
    };
}

Content blank(double height) {
    return [height](Document&, double) { return Placed{height}; };
}

Content stack(std::vector<Content> parts, double gap) {
    return [parts = std::move(parts), gap](Document& document, double width) {
        std::vector<Placed> placed;
        double height = 0;
        for (const auto& part : parts) {
            placed.push_back(part(document, width));
            height += placed.back().height + (placed.size() > 1 ? gap : 0);
        }
        return Placed{height, [placed, gap, height](Page& page, const Box& box) {
                          double y = top_in(box, height, Valign::Middle);
                          for (const auto& part : placed) {
                              part.draw(page, {box.x, y, box.w, part.height});
                              y += part.height + gap;
                          }
                      }};
    };
}

Content beside(std::vector<Side> sides, double gap) {
    return [sides = std::move(sides), gap](Document& document, double width) {
        double fixed = gap * static_cast<double>(sides.size() - 1);
        int open = 0;
        for (const auto& side : sides) {
            fixed += side.width;
            open += side.width == 0 ? 1 : 0;
        }
        const double share = open == 0 ? 0 : (width - fixed) / open;
        std::vector<Placed> placed;
        std::vector<double> widths;
        double height = 0;
        for (const auto& side : sides) {
            widths.push_back(side.width == 0 ? share : side.width);
            placed.push_back(side.content(document, widths.back()));
            height = std::max(height, placed.back().height);
        }
        return Placed{
            height, [sides, placed, widths, gap](Page& page, const Box& box) {
                double x = box.x;
                for (std::size_t i = 0; i < placed.size(); ++i) {
                    const auto h = placed[i].height;
                    const Box natural{x, top_in(box, h, sides[i].valign), widths[i], h};
                    placed[i].draw(page, sides[i].fill ? Box{x, box.y, widths[i], box.h} : natural);
                    x += widths[i] + gap;
                }
            }};
    };
}

Content framed(Content content, double width_pt, double pad_x, double pad_y) {
    return [=, content = std::move(content)](Document& document, double width) {
        const auto inner = content(document, width - 2 * pad_x);
        return Placed{inner.height + 2 * pad_y, [=](Page& page, const Box& box) {
                          page.frame(box, width_pt);
                          inner.draw(page, {box.x + pad_x, box.y + pad_y, box.w - 2 * pad_x,
                                            box.h - 2 * pad_y});
                      }};
    };
}

Content heading(std::string text, double size) {
    return [text = std::move(text), size](Document& document, double width) {
        constexpr double kBar = 1.6, kIndent = 4.0;
        const auto laid = document.lay({{text, {Face::Gothic, size, 1.35}}}, width - kIndent);
        return Placed{laid.height(), [laid](Page& page, const Box& box) {
                          page.bar({box.x, box.y, kBar, laid.height()});
                          page.text({box.x + kIndent, box.y, box.w - kIndent, box.h}, laid);
                      }};
    };
}

Placed place_row(Document& document, const Row& row, double width) {
    double fixed = 0;
    for (const auto& cell : row.cells) fixed += cell.width;
    struct CellPlaced {
        Cell cell;
        double x, w;
        Placed placed;
    };
    std::vector<CellPlaced> cells;
    double x = 0, height = row.height_min;
    for (const auto& cell : row.cells) {
        const double w = cell.width == 0 ? width - fixed : cell.width;
        auto placed = cell.content(document, w - 2 * cell.pad_x);
        const double pad_y = cell.pad_x == 0 ? 0 : row.pad_y;
        height = std::max(height, placed.height + 2 * pad_y);
        cells.push_back({cell, x, w, std::move(placed)});
        x += w;
    }
    return {height, [cells = std::move(cells), pad = row.pad_y](Page& page, const Box& box) {
                for (const auto& [cell, cell_x, w, placed] : cells) {
                    const double pad_y = cell.pad_x == 0 ? 0 : pad;
                    if (cell_x > 0 && cell.rule_left)
                        page.line(box.x + cell_x, box.y, box.x + cell_x, box.y + box.h, 0.6);
                    const Box inner{box.x + cell_x + cell.pad_x, box.y + pad_y, w - 2 * cell.pad_x,
                                    box.h - 2 * pad_y};
                    if (cell.valign == Valign::Middle)
                        placed.draw(page, inner);
                    else
                        placed.draw(page, {inner.x, top_in(inner, placed.height, cell.valign),
                                           inner.w, placed.height});
                }
            }};
}

Content grid(std::vector<Row> rows) {
    return [rows = std::move(rows)](Document& document, double width) {
        std::vector<Placed> placed;
        double height = 0;
        for (const auto& row : rows) {
            placed.push_back(place_row(document, row, width));
            height += placed.back().height;
        }
        return Placed{height, [rows, placed](Page& page, const Box& box) {
                          double y = box.y;
                          for (std::size_t i = 0; i < placed.size(); ++i) {
                              const bool last = i + 1 == placed.size();
                              const double h = last ? box.y + box.h - y : placed[i].height;
                              if (i > 0 && rows[i].rule_above > 0)
                                  page.line(box.x, y, box.x + box.w, y, rows[i].rule_above);
                              placed[i].draw(page, {box.x, y, box.w, h});
                              y += h;
                          }
                      }};
    };
}

}  // namespace kakehashi::pdf
