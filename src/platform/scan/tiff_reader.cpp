#include <tiffio.h>

#include <memory>

#include "platform/scan/bytes.hpp"
#include "platform/scan/readers.hpp"

namespace kakehashi::scan::tiff {
namespace {

constexpr int kDirectoriesMax = 1'000;
constexpr tmsize_t kSingleAllocationMax = 300 * 1024 * 1024;

auto damaged() {
    return fail(ErrorKind::Invalid, "scan.damaged");
}

struct Source {
    std::string_view bytes;
    std::uint64_t at = 0;
};

Source& source_of(thandle_t handle) {
    return *static_cast<Source*>(handle);
}

tmsize_t on_read(thandle_t handle, void* out, tmsize_t size) {
    Source& source = source_of(handle);
    if (size <= 0 || source.at >= source.bytes.size()) return 0;
    const auto count =
        std::min<std::uint64_t>(static_cast<std::uint64_t>(size), source.bytes.size() - source.at);
    std::copy_n(source.bytes.data() + source.at, count, static_cast<char*>(out));
    source.at += count;
    return static_cast<tmsize_t>(count);
}

tmsize_t on_write(thandle_t, void*, tmsize_t) {
    return 0;
}

toff_t on_seek(thandle_t handle, toff_t offset, int whence) {
    Source& source = source_of(handle);
    if (whence == SEEK_SET) source.at = offset;
    if (whence == SEEK_CUR) source.at += offset;
    if (whence == SEEK_END) source.at = source.bytes.size() + offset;
    return source.at;
}

int on_close(thandle_t) {
    return 0;
}
toff_t on_size(thandle_t handle) {
    return source_of(handle).bytes.size();
}
int on_message(TIFF*, void*, const char*, const char*, va_list) {
    return 1;
}

struct CloseTiff {
    void operator()(TIFF* tiff) const { TIFFClose(tiff); }
};
using Handle = std::unique_ptr<TIFF, CloseTiff>;

/// "m": not memory-mapped, so that libtiff never writes into our bytes.
Handle open(Source& source) {
    TIFFOpenOptions* options = TIFFOpenOptionsAlloc();
    if (options == nullptr) return nullptr;
    TIFFOpenOptionsSetMaxSingleMemAlloc(options, kSingleAllocationMax);
    TIFFOpenOptionsSetErrorHandlerExtR(options, on_message, nullptr);
    TIFFOpenOptionsSetWarningHandlerExtR(options, on_message, nullptr);
    TIFF* tiff = TIFFClientOpenExt("scan", "rm", &source, on_read, on_write, on_seek, on_close,
                                   on_size, nullptr, nullptr, options);
    TIFFOpenOptionsFree(options);
    return Handle(tiff);
}

/// Thumbnails and masks stand between the pages of some scanners' files.
bool is_page(TIFF* tiff) {
    std::uint32_t type = 0;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SUBFILETYPE, &type);
    return (type & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK)) == 0;
}

std::uint16_t small_field(TIFF* tiff, std::uint32_t tag, std::uint16_t otherwise) {
    std::uint16_t value = otherwise;
    TIFFGetFieldDefaulted(tiff, tag, &value);
    return value;
}

Shape shape_of(TIFF* tiff) {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    float x = 0;
    float y = 0;
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
    TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &x);
    TIFFGetField(tiff, TIFFTAG_YRESOLUTION, &y);
    const int orientation = small_field(tiff, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
    return Shape{width, height, pixel_aspect(static_cast<double>(x), static_cast<double>(y)),
                 orientation >= 1 && orientation <= 8 ? orientation : 1};
}

bool is_bilevel(TIFF* tiff) {
    const auto photometric = small_field(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
    return small_field(tiff, TIFFTAG_BITSPERSAMPLE, 1) == 1 &&
           small_field(tiff, TIFFTAG_SAMPLESPERPIXEL, 1) == 1 && TIFFIsTiled(tiff) == 0 &&
           (photometric == PHOTOMETRIC_MINISWHITE || photometric == PHOTOMETRIC_MINISBLACK);
}

/// An array of SHORT or LONG in a directory of classic TIFF.
struct Numbers {
    std::uint32_t count = 0;
    bool is_short = false;
    std::size_t at = 0;

    std::uint64_t value(const Bytes& read, std::uint32_t i) const {
        return is_short ? read.u16(at + std::size_t{i} * 2) : read.u32(at + std::size_t{i} * 4);
    }
};

Numbers numbers_at(const Bytes& read, std::size_t entry) {
    Numbers numbers{read.u32(entry + 4), read.u16(entry + 2) == 3, entry + 8};
    const std::size_t bytes = std::size_t{numbers.count} * (numbers.is_short ? 2 : 4);
    if (bytes > 4) numbers.at = read.u32(entry + 8);
    return numbers;
}

/// What the directory itself claims of its strips or tiles: libtiff quietly corrects a single strip
/// that runs past the end, and a letter cut short would look whole.
bool claims_lie_within(std::string_view file, std::size_t directory) {
    const Bytes read(file, file.starts_with('I'));
    if (read.u16(2) != 42) return true;  // BigTIFF: 64-bit counts, for libtiff to judge
    Numbers offsets;
    Numbers lengths;
    const std::uint32_t entries = read.u16(directory);
    for (std::uint32_t i = 0; i < entries; ++i) {
        const std::size_t entry = directory + 2 + std::size_t{i} * 12;
        const std::uint32_t tag = read.u16(entry);
        if (tag == TIFFTAG_STRIPOFFSETS || tag == TIFFTAG_TILEOFFSETS)
            offsets = numbers_at(read, entry);
        // Without its tables a JPEG page opens, and then shows nothing.
        if (tag == TIFFTAG_JPEGTABLES &&
            std::uint64_t{read.u32(entry + 8)} + read.u32(entry + 4) > file.size())
            return false;
        if (tag == TIFFTAG_STRIPBYTECOUNTS || tag == TIFFTAG_TILEBYTECOUNTS)
            lengths = numbers_at(read, entry);
    }
    const std::uint32_t count = std::min(offsets.count, lengths.count);
    if (count > file.size()) return false;
    for (std::uint32_t i = 0; i < count; ++i)
        if (offsets.value(read, i) + lengths.value(read, i) > file.size()) return false;
    return true;
}

/// Each strip or tile of the page lies within the file: a file cut short is noticed here.
bool is_complete(TIFF* tiff, std::string_view file) {
    if (!claims_lie_within(file, TIFFCurrentDirOffset(tiff))) return false;
    const std::uint64_t size = file.size();
    const std::uint32_t count =
        TIFFIsTiled(tiff) != 0 ? TIFFNumberOfTiles(tiff) : TIFFNumberOfStrips(tiff);
    if (count == 0) return false;
    std::uint64_t total = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint64_t offset = TIFFGetStrileOffset(tiff, i);
        const std::uint64_t length = TIFFGetStrileByteCount(tiff, i);
        if (offset > size || length > size - offset || length == 0) return false;
        total += length;
    }
    const auto compression = small_field(tiff, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
    const auto row_bytes = static_cast<std::uint64_t>(TIFFScanlineSize64(tiff));
    return compression != COMPRESSION_NONE || total >= row_bytes * shape_of(tiff).height;
}

Result<void> check_page(TIFF* tiff, std::string_view file) {
    const Shape shape = shape_of(tiff);
    TRY_DO(check_size(shape.width, shape.height));
    if (!is_complete(tiff, file)) return damaged();
    char reason[1024] = {};
    const auto compression = small_field(tiff, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
    if (TIFFIsCODECConfigured(compression) == 0 ||
        (!is_bilevel(tiff) && TIFFRGBAImageOK(tiff, reason) == 0))
        return fail(ErrorKind::Invalid, "scan.unknown_kind", {}, "TIFF の圧縮方式か色の形式");
    return {};
}

bool forgives_noise(TIFF* tiff) {
    const auto compression = small_field(tiff, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
    return compression == COMPRESSION_CCITTRLE || compression == COMPRESSION_CCITTFAX3 ||
           compression == COMPRESSION_CCITTFAX4;
}

/// Black and white, row by row. A FAX page whose line noise ends it early keeps what arrived, as
/// the machine's own paper would; other compressions do not guess.
Result<Picture> read_bilevel(TIFF* tiff, const Shape& shape, Target target) {
    Resampler resampler(shape, target, 1);
    const auto photometric = small_field(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
    const bool one_is_black = photometric == PHOTOMETRIC_MINISWHITE;
    const auto row_bytes = static_cast<std::size_t>(TIFFScanlineSize(tiff));
    if (row_bytes < (shape.width + 7) / 8) return damaged();
    std::vector<std::uint8_t> packed(row_bytes);
    std::vector<std::uint8_t> row(shape.width);
    for (std::uint32_t y = 0; y < shape.height; ++y) {
        if (TIFFReadScanline(tiff, packed.data(), y, 0) != 1) {
            if (y == 0 || !forgives_noise(tiff)) return damaged();
            break;
        }
        for (std::size_t x = 0; x < shape.width; ++x) {
            const bool one = (packed[x / 8] >> (7 - x % 8) & 1) != 0;
            row[x] = one == one_is_black ? 0 : 255;
        }
        resampler.add_row(row.data());
    }
    Picture picture = std::move(resampler).finish();
    picture.bilevel = true;
    return picture;
}

/// Any other page, by libtiff's own conversion; four bytes a pixel, within kPixelsMax.
Result<Picture> read_colour(TIFF* tiff, const Shape& shape, Target target) {
    std::vector<std::uint32_t> raster(shape.width * shape.height);
    char reason[1024] = {};
    TIFFRGBAImage image{};
    if (TIFFRGBAImageBegin(&image, tiff, 1, reason) == 0) return damaged();
    image.req_orientation = image.orientation;  // as stored: turned() does the turning
    const int got = TIFFRGBAImageGet(&image, raster.data(), static_cast<std::uint32_t>(shape.width),
                                     static_cast<std::uint32_t>(shape.height));
    TIFFRGBAImageEnd(&image);
    if (got == 0) return damaged();

    Resampler resampler(shape, target, 3);
    std::vector<std::uint8_t> row(shape.width * 3);
    for (std::size_t y = 0; y < shape.height; ++y) {
        for (std::size_t x = 0; x < shape.width; ++x) {
            const std::uint32_t pixel = raster[y * shape.width + x];
            const std::uint32_t paper = 255U - TIFFGetA(pixel);  // colours are premultiplied
            row[x * 3] = static_cast<std::uint8_t>(std::min(255U, TIFFGetR(pixel) + paper));
            row[x * 3 + 1] = static_cast<std::uint8_t>(std::min(255U, TIFFGetG(pixel) + paper));
            row[x * 3 + 2] = static_cast<std::uint8_t>(std::min(255U, TIFFGetB(pixel) + paper));
        }
        resampler.add_row(row.data());
    }
    return std::move(resampler).finish();
}

}  // namespace

Result<int> measure(std::string_view bytes) {
    Source source{bytes};
    const Handle tiff = open(source);
    if (!tiff) return damaged();
    int pages = 0;
    for (int directory = 1; directory <= kDirectoriesMax; ++directory) {
        if (is_page(tiff.get())) {
            if (++pages > kPagesMax) return fail(ErrorKind::Invalid, "scan.too_many_pages");
            TRY_DO(check_page(tiff.get(), bytes));
        }
        if (TIFFLastDirectory(tiff.get()) != 0) {
            if (pages == 0) return damaged();
            return pages;
        }
        if (TIFFReadDirectory(tiff.get()) == 0) return damaged();
    }
    return fail(ErrorKind::Invalid, "scan.too_many_pages");
}

Result<PageImage> render(std::string_view bytes, int page, int width_px, Rotation rotation) {
    Source source{bytes};
    const Handle tiff = open(source);
    if (!tiff) return damaged();
    int directory = 1;
    for (int seen = is_page(tiff.get()) ? 1 : 0; seen != page; ++directory) {
        if (TIFFLastDirectory(tiff.get()) != 0)
            return fail(ErrorKind::Invalid, "scan.no_such_page");
        if (directory > kDirectoriesMax || TIFFReadDirectory(tiff.get()) == 0) return damaged();
        if (is_page(tiff.get())) ++seen;
    }
    TRY_DO(check_page(tiff.get(), bytes));
    const Shape shape = shape_of(tiff.get());
    TRY(const Target target, target_of(shape, width_px, rotation));
    TRY(Picture picture, is_bilevel(tiff.get()) ? read_bilevel(tiff.get(), shape, target)
                                                : read_colour(tiff.get(), shape, target));
    return encode_png(turned(std::move(picture), shape.orientation, rotation));
}

}  // namespace kakehashi::scan::tiff
