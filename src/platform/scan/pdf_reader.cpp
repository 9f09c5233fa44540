#include <poppler-document.h>
#include <poppler-global.h>
#include <poppler-page-renderer.h>
#include <poppler-page.h>

#include <cmath>
#include <mutex>

#include "platform/scan/readers.hpp"

namespace kakehashi::scan::pdf {
namespace {

constexpr double kPointsPerInch = 72.0;
constexpr std::size_t kTailBytes = 4'096;

auto damaged() {
    return fail(ErrorKind::Invalid, "scan.damaged");
}

/// poppler would write its complaints, with text from the file, to standard error.
void silence_poppler() {
    static std::once_flag once;
    std::call_once(
        once, [] { poppler::set_debug_error_function([](const std::string&, void*) {}, nullptr); });
}

/// A PDF ends with %%EOF. Without it poppler guesses at what is missing, and a letter would lose
/// its last pages without a word.
bool has_end(std::string_view bytes) {
    const std::size_t tail = bytes.size() > kTailBytes ? bytes.size() - kTailBytes : 0;
    return bytes.find("%%EOF", tail) != std::string_view::npos;
}

Result<std::unique_ptr<poppler::document>> open(std::string_view bytes) {
    silence_poppler();
    if (!has_end(bytes)) return damaged();
    std::unique_ptr<poppler::document> document(
        poppler::document::load_from_raw_data(bytes.data(), static_cast<int>(bytes.size())));
    if (!document) return damaged();
    if (document->is_locked()) return fail(ErrorKind::Invalid, "scan.encrypted");
    return document;
}

/// Points, as the page stands when /Rotate is honoured.
struct PageSize {
    double width = 0;
    double height = 0;
};

Result<PageSize> size_of(const poppler::page& page) {
    const poppler::rectf rect = page.page_rect();
    PageSize size{rect.width(), rect.height()};
    if (!std::isfinite(size.width) || !std::isfinite(size.height) || size.width <= 0 ||
        size.height <= 0)
        return damaged();
    if (size.width > kPdfSidePointsMax || size.height > kPdfSidePointsMax)
        return fail(ErrorKind::Invalid, "scan.too_large_pixels");
    if (page.orientation() == poppler::page::landscape ||
        page.orientation() == poppler::page::seascape)
        std::swap(size.width, size.height);
    return size;
}

Target target_of(PageSize size, int width_px, Rotation rotation) {
    const bool on_side = rotation == Rotation::Right || rotation == Rotation::Left;
    const double scale = width_px / (on_side ? size.height : size.width);
    return {std::max(1, static_cast<int>(std::lround(size.width * scale))),
            std::max(1, static_cast<int>(std::lround(size.height * scale)))};
}

}  // namespace

Result<int> measure(std::string_view bytes) {
    TRY(const auto document, open(bytes));
    const int pages = document->pages();
    if (pages <= 0) return damaged();
    if (pages > kPagesMax) return fail(ErrorKind::Invalid, "scan.too_many_pages");
    for (int i = 0; i < pages; ++i) {
        const std::unique_ptr<poppler::page> page(document->create_page(i));
        if (!page) return damaged();
        TRY(const PageSize size, size_of(*page));
        const Target target = target_of(size, kPageWidthPx, Rotation::None);
        TRY_DO(check_size(static_cast<std::size_t>(target.width),
                          static_cast<std::size_t>(target.height)));
    }
    return pages;
}

Result<PageImage> render(std::string_view bytes, int page_number, int width_px, Rotation rotation) {
    if (width_px < 1 || width_px > kWidthPxMax) return fail(ErrorKind::Invalid, "scan.bad_width");
    TRY(const auto document, open(bytes));
    if (page_number < 1 || page_number > document->pages())
        return fail(ErrorKind::Invalid, "scan.no_such_page");
    const std::unique_ptr<poppler::page> page(document->create_page(page_number - 1));
    if (!page) return damaged();
    TRY(const PageSize size, size_of(*page));
    const Target target = target_of(size, width_px, rotation);
    TRY_DO(check_size(static_cast<std::size_t>(target.width),
                      static_cast<std::size_t>(target.height)));

    poppler::page_renderer renderer;
    renderer.set_image_format(poppler::image::format_rgb24);
    renderer.set_render_hints(poppler::page_renderer::antialiasing |
                              poppler::page_renderer::text_antialiasing);
    const poppler::image image = renderer.render_page(
        page.get(), kPointsPerInch * target.width / size.width,
        kPointsPerInch * target.height / size.height, 0, 0, target.width, target.height);
    if (!image.is_valid() || image.width() != target.width || image.height() != target.height)
        return damaged();

    Picture picture;
    picture.width = target.width;
    picture.height = target.height;
    picture.channels = 3;
    const auto row_bytes = static_cast<std::size_t>(target.width) * 3;
    picture.pixels.resize(row_bytes * static_cast<std::size_t>(target.height));
    for (int y = 0; y < target.height; ++y)
        std::copy_n(image.const_data() + static_cast<std::ptrdiff_t>(y) * image.bytes_per_row(),
                    row_bytes, &picture.pixels[static_cast<std::size_t>(y) * row_bytes]);
    return encode_png(turned(std::move(picture), 1, rotation));
}

}  // namespace kakehashi::scan::pdf
