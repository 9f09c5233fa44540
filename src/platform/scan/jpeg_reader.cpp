// clang-format off
#include <cstdio>
#include <jpeglib.h>
#include <jerror.h>
// clang-format on

#include <csetjmp>

#include "platform/scan/bytes.hpp"
#include "platform/scan/readers.hpp"

namespace kakehashi::scan::jpeg {
namespace {

constexpr int kScansMax = 100;  // a progressive picture has about 10; a bomb has thousands
constexpr long kMemoryMax = 400L * 1024 * 1024;

auto damaged() {
    return fail(ErrorKind::Invalid, "scan.damaged");
}

/// The orientation in an APP1 segment; 1 when there is none.
int exif_orientation(std::string_view segment) {
    if (!segment.starts_with(std::string_view("Exif\0\0", 6))) return 1;
    const std::string_view tiff = segment.substr(6);
    const bool little_endian = tiff.starts_with("II");
    const Bytes read(tiff, little_endian);
    if (!little_endian && !tiff.starts_with("MM")) return 1;
    const std::size_t directory = read.u32(4);
    if (directory >= tiff.size()) return 1;
    const std::uint32_t entries = read.u16(directory);
    for (std::uint32_t i = 0; i < entries; ++i) {
        const std::size_t entry = directory + 2 + std::size_t{i} * 12;
        if (entry + 12 > tiff.size()) return 1;
        if (read.u16(entry) != 0x0112) continue;
        const auto value = static_cast<int>(read.u16(entry + 8));
        return value >= 1 && value <= 8 ? value : 1;
    }
    return 1;
}

bool is_start_of_frame(std::uint32_t marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

struct Reader {
    jpeg_decompress_struct jpeg{};
    jpeg_error_mgr errors{};
    jpeg_progress_mgr progress{};
    std::jmp_buf on_failure{};

    Reader() = default;
    ~Reader() { jpeg_destroy_decompress(&jpeg); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
};

[[noreturn]] void on_error(j_common_ptr jpeg) {
    // libjpeg knows no other way back.
    // NOLINTNEXTLINE(cert-err52-cpp)
    std::longjmp(static_cast<Reader*>(jpeg->client_data)->on_failure, 1);
}
void on_message(j_common_ptr, int) {}
void on_output(j_common_ptr) {}
void on_progress(j_common_ptr jpeg) {
    if (static_cast<Reader*>(jpeg->client_data)->jpeg.input_scan_number > kScansMax) on_error(jpeg);
}

/// No object with a destructor lives in these two, so libjpeg may longjmp out of them.
bool start(Reader& reader, std::string_view bytes, std::size_t width_needed) {
    reader.jpeg.err = jpeg_std_error(&reader.errors);
    reader.errors.error_exit = on_error;
    reader.errors.emit_message = on_message;
    reader.errors.output_message = on_output;
    reader.jpeg.client_data = &reader;
    if (setjmp(reader.on_failure) != 0) return false;  // NOLINT(cert-err52-cpp)
    jpeg_CreateDecompress(&reader.jpeg, JPEG_LIB_VERSION, sizeof(jpeg_decompress_struct));
    reader.jpeg.client_data = &reader;
    reader.jpeg.mem->max_memory_to_use = kMemoryMax;
    reader.progress.progress_monitor = on_progress;
    reader.jpeg.progress = &reader.progress;
    jpeg_mem_src(&reader.jpeg,
                 static_cast<const unsigned char*>(static_cast<const void*>(bytes.data())),
                 bytes.size());
    jpeg_read_header(&reader.jpeg, TRUE);
    switch (reader.jpeg.jpeg_color_space) {
        case JCS_GRAYSCALE:
            reader.jpeg.out_color_space = JCS_GRAYSCALE;
            break;
        case JCS_CMYK:
        case JCS_YCCK:
            reader.jpeg.out_color_space = JCS_CMYK;
            break;
        default:
            reader.jpeg.out_color_space = JCS_RGB;
            break;
    }
    // The decoder halves for free while enough is left for the width asked for.
    reader.jpeg.scale_num = 1;
    reader.jpeg.scale_denom = 1;
    while (reader.jpeg.scale_denom < 8 &&
           reader.jpeg.image_width / (reader.jpeg.scale_denom * 2) >= width_needed)
        reader.jpeg.scale_denom *= 2;
    jpeg_start_decompress(&reader.jpeg);
    return true;
}

bool read_row(Reader& reader, std::uint8_t* row) {
    if (setjmp(reader.on_failure) != 0) return false;  // NOLINT(cert-err52-cpp)
    return jpeg_read_scanlines(&reader.jpeg, &row, 1) == 1;
}

/// Adobe writes CMYK inverted: 255 is no ink. Ink on paper, without a colour profile.
void cmyk_to_rgb(const std::vector<std::uint8_t>& row, bool inverted,
                 std::vector<std::uint8_t>& out) {
    for (std::size_t x = 0; x * 3 < out.size(); ++x) {
        const auto light = [&](std::size_t c) {
            const unsigned value = row[x * 4 + c];
            return inverted ? value : 255U - value;
        };
        for (std::size_t c = 0; c < 3; ++c)
            out[x * 3 + c] = static_cast<std::uint8_t>(light(c) * light(3) / 255U);
    }
}

}  // namespace

Result<Shape> measure(std::string_view bytes) {
    const Bytes read(bytes);
    Shape shape;
    bool has_pixels = false;
    std::size_t at = 2;
    while (at + 1 < bytes.size()) {
        if (read.u8(at) != 0xFF) {
            // Between markers stands only the coded picture, which follows a start of scan.
            if (!has_pixels) return damaged();
            const std::size_t next = bytes.find('\xFF', at);
            if (next == std::string_view::npos) return damaged();
            at = next;
            continue;
        }
        const std::uint32_t marker = read.u8(at + 1);
        if (marker == 0xD9) {
            if (!has_pixels) return damaged();
            return shape;
        }
        if (marker == 0xFF) {
            ++at;
            continue;
        }
        if (marker == 0x00 || marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
            at += 2;
            continue;
        }
        const std::size_t length = read.u16(at + 2);
        if (length < 2 || length > bytes.size() - at - 2) return damaged();
        const std::string_view segment = bytes.substr(at + 4, length - 2);
        if (is_start_of_frame(marker)) {
            shape.height = read.u16(at + 5);
            shape.width = read.u16(at + 7);
            TRY_DO(check_size(shape.width, shape.height));
        }
        if (marker == 0xE1 && shape.orientation == 1) shape.orientation = exif_orientation(segment);
        if (marker == 0xE0 && segment.starts_with(std::string_view("JFIF\0", 5)))
            shape.x_per_y = pixel_aspect(read.u16(at + 12), read.u16(at + 14));
        if (marker == 0xDA) {
            if (shape.width == 0) return damaged();
            has_pixels = true;
        }
        at += 2 + length;
    }
    return damaged();
}

Result<PageImage> render(std::string_view bytes, int width_px, Rotation rotation) {
    TRY(const Shape shape, measure(bytes));
    TRY(const Target target, target_of(shape, width_px, rotation));
    Reader reader;
    if (!start(reader, bytes, static_cast<std::size_t>(target.width))) return damaged();
    if (reader.jpeg.image_width != shape.width || reader.jpeg.image_height != shape.height)
        return damaged();

    const auto components = static_cast<std::size_t>(reader.jpeg.output_components);
    const bool cmyk = reader.jpeg.out_color_space == JCS_CMYK;
    if (components != (cmyk ? 4U : reader.jpeg.out_color_space == JCS_GRAYSCALE ? 1U : 3U))
        return damaged();
    Shape decoded = shape;
    decoded.width = reader.jpeg.output_width;
    decoded.height = reader.jpeg.output_height;
    Resampler resampler(decoded, target, components == 1 ? 1 : 3);
    std::vector<std::uint8_t> row(decoded.width * components);
    std::vector<std::uint8_t> rgb(cmyk ? decoded.width * 3 : 0);
    for (std::size_t y = 0; y < decoded.height; ++y) {
        if (!read_row(reader, row.data())) return damaged();
        if (cmyk) cmyk_to_rgb(row, reader.jpeg.saw_Adobe_marker != 0, rgb);
        resampler.add_row(cmyk ? rgb.data() : row.data());
    }
    return encode_png(turned(std::move(resampler).finish(), shape.orientation, rotation));
}

}  // namespace kakehashi::scan::jpeg
