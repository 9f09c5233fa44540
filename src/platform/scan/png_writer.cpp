#include <png.h>

#include <csetjmp>

#include "platform/scan/raster.hpp"

namespace kakehashi::scan {
namespace {

void on_error(png_structp png, png_const_charp) {
    png_longjmp(png, 1);
}
void on_warning(png_structp, png_const_charp) {}
void on_flush(png_structp) {}

void on_write(png_structp png, png_bytep data, std::size_t size) {
    auto& out = *static_cast<std::string*>(png_get_io_ptr(png));
    bool written = true;
    try {
        out.append(static_cast<const char*>(static_cast<const void*>(data)), size);
    } catch (...) {
        written = false;
    }
    if (!written) png_error(png, "out of memory");
}

struct Writer {
    png_structp png = nullptr;
    png_infop info = nullptr;

    Writer() : png(png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, on_error, on_warning)) {
        if (png != nullptr) info = png_create_info_struct(png);
    }
    ~Writer() { png_destroy_write_struct(&png, &info); }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
};

bool has_colour(const Picture& picture) {
    if (picture.channels == 1) return false;
    for (std::size_t i = 0; i + 2 < picture.pixels.size(); i += 3)
        if (picture.pixels[i] != picture.pixels[i + 1] ||
            picture.pixels[i] != picture.pixels[i + 2])
            return true;
    return false;
}

bool has_grey(const Picture& picture) {
    return std::any_of(picture.pixels.begin(), picture.pixels.end(),
                       [](std::uint8_t value) { return value != 0 && value != 255; });
}

/// No object with a destructor lives in these two, so libpng may longjmp out of them.
bool write_header(Writer& writer, std::string& out, const Picture& picture, int bits, int type) {
    if (setjmp(png_jmpbuf(writer.png)) != 0) return false;  // NOLINT(cert-err52-cpp)
    png_set_write_fn(writer.png, &out, on_write, on_flush);
    png_set_IHDR(writer.png, writer.info, static_cast<png_uint_32>(picture.width),
                 static_cast<png_uint_32>(picture.height), bits, type, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(writer.png, writer.info);
    return true;
}

bool write_row(Writer& writer, const std::uint8_t* row, bool last) {
    if (setjmp(png_jmpbuf(writer.png)) != 0) return false;  // NOLINT(cert-err52-cpp)
    png_write_row(writer.png, row);
    if (last) png_write_end(writer.png, writer.info);
    return true;
}

/// One row of the picture in `bits` per pixel, grey or RGB.
void pack(const Picture& picture, int y, int bits, bool colour, std::vector<std::uint8_t>& row) {
    const auto step = static_cast<std::size_t>(picture.channels);
    const auto width = static_cast<std::size_t>(picture.width);
    const std::uint8_t* from = &picture.pixels[static_cast<std::size_t>(y) * width * step];
    if (colour) {
        std::copy_n(from, width * 3, row.begin());
        return;
    }
    std::fill(row.begin(), row.end(), std::uint8_t{0});
    const auto per_byte = static_cast<std::size_t>(8 / bits);
    const int levels = (1 << bits) - 1;
    for (std::size_t x = 0; x < width; ++x) {
        const int value = (from[x * step] * levels + 127) / 255;
        const int shift = 8 - bits * static_cast<int>(x % per_byte + 1);
        row[x / per_byte] = static_cast<std::uint8_t>(row[x / per_byte] | (value << shift));
    }
}

}  // namespace

Result<PageImage> encode_png(const Picture& picture) {
    const bool colour = has_colour(picture);
    // Letters scanned in black and white keep 16 soft greys at their edges and a quarter of the
    // size.
    const int bits = colour ? 8 : !has_grey(picture) ? 1 : picture.bilevel ? 4 : 8;
    PageImage image;
    image.width_px = picture.width;
    image.height_px = picture.height;
    std::vector<std::uint8_t> row(static_cast<std::size_t>(picture.width) * (colour ? 3 : 1));
    Writer writer;
    if (writer.info == nullptr || !write_header(writer, image.png, picture, bits,
                                                colour ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_GRAY))
        return fail(ErrorKind::Invalid, "scan.too_heavy");
    for (int y = 0; y < picture.height; ++y) {
        pack(picture, y, bits, colour, row);
        if (!write_row(writer, row.data(), y + 1 == picture.height))
            return fail(ErrorKind::Invalid, "scan.too_heavy");
    }
    return image;
}

}  // namespace kakehashi::scan
