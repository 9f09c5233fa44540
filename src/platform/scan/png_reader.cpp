#include <png.h>

#include <csetjmp>

#include "platform/scan/bytes.hpp"
#include "platform/scan/readers.hpp"

namespace kakehashi::scan::png {
namespace {

constexpr std::size_t kSignatureBytes = 8;
constexpr std::size_t kChunkFrameBytes = 12;  // length, type, CRC
constexpr std::size_t kChunkMemoryMax = 4U * 1024 * 1024;

auto damaged() {
    return fail(ErrorKind::Invalid, "scan.damaged");
}

void on_error(png_structp reader, png_const_charp) {
    png_longjmp(reader, 1);
}
void on_warning(png_structp, png_const_charp) {}

struct Source {
    std::string_view bytes;
    std::size_t at = 0;
};

void on_read(png_structp reader, png_bytep out, std::size_t size) {
    auto& source = *static_cast<Source*>(png_get_io_ptr(reader));
    if (size > source.bytes.size() - source.at) png_error(reader, "truncated");
    std::copy_n(source.bytes.data() + source.at, size, out);
    source.at += size;
}

struct Reader {
    Source source;
    png_structp png = nullptr;
    png_infop info = nullptr;
    bool interlaced = false;

    explicit Reader(std::string_view bytes)
        : source{bytes},
          png(png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, on_error, on_warning)) {
        if (png != nullptr) info = png_create_info_struct(png);
    }
    ~Reader() { png_destroy_read_struct(&png, &info, nullptr); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
};

/// No object with a destructor lives in these three, so libpng may longjmp out of them.
/// All pictures become 8-bit grey or RGB, each with alpha.
bool start(Reader& reader) {
    if (setjmp(png_jmpbuf(reader.png)) != 0) return false;  // NOLINT(cert-err52-cpp)
    png_set_read_fn(reader.png, &reader.source, on_read);
    png_set_user_limits(reader.png, kSidePixelsMax, kSidePixelsMax);
    png_set_chunk_malloc_max(reader.png, kChunkMemoryMax);
    png_set_chunk_cache_max(reader.png, 16);
    png_read_info(reader.png, reader.info);
    png_set_expand(reader.png);
    png_set_strip_16(reader.png);
    png_set_add_alpha(reader.png, 0xff, PNG_FILLER_AFTER);
    reader.interlaced = png_set_interlace_handling(reader.png) > 1;
    png_read_update_info(reader.png, reader.info);
    return true;
}

bool read_row(Reader& reader, png_bytep row) {
    if (setjmp(png_jmpbuf(reader.png)) != 0) return false;  // NOLINT(cert-err52-cpp)
    png_read_row(reader.png, row, nullptr);
    return true;
}

bool read_all(Reader& reader, png_bytepp rows) {
    if (setjmp(png_jmpbuf(reader.png)) != 0) return false;  // NOLINT(cert-err52-cpp)
    png_read_image(reader.png, rows);
    return true;
}

/// Lays a row with alpha on white paper.
void on_paper(const std::uint8_t* row, std::size_t width, std::size_t channels,
              std::vector<std::uint8_t>& out) {
    for (std::size_t x = 0; x < width; ++x) {
        const std::uint8_t* pixel = row + x * (channels + 1);
        const unsigned alpha = pixel[channels];
        for (std::size_t c = 0; c < channels; ++c)
            out[x * channels + c] =
                static_cast<std::uint8_t>((pixel[c] * alpha + 255U * (255U - alpha) + 127U) / 255U);
    }
}

}  // namespace

Result<Shape> measure(std::string_view bytes) {
    const Bytes read(bytes);
    Shape shape;
    bool has_pixels = false;
    std::size_t at = kSignatureBytes;
    for (bool first = true; at + kChunkFrameBytes <= bytes.size(); first = false) {
        const std::size_t length = read.u32(at);
        const std::string_view type = bytes.substr(at + 4, 4);
        if (length > bytes.size() - at - kChunkFrameBytes || first != (type == "IHDR"))
            return damaged();
        if (first) {
            shape.width = read.u32(at + 8);
            shape.height = read.u32(at + 12);
            TRY_DO(check_size(shape.width, shape.height));
        }
        if (type == "pHYs") shape.x_per_y = pixel_aspect(read.u32(at + 8), read.u32(at + 12));
        if (type == "IDAT") has_pixels = true;
        if (type == "IEND") {
            if (!has_pixels) return damaged();
            return shape;
        }
        at += kChunkFrameBytes + length;
    }
    return damaged();
}

Result<PageImage> render(std::string_view bytes, int width_px, Rotation rotation) {
    TRY(const Shape shape, measure(bytes));
    TRY(const Target target, target_of(shape, width_px, rotation));
    Reader reader(bytes);
    if (reader.info == nullptr || !start(reader)) return damaged();
    const std::size_t row_bytes = png_get_rowbytes(reader.png, reader.info);
    const std::size_t channels = png_get_channels(reader.png, reader.info) - 1U;
    if ((channels != 1 && channels != 3) || row_bytes != shape.width * (channels + 1) ||
        png_get_image_height(reader.png, reader.info) != shape.height)
        return damaged();

    Resampler resampler(shape, target, static_cast<int>(channels));
    std::vector<std::uint8_t> plain(shape.width * channels);
    if (reader.interlaced) {
        std::vector<std::uint8_t> whole(row_bytes * shape.height);
        std::vector<png_bytep> rows(shape.height);
        for (std::size_t y = 0; y < shape.height; ++y) rows[y] = &whole[y * row_bytes];
        if (!read_all(reader, rows.data())) return damaged();
        for (std::size_t y = 0; y < shape.height; ++y) {
            on_paper(rows[y], shape.width, channels, plain);
            resampler.add_row(plain.data());
        }
    } else {
        std::vector<std::uint8_t> row(row_bytes);
        for (std::size_t y = 0; y < shape.height; ++y) {
            if (!read_row(reader, row.data())) return damaged();
            on_paper(row.data(), shape.width, channels, plain);
            resampler.add_row(plain.data());
        }
    }
    Picture picture = std::move(resampler).finish();
    picture.bilevel = channels == 1 && Bytes(bytes).u8(24) == 1;
    return encode_png(turned(std::move(picture), 1, rotation));
}

}  // namespace kakehashi::scan::png
