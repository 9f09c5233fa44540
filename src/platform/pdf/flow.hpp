#pragma once

#include <optional>

#include "platform/pdf/content.hpp"

namespace kakehashi::pdf {

/// C of the forms README: a labelled text that takes the free height of its page and, when it is
/// longer, goes on overleaf between two sentences, at least two lines on each side.
struct FlowingText {
    std::string label;
    double label_width = 30;
    std::string text;
    Style style = {};
    double height_min = 0;
    double hanging_indent = 0;  // mm, of numbered items
    double pad_y = 1.1;
    bool stretch = false;     // the row that takes the free height
    bool keep_whole = false;  // G: moves to the next page, is split only when higher than a page
};

/// Where the body of each page lies, in mm.
struct BodyArea {
    double x = 20, width = 175;
    double top_first = 37, top_next = 32.5, bottom = 276.8;
};

/// Puts contents and tables under each other and breaks them into pages. Rows and contents are
/// never split, only a FlowingText is. Add everything, then `lay_out` once.
class Flow {
  public:
    Flow(Document& document, BodyArea area) : document_(document), area_(area) {}

    /// Where the body of page 2 on begins, when its head is higher than usual.
    void begin_next_pages_at(double y) { area_.top_next = y; }
    /// Where the body of every page ends, when its foot is higher than usual.
    void end_pages_at(double y) { area_.bottom = y; }
    void add(const Content& content, double gap_above = 0);
    void open_table(double gap_above, double frame_pt = 1.2);
    void row(const Row& row);
    void flowing(FlowingText text);
    /// Takes the free height of the last page: what follows stands at the foot.
    void spring();

    /// False when a row or content is higher than a page: the caller refuses the document.
    bool lay_out();

  private:
    struct Item {
        Placed placed;
        double gap_above = 0;
        int table = 0;  // 0: not in a table
        double frame_pt = 0, rule_above = 0.6;
        bool is_spring = false;
        std::optional<FlowingText> flowing = {};
    };
    struct Split {
        FlowingText here, next;
    };
    std::optional<Split> split(const FlowingText& text, double free_height);
    Item flowing_item(const Item& like, const FlowingText& text, bool continues);
    void draw_page(const std::vector<Item>& items, double used, bool last);

    Document& document_;
    BodyArea area_;
    std::vector<Item> items_;
    int table_ = 0;
    double table_gap_ = 0, frame_pt_ = 0;
};

}  // namespace kakehashi::pdf
