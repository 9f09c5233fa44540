#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// Files as partners send them, written at run time for the tests of this folder.
namespace kakehashi::scan::samples {

struct Rgb {
    std::uint8_t r = 255, g = 255, b = 255;

    bool operator==(const Rgb&) const = default;
};

constexpr Rgb kWhite{255, 255, 255};
constexpr Rgb kBlack{0, 0, 0};
constexpr Rgb kRed{255, 0, 0};

/// The colour at (x, y), both from 0 to below 1.
using Paint = std::function<Rgb(double x, double y)>;

/// White paper whose upper left quarter has `colour`: tells every turn and mirror apart from the
/// others together with a thin bar along the top.
Paint corner(Rgb colour);

enum class Ink { Bilevel, Grey, Colour };

struct PngOptions {
    int width = 300;
    int height = 400;
    Ink ink = Ink::Colour;
    bool interlaced = false;
};
std::string png(const Paint& paint, const PngOptions& options);

struct JpegOptions {
    int width = 300;
    int height = 400;
    Ink ink = Ink::Colour;
    int exif_orientation = 0;  // 0: no EXIF
    bool progressive = false;
    bool cmyk = false;  // as Adobe writes it, inverted
};
std::string jpeg(const Paint& paint, const JpegOptions& options);

struct TiffOptions {
    int width = 1728;
    int height = 2200;
    int pages = 1;
    int compression = 4;  // 1 none, 3 and 4 CCITT, 5 LZW, 7 JPEG
    Ink ink = Ink::Bilevel;
    double x_dpi = 204;
    double y_dpi = 196;
    int orientation = 1;
    bool thumbnails = false;  // a reduced image after each page
};
/// Page n of several has n black bars at its foot.
std::string tiff(const Paint& paint, const TiffOptions& options);

struct PdfOptions {
    int pages = 1;
    std::string media_box = "0 0 595 842";
    int rotate = 0;
    std::string content = "0 0 1 rg 0 421 297 421 re f";  // blue upper left quarter
    std::string content_filter = {};                      // e.g. "/Filter /FlateDecode"
    std::string resources = {};
    std::string extra_object = {};  // object 4, whole
    std::string trailer = {};
};
std::string pdf(const PdfOptions& options);

/// A zlib stream that unfolds to `unit` again and again, `bytes` long in all, with a NUL now and
/// then; a thousandth of that in size.
std::string bomb(std::string_view unit, std::size_t bytes);

/// A rendered page, unpacked.
struct Unpacked {
    int width = 0;
    int height = 0;
    int bits = 0;
    bool colour = false;
    std::vector<Rgb> pixels;

    /// The colour at (x, y), both from 0 to below 1.
    Rgb at(double x, double y) const;
};
Unpacked unpack(std::string_view png);

}  // namespace kakehashi::scan::samples
