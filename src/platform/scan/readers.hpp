#pragma once

#include <string_view>

#include "platform/scan/raster.hpp"

/// One reader per format. measure() reads sizes and structure only; render() decodes one page.
/// Errors carry no field: inspect() adds the file name.
namespace kakehashi::scan {

/// What is known of an acceptable file, with the warnings its name deserves.
Inspection inspection_of(Kind kind, int pages, std::string_view file_name);

namespace pdf {
/// The number of pages, each of them openable and of a sane size.
Result<int> measure(std::string_view bytes);
Result<PageImage> render(std::string_view bytes, int page, int width_px, Rotation rotation);
}  // namespace pdf

namespace tiff {
Result<int> measure(std::string_view bytes);
Result<PageImage> render(std::string_view bytes, int page, int width_px, Rotation rotation);
}  // namespace tiff

namespace png {
/// Walks the chunks from IHDR to IEND.
Result<Shape> measure(std::string_view bytes);
Result<PageImage> render(std::string_view bytes, int width_px, Rotation rotation);
}  // namespace png

namespace jpeg {
/// Walks the segments from SOI to EOI; reads the EXIF orientation on the way.
Result<Shape> measure(std::string_view bytes);
Result<PageImage> render(std::string_view bytes, int width_px, Rotation rotation);
}  // namespace jpeg

}  // namespace kakehashi::scan
