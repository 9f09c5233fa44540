#include "platform/pdf/document.hpp"

#include <cairo-pdf.h>

#include <algorithm>
#include <cassert>

namespace kakehashi::pdf {
namespace {

constexpr double kToMm = 1.0 / (PANGO_SCALE * kPointsPerMm);
constexpr double kInkTolerance = 0.35;  // mm: side bearings and accents, less than any padding

int pango_units(double mm) {
    return static_cast<int>(mm * kPointsPerMm * PANGO_SCALE);
}
int pango_points(double pt) {
    return static_cast<int>(pt * PANGO_SCALE);
}

void add_attribute(PangoAttrList* list, PangoAttribute* attribute, std::size_t from,
                   std::size_t to) {
    attribute->start_index = static_cast<guint>(from);
    attribute->end_index = static_cast<guint>(to);
    pango_attr_list_insert(list, attribute);
}

bool fits_one_line(const Laid& laid) {
    return laid.lines() <= 1;
}

Text resized(const Text& text, double size_max) {
    Text smaller = text;
    for (auto& run : smaller) run.style.size = std::min(run.style.size, size_max);
    return smaller;
}

cairo_status_t append(void* closure, const unsigned char* data, unsigned int length) {
    static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
    return CAIRO_STATUS_SUCCESS;
}

/// Names the language of the document, for which this Cairo has no call. Cairo writes the catalogue
/// as the last object, so only the place of the cross-reference table moves; a file of another
/// shape stays as it is.
std::string in_japanese(std::string bytes) {
    constexpr std::string_view kCatalog = "<< /Type /Catalog\n", kLanguage = "   /Lang (ja)\n";
    constexpr std::string_view kStart = "startxref\n";
    const auto catalog = bytes.rfind(kCatalog);
    const auto table = catalog == std::string::npos ? catalog : bytes.find("\nxref\n", catalog);
    const auto start = bytes.rfind(kStart);
    if (table == std::string::npos || start == std::string::npos) return bytes;
    const auto old_place = std::to_string(table + 1);
    if (bytes.compare(start + kStart.size(), old_place.size(), old_place) != 0) return bytes;
    bytes.replace(start + kStart.size(), old_place.size(),
                  std::to_string(table + 1 + kLanguage.size()));
    bytes.insert(catalog + kCatalog.size(), kLanguage);
    return bytes;
}

}  // namespace

Laid::Laid(PangoLayout* layout, double condense, double width)
    : layout_(layout, g_object_unref), condense_(condense), box_width_(width) {
    PangoRectangle ink{}, logical{};
    pango_layout_get_extents(layout, &ink, &logical);
    width_ = logical.width * kToMm * condense;
    height_ = logical.height * kToMm;
    baseline_ = pango_layout_get_baseline(layout) * kToMm;
    ink_ = {ink.x * kToMm * condense, ink.y * kToMm, ink.width * kToMm * condense,
            ink.height * kToMm};
}

int Laid::lines() const {
    return pango_layout_get_line_count(layout_.get());
}

std::size_t Laid::bytes_in_lines(int count) const {
    const auto* line = pango_layout_get_line_readonly(layout_.get(), std::min(count, lines()) - 1);
    assert(line != nullptr);
    return static_cast<std::size_t>(line->start_index) + static_cast<std::size_t>(line->length);
}

double Laid::height_of_lines(int count) const {
    auto* iterator = pango_layout_get_iter(layout_.get());
    int bottom = 0;
    for (int i = 0; i < count; ++i) {
        int top = 0;
        pango_layout_iter_get_line_yrange(iterator, &top, &bottom);
        if (!pango_layout_iter_next_line(iterator)) break;
    }
    pango_layout_iter_free(iterator);
    return bottom * kToMm;
}

Result<std::unique_ptr<Document>> Document::create(Metadata metadata) {
    TRY_DO(fonts_installed());
    return std::unique_ptr<Document>{new Document{std::move(metadata)}};
}

Page& Document::add_page() {
    pages_.push_back(std::unique_ptr<Page>{new Page{this, pages_.size() + 1}});
    return *pages_.back();
}

Laid Document::lay(const Text& text, double width, const TextOptions& options) {
    std::string joined;
    auto* attributes = pango_attr_list_new();
    for (const auto& run : text) {
        const auto from = joined.size();
        joined += printed(run.text);
        auto* font = pango_font_description_new();
        pango_font_description_set_family_static(font, family_list(run.style.face));
        pango_font_description_set_absolute_size(font, pango_points(run.style.size));
        add_attribute(attributes, pango_attr_font_desc_new(font), from, joined.size());
        pango_font_description_free(font);
        add_attribute(
            attributes,
            pango_attr_line_height_new_absolute(pango_points(run.style.size * run.style.line)),
            from, joined.size());
    }
    if (options.letter_spacing != 0 && !text.empty())
        add_attribute(attributes,
                      pango_attr_letter_spacing_new(
                          pango_points(text.front().style.size * options.letter_spacing)),
                      0, joined.size());

    auto* layout = pango_layout_new(fonts_.context());
    // An empty text still has the height of its line.
    auto* base = pango_font_description_new();
    const Style style = text.empty() ? Style{} : text.front().style;
    pango_font_description_set_family_static(base, family_list(style.face));
    pango_font_description_set_absolute_size(base, pango_points(style.size));
    pango_layout_set_font_description(layout, base);
    pango_font_description_free(base);
    pango_layout_set_text(layout, joined.data(), static_cast<int>(joined.size()));
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
    pango_layout_set_width(layout, pango_units(width / options.condense));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_auto_dir(layout, FALSE);
    if (options.first_indent != 0)
        pango_layout_set_indent(layout, pango_units(options.first_indent));
    if (options.hanging_indent != 0)
        pango_layout_set_indent(layout, -pango_units(options.hanging_indent));
    pango_layout_set_alignment(layout, options.align == Align::Left    ? PANGO_ALIGN_LEFT
                                       : options.align == Align::Right ? PANGO_ALIGN_RIGHT
                                                                       : PANGO_ALIGN_CENTER);
    return Laid{layout, options.condense, width};
}

Laid Document::lay_one_line(const Text& text, double width, Align align) {
    constexpr double kCondensed = 0.9, kSmallName = 11.5, kSmall = 9.5;
    auto laid = lay(text, width, {.align = align});
    if (fits_one_line(laid)) return laid;
    laid = lay(text, width, {.align = align, .condense = kCondensed});
    if (fits_one_line(laid)) return laid;
    for (const double condense : {1.0, kCondensed}) {
        laid = lay(resized(text, kSmallName), width, {.align = align, .condense = condense});
        if (fits_one_line(laid)) return laid;
    }
    return lay(resized(text, kSmall), width, {.align = align, .condense = kCondensed});
}

Result<std::string> Document::finish() {
    std::string bytes;
    auto* surface = cairo_pdf_surface_create_for_stream(append, &bytes, kPageWidth * kPointsPerMm,
                                                        kPageHeight * kPointsPerMm);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, metadata_.title.c_str());
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Kakehashi");
    const auto created = iso_instant(metadata_.created_at);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, created.c_str());
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, created.c_str());
    auto* cr = cairo_create(surface);
    for (const auto& page : pages_) {
        cairo_set_source_rgb(cr, 0, 0, 0);
        for (const auto& stroke : page->strokes_) {
            cairo_save(cr);
            stroke(cr);
            cairo_restore(cr);
        }
        cairo_show_page(cr);
    }
    cairo_destroy(cr);
    cairo_surface_finish(surface);
    const auto status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (status != CAIRO_STATUS_SUCCESS)
        return fail(ErrorKind::Unavailable, "pdf.not_written", {}, cairo_status_to_string(status));
    return in_japanese(std::move(bytes));
}

void Page::text(const Box& box, const Laid& laid, Valign valign) {
    const double free = box.h - laid.height();
    const double top = box.y + (valign == Valign::Top      ? 0
                                : valign == Valign::Middle ? free / 2
                                                           : free);
    const auto& ink = laid.ink_;
    const Box inked{box.x + ink.x, top + ink.y, ink.w, ink.h};
    if (ink.w > 0 && (inked.x < box.x - kInkTolerance || inked.y < box.y - kInkTolerance ||
                      inked.x + inked.w > box.x + box.w + kInkTolerance ||
                      inked.y + inked.h > box.y + box.h + kInkTolerance))
        document_->overflows_.push_back({number_, box, inked});
    strokes_.emplace_back([x = box.x * kPointsPerMm, y = top * kPointsPerMm,
                           condense = laid.condense_, layout = laid.layout_](cairo_t* cr) {
        cairo_translate(cr, x, y);
        cairo_scale(cr, condense, 1);
        cairo_move_to(cr, 0, 0);
        pango_cairo_show_layout(cr, layout.get());
    });
}

}  // namespace kakehashi::pdf
