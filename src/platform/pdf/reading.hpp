#pragma once

// Reads a PDF back for the tests: its text, its pixels and its QR codes, as a FAX would carry them.

#define ZX_USE_UTF8 1
#include <ZXing/ReadBarcode.h>
#include <poppler-document.h>
#include <poppler-page-renderer.h>
#include <poppler-page.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace kakehashi::pdf::reading {

struct Grey {
    int width = 0, height = 0;
    std::vector<unsigned char> pixels;
};

inline std::unique_ptr<poppler::document> load(const std::string& bytes) {
    return std::unique_ptr<poppler::document>{
        poppler::document::load_from_raw_data(bytes.data(), static_cast<int>(bytes.size()))};
}

/// Text of one page (from 0), or of all, without spaces: spread labels have white between letters.
inline std::string text_of(const std::string& bytes, int page = -1) {
    const auto document = load(bytes);
    std::string out;
    for (int i = 0; i < document->pages(); ++i) {
        if (page >= 0 && i != page) continue;
        const std::unique_ptr<poppler::page> sheet{document->create_page(i)};
        const auto utf8 = sheet->text(poppler::rectf{}, poppler::page::raw_order_layout).to_utf8();
        out.append(utf8.begin(), utf8.end());
    }
    std::string dense;
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (out.compare(i, 3, "　") == 0) {
            i += 2;
            continue;
        }
        if (std::string_view{" \n\r\t\f"}.find(out[i]) == std::string_view::npos) dense += out[i];
    }
    return dense;
}

inline Grey draw(const std::string& bytes, int page, double x_dpi, double y_dpi) {
    const auto document = load(bytes);
    const std::unique_ptr<poppler::page> sheet{document->create_page(page)};
    poppler::page_renderer renderer;
    renderer.set_image_format(poppler::image::format_gray8);
    renderer.set_render_hint(poppler::page_renderer::text_antialiasing);
    renderer.set_render_hint(poppler::page_renderer::antialiasing);
    const auto image = renderer.render_page(sheet.get(), x_dpi, y_dpi);
    Grey grey{image.width(), image.height(), {}};
    for (int y = 0; y < grey.height; ++y) {
        const auto* row = reinterpret_cast<const unsigned char*>(image.const_data()) +
                          static_cast<std::ptrdiff_t>(y) * image.bytes_per_row();
        grey.pixels.insert(grey.pixels.end(), row, row + grey.width);
    }
    return grey;
}

/// What a FAX machine puts on paper: 1 bit, lines of 98 or 196 dpi brought back to square pixels.
inline Grey fax(const std::string& bytes, int page, double y_dpi) {
    auto grey = draw(bytes, page, 204, y_dpi);
    for (auto& pixel : grey.pixels) pixel = pixel < 128 ? 0 : 255;
    const int times = y_dpi < 150 ? 2 : 1;
    Grey square{grey.width, grey.height * times, {}};
    for (int y = 0; y < square.height; ++y) {
        const auto from = grey.pixels.begin() + static_cast<std::ptrdiff_t>(y / times) * grey.width;
        square.pixels.insert(square.pixels.end(), from, from + grey.width);
    }
    return square;
}

/// Every QR code of the picture.
inline std::vector<std::string> codes(const Grey& grey) {
    const ZXing::ImageView view{grey.pixels.data(), grey.width, grey.height,
                                ZXing::ImageFormat::Lum};
    ZXing::DecodeHints hints;
    hints.setFormats(ZXing::BarcodeFormat::QRCode).setTryHarder(true);
    std::vector<std::string> found;
    for (const auto& result : ZXing::ReadBarcodes(view, hints))
        if (result.isValid()) found.push_back(result.text());
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace kakehashi::pdf::reading
