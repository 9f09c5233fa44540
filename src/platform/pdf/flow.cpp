#include "platform/pdf/flow.hpp"

#include <algorithm>
#include <cassert>

namespace kakehashi::pdf {
namespace {

constexpr double kPadX = 2.0, kLabelPadX = 1.5;
constexpr double kContinuedLine = 4.6;  // mm, `(2枚目へつづく)`
constexpr int kLinesEachSide = 2;
/// Bytes that no page can hold; a longer text is measured page by page, or each page would measure
/// all that follows it.
constexpr std::size_t kMoreThanAPage = 12'000;
constexpr double kEndless = 1e6;  // mm

/// The last sentence or list item that ends in the first `limit` bytes, else 0.
std::size_t sentence_end(const std::string& text, std::size_t limit) {
    std::size_t best = 0;
    for (const std::string_view mark : {"。", "\n", "」\n"}) {
        const auto at = text.substr(0, limit).rfind(mark);
        if (at != std::string::npos) best = std::max(best, at + mark.size());
    }
    return best;
}

}  // namespace

void Flow::add(const Content& content, double gap_above) {
    items_.push_back({.placed = content(document_, area_.width), .gap_above = gap_above});
}

void Flow::open_table(double gap_above, double frame_pt) {
    ++table_;
    table_gap_ = gap_above;
    frame_pt_ = frame_pt;
}

void Flow::row(const Row& row) {
    assert(table_ > 0);
    const double above = row.rule_above;
    items_.push_back({.placed = place_row(document_, row, area_.width),
                      .gap_above = std::exchange(table_gap_, 0),
                      .table = table_,
                      .frame_pt = frame_pt_,
                      .rule_above = above});
}

void Flow::flowing(FlowingText text) {
    text.text = document_.printed(text.text);
    const Item like{
        .gap_above = std::exchange(table_gap_, 0), .table = table_, .frame_pt = frame_pt_};
    items_.push_back(flowing_item(like, text, false));
}

void Flow::spring() {
    items_.push_back({.is_spring = true});
}

Flow::Item Flow::flowing_item(const Item& like, const FlowingText& text, bool continues) {
    if (text.text.size() > kMoreThanAPage) {
        Item endless = like;
        endless.placed = {.height = kEndless};
        endless.flowing = text;
        return endless;
    }
    const auto valign = text.keep_whole && !continues ? Valign::Middle : Valign::Top;
    const auto next_page = std::to_string(document_.page_count() + 2);
    auto body =
        paragraph({{text.text, text.style}}, {.hanging_indent = text.hanging_indent}, valign);
    if (continues)
        body = stack({std::move(body),
                      paragraph({{"(" + next_page + "枚目へつづく)", {Face::Gothic, 9, 1.3}}},
                                {.align = Align::Right}, Valign::Bottom)});
    const Row row{.cells = {{text.label_width, spread_label(text.label), kLabelPadX},
                            {0, std::move(body), kPadX, valign}},
                  .height_min = continues ? 0 : text.height_min,
                  .pad_y = text.pad_y};
    Item item = like;
    item.placed = place_row(document_, row, area_.width);
    item.flowing = text;
    return item;
}

std::optional<Flow::Split> Flow::split(const FlowingText& text, double free_height) {
    const double width = area_.width - text.label_width - 2 * kPadX;
    std::size_t measured = std::min(text.text.size(), kMoreThanAPage);
    while (measured < text.text.size() &&
           (static_cast<unsigned char>(text.text[measured]) & 0xC0) == 0x80)
        --measured;  // never inside a character
    const auto laid = document_.lay({{text.text.substr(0, measured), text.style}}, width,
                                    {.hanging_indent = text.hanging_indent});
    const double room = free_height - 2 * text.pad_y - kContinuedLine;
    int fitting = 0;
    while (fitting < laid.lines() && laid.height_of_lines(fitting + 1) <= room) ++fitting;
    fitting = std::min(fitting, laid.lines() - kLinesEachSide);
    if (fitting < kLinesEachSide) return std::nullopt;
    const auto limit = laid.bytes_in_lines(fitting);
    auto at = sentence_end(text.text, limit);
    if (at <= laid.bytes_in_lines(kLinesEachSide - 1)) at = limit;
    Split parts{text, text};
    parts.here.text = text.text.substr(0, at);
    while (!parts.here.text.empty() && parts.here.text.back() == '\n') parts.here.text.pop_back();
    parts.next.text =
        text.text.substr(std::min(text.text.find_first_not_of('\n', at), text.text.size()));
    if (!text.label.ends_with("(つづき)")) parts.next.label += "\n(つづき)";
    parts.here.stretch = false;
    parts.next.height_min = 0;
    return parts;
}

bool Flow::lay_out() {
    std::vector<Item> page;
    double y = area_.top_first;
    std::vector<Item> waiting{items_.rbegin(), items_.rend()};
    while (!waiting.empty()) {
        Item item = std::move(waiting.back());
        waiting.pop_back();
        const double gap = page.empty() ? 0 : item.gap_above;
        if (y + gap + item.placed.height <= area_.bottom + 0.01) {
            y += gap + item.placed.height;
            page.push_back(std::move(item));
            continue;
        }
        const double whole_page = area_.bottom - area_.top_next;
        if (item.flowing &&
            !(item.flowing->keep_whole && item.placed.height <= whole_page && !page.empty())) {
            if (auto parts = split(*item.flowing, area_.bottom - y - gap)) {
                page.push_back(flowing_item(item, parts->here, true));
                y += gap + page.back().placed.height;
                item = flowing_item(item, parts->next, false);
                item.gap_above = 0;
            }
        }
        if (page.empty()) return false;
        draw_page(page, y, false);
        page.clear();
        y = area_.top_next;
        waiting.push_back(std::move(item));
    }
    draw_page(page, y, true);
    return true;
}

void Flow::draw_page(const std::vector<Item>& items, double used, bool last) {
    auto& page = document_.add_page();
    const double free = std::max(0.0, area_.bottom - used);
    const Item* stretched = nullptr;
    for (const auto& item : items)
        if (item.flowing && item.flowing->stretch) stretched = &item;
    if (stretched == nullptr && last)
        for (const auto& item : items)
            if (item.is_spring) stretched = &item;

    double y = document_.page_count() == 1 ? area_.top_first : area_.top_next;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto& item = items[i];
        if (i > 0) y += item.gap_above;
        const double h = item.placed.height + (&item == stretched ? free : 0);
        const bool opens = item.table > 0 && (i == 0 || items[i - 1].table != item.table);
        if (item.table > 0 && !opens && item.rule_above > 0)
            page.line(area_.x, y, area_.x + area_.width, y, item.rule_above);
        item.placed.draw(page, {area_.x, y, area_.width, h});
        if (opens) {
            double end = y + h;
            for (std::size_t k = i + 1; k < items.size() && items[k].table == item.table; ++k)
                end += items[k].placed.height + (&items[k] == stretched ? free : 0);
            page.frame({area_.x, y, area_.width, end - y}, item.frame_pt);
        }
        y += h;
    }
}

}  // namespace kakehashi::pdf
