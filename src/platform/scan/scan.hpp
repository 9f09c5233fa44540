#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

/// What arrives as FAX, scan or upload: recognised by its content, measured before it is decoded,
/// and shown as page images. Every byte here was written by a stranger; the three functions below
/// never crash the caller on purpose, but poppler, libtiff, libpng and libjpeg are large, so the
/// running office calls them through platform/scan/child.hpp.
namespace kakehashi::scan {

enum class Kind { Pdf, Tiff, Png, Jpeg, Json, Csv, Unknown };

constexpr std::size_t kBytesMax = 50U * 1024 * 1024;
constexpr int kPagesMax = 200;
constexpr std::size_t kPixelsMax = 60'000'000;  // of one page; A3 at 600 dpi has 70, at 400 dpi 31
constexpr int kSidePixelsMax = 65'500;
constexpr double kPdfSidePointsMax = 14'400;  // 5.08 m, the largest page PDF 1.7 allows
constexpr int kPageWidthPx = 1240;            // A4 at 150 dpi: the width the pages show
constexpr int kWidthPxMax = 5'000;

/// The kind by content alone; never by name.
Kind sniff(std::string_view bytes);

/// "PDF", "TIFF"...: the name staff know a kind by.
std::string_view name_of(Kind kind);

/// 受け取ったが知らせること. `code` finds the sentence in base/messages.hpp; `detail` is ready to
/// show.
struct Warning {
    std::string code;
    std::string detail;
};

struct Inspection {
    Kind kind = Kind::Unknown;
    int pages = 0;  // 0 for JSON and CSV, which their own readers judge
    std::vector<Warning> warnings;
};

/// Looks at a file before it is accepted; decodes no picture. `file_name` is used for the extension
/// warning and as the error's field. Invalid: scan.empty, scan.too_large, scan.unknown_kind,
/// scan.damaged, scan.encrypted, scan.too_many_pages, scan.too_large_pixels.
Result<Inspection> inspect(std::string_view bytes, std::string_view file_name);

/// Clockwise, after the file's own orientation (EXIF, TIFF, PDF /Rotate) has been honoured.
enum class Rotation { None = 0, Right = 90, Half = 180, Left = 270 };

/// Invalid `scan.bad_rotation` unless 0, 90, 180 or 270 degrees.
Result<Rotation> rotation_of(int degrees);

struct PageImage {
    std::string png;  // 1-bit or grey when the page has no colour, otherwise 8-bit RGB
    int width_px = 0;
    int height_px = 0;
};

/// Page `page` (from 1) with square pixels, at most `width_px` wide: a picture that is narrower
/// keeps its own width, a PDF page always gets `width_px`. Invalid: scan.no_such_page,
/// scan.bad_width, and the codes of inspect(), for what only decoding shows.
Result<PageImage> render_page(std::string_view bytes, int page, int width_px = kPageWidthPx,
                              Rotation rotation = Rotation::None);

}  // namespace kakehashi::scan
