#include "demo/fax_page.hpp"

#include <pango/pangocairo.h>

#include <cmath>
#include <numbers>

#include "platform/pdf/fonts.hpp"

namespace kakehashi::demo {
namespace {

constexpr double kPointsPerInch = 72;
constexpr int kInk = 132;  // darker than this is black

struct Unref {
    void operator()(void* object) const { g_object_unref(object); }
};
using Layout = std::unique_ptr<PangoLayout, Unref>;

Layout layout_of(std::string_view words, const FaxPage::Text& how) {
    // One font map for all pages: finding fonts anew costs more than drawing the page.
    static PangoContext* const context = [] {
        auto* made = pango_font_map_create_context(pango_cairo_font_map_get_default());
        pango_cairo_context_set_resolution(made, kPointsPerInch);
        return made;
    }();
    Layout layout(pango_layout_new(context));
    pango_layout_set_text(layout.get(), words.data(), static_cast<int>(words.size()));
    auto* font = pango_font_description_from_string(pdf::family_list(pdf::Face::Mincho));
    pango_font_description_set_absolute_size(font, how.size * PANGO_SCALE);
    if (how.bold) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(layout.get(), font);
    pango_font_description_free(font);
    if (how.width > 0) {
        pango_layout_set_width(layout.get(), static_cast<int>(how.width * PANGO_SCALE));
        pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    }
    pango_layout_set_spacing(layout.get(), static_cast<int>(how.size * 0.35 * PANGO_SCALE));
    if (how.spacing > 0) {
        auto* list = pango_attr_list_new();
        pango_attr_list_insert(
            list, pango_attr_letter_spacing_new(static_cast<int>(how.spacing * PANGO_SCALE)));
        pango_layout_set_attributes(layout.get(), list);
        pango_attr_list_unref(list);
    }
    pango_layout_set_alignment(layout.get(),
                               how.align == FaxPage::Text::Align::Right    ? PANGO_ALIGN_RIGHT
                               : how.align == FaxPage::Text::Align::Center ? PANGO_ALIGN_CENTER
                                                                           : PANGO_ALIGN_LEFT);
    return layout;
}

double height_in_points(PangoLayout* layout) {
    int height = 0;
    pango_layout_get_size(layout, nullptr, &height);
    return static_cast<double>(height) / PANGO_SCALE;
}

}  // namespace

FaxPage::FaxPage()
    : surface_(cairo_image_surface_create(CAIRO_FORMAT_A8, kFaxWidthPx, kFaxHeightPx)),
      cairo_(cairo_create(surface_.get())) {
    straighten();
}

void FaxPage::straighten() {
    cairo_identity_matrix(cairo_.get());
    cairo_scale(cairo_.get(), kFaxDpiAcross / kPointsPerInch, kFaxDpiDown / kPointsPerInch);
}

void FaxPage::tilt(double degrees) {
    cairo_translate(cairo_.get(), 297, 421);
    cairo_rotate(cairo_.get(), degrees * std::numbers::pi / 180);
    cairo_translate(cairo_.get(), -297, -421);
}

double FaxPage::text(std::string_view words, const Text& how) {
    const auto layout = layout_of(words, how);
    cairo_move_to(cairo_.get(), how.x, how.y);
    pango_cairo_show_layout(cairo_.get(), layout.get());
    return height_in_points(layout.get());
}

double FaxPage::height_of(std::string_view words, const Text& how) {
    return height_in_points(layout_of(words, how).get());
}

void FaxPage::line(double x1, double y1, double x2, double y2, double width) {
    cairo_set_line_width(cairo_.get(), width);
    cairo_move_to(cairo_.get(), x1, y1);
    cairo_line_to(cairo_.get(), x2, y2);
    cairo_stroke(cairo_.get());
}

void FaxPage::box(double x, double y, double width, double height) {
    cairo_set_line_width(cairo_.get(), 0.8);
    cairo_rectangle(cairo_.get(), x, y, width, height);
    cairo_stroke(cairo_.get());
}

void FaxPage::stamp(double x, double y, std::string_view name) {
    constexpr double kRadius = 17;
    cairo_new_path(cairo_.get());
    cairo_set_line_width(cairo_.get(), 1.2);
    cairo_arc(cairo_.get(), x, y, kRadius, 0, 2 * std::numbers::pi);
    cairo_stroke(cairo_.get());
    std::string upright;
    for (std::size_t at = 0; at < name.size(); ++at) {
        const bool first_byte = (static_cast<unsigned char>(name[at]) & 0xC0U) != 0x80U;
        if (first_byte && !upright.empty()) upright += '\n';
        upright += name[at];
    }
    Text how{.width = 2 * kRadius, .size = 9, .align = Text::Align::Center};
    const auto layout = layout_of(upright, how);
    pango_layout_set_spacing(layout.get(), 0);
    cairo_move_to(cairo_.get(), x - kRadius, y - height_in_points(layout.get()) / 2);
    pango_cairo_show_layout(cairo_.get(), layout.get());
}

void FaxPage::curve(const std::vector<std::pair<double, double>>& points, double width) {
    cairo_set_line_width(cairo_.get(), width);
    cairo_new_path(cairo_.get());
    for (const auto& [x, y] : points) cairo_line_to(cairo_.get(), x, y);
    cairo_stroke(cairo_.get());
}

std::vector<std::uint8_t> FaxPage::dots(Random& random) const {
    cairo_surface_flush(surface_.get());
    const auto* ink = cairo_image_surface_get_data(surface_.get());
    const int stride = cairo_image_surface_get_stride(surface_.get());
    std::vector<std::uint8_t> out(static_cast<std::size_t>(kBytesPerRow) * kFaxHeightPx, 0);
    const auto blacken = [&](int x, int y) {
        out[static_cast<std::size_t>(y) * kBytesPerRow + static_cast<std::size_t>(x / 8)] |=
            static_cast<std::uint8_t>(0x80 >> (x % 8));
    };
    for (int y = 0; y < kFaxHeightPx; ++y)
        for (int x = 0; x < kFaxWidthPx; ++x) {
            int dark = ink[y * stride + x];
            if (dark == 0) continue;
            // Only the half-tones of an edge fray; what is black stays black.
            if (dark < 235) dark += random.between(-70, 70);
            if (dark > 255 - kInk) blacken(x, y);
        }
    const int specks = random.between(120, 260);
    for (int n = 0; n < specks; ++n) {
        const int x = random.between(4, kFaxWidthPx - 8);
        const int y = random.between(4, kFaxHeightPx - 8);
        const int size = random.chance(85) ? 1 : random.between(2, 3);
        for (int i = 0; i < size; ++i)
            for (int k = 0; k < size; ++k) blacken(x + i, y + k);
    }
    // Dust on the glass draws a broken line down the page.
    if (random.chance(35))
        for (int y = 0, x = random.between(80, kFaxWidthPx - 80); y < kFaxHeightPx; ++y)
            if (random.chance(22)) blacken(x, y);
    return out;
}

}  // namespace kakehashi::demo
