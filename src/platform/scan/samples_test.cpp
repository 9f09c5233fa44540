#include "platform/scan/samples.hpp"

#include <doctest/doctest.h>
#include <png.h>
#include <tiffio.h>

// clang-format off
#include <cstdio>
#include <jpeglib.h>
// clang-format on

#include <cstdlib>
#include <memory>

namespace kakehashi::scan::samples {
namespace {

std::uint8_t grey(Rgb c) {
    return static_cast<std::uint8_t>((c.r * 77 + c.g * 151 + c.b * 28) / 256);
}

/// One row in the ink's own layout, ready for an encoder; ones are black when `one_is_black`.
std::vector<std::uint8_t> row_of(const Paint& paint, int y, int width, int height, Ink ink,
                                 bool one_is_black = false) {
    std::vector<std::uint8_t> row(static_cast<std::size_t>(width) * 3);
    if (ink == Ink::Bilevel) row.assign(static_cast<std::size_t>(width + 7) / 8, 0);
    for (int x = 0; x < width; ++x) {
        const Rgb c = paint((x + 0.5) / width, (y + 0.5) / height);
        const auto i = static_cast<std::size_t>(x);
        if (ink == Ink::Colour) {
            row[i * 3] = c.r;
            row[i * 3 + 1] = c.g;
            row[i * 3 + 2] = c.b;
        } else if (ink == Ink::Grey) {
            row[i] = grey(c);
        } else if ((grey(c) < 128) == one_is_black) {
            row[i / 8] = static_cast<std::uint8_t>(row[i / 8] | (0x80 >> (i % 8)));
        }
    }
    return row;
}

std::string jpeg_with(jpeg_compress_struct& jpeg, unsigned char*& memory, unsigned long& size) {
    jpeg_finish_compress(&jpeg);
    std::string bytes(static_cast<const char*>(static_cast<const void*>(memory)), size);
    jpeg_destroy_compress(&jpeg);
    std::free(memory);
    return bytes;
}

std::string exif(int orientation) {
    using namespace std::string_literals;
    return "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"s +
           static_cast<char>(orientation) + "\0\0\0\0\0\0"s;
}

struct Sink {
    std::string bytes;
    std::size_t at = 0;
};

}  // namespace

Paint corner(Rgb colour) {
    return
        [colour](double x, double y) { return (x < 0.5 && y < 0.5) || y < 0.02 ? colour : kWhite; };
}

std::string png(const Paint& paint, const PngOptions& options) {
    std::string bytes;
    png_structp writer = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(writer);
    png_set_write_fn(
        writer, &bytes,
        [](png_structp p, png_bytep data, std::size_t size) {
            static_cast<std::string*>(png_get_io_ptr(p))
                ->append(static_cast<const char*>(static_cast<const void*>(data)), size);
        },
        [](png_structp) {});
    png_set_IHDR(writer, info, static_cast<unsigned>(options.width),
                 static_cast<unsigned>(options.height), options.ink == Ink::Bilevel ? 1 : 8,
                 options.ink == Ink::Colour ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_GRAY,
                 options.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(writer, info);
    std::vector<std::vector<std::uint8_t>> rows;
    std::vector<png_bytep> pointers;
    for (int y = 0; y < options.height; ++y)
        rows.push_back(row_of(paint, y, options.width, options.height, options.ink));
    for (auto& row : rows) pointers.push_back(row.data());
    png_write_image(writer, pointers.data());
    png_write_end(writer, info);
    png_destroy_write_struct(&writer, &info);
    return bytes;
}

std::string jpeg(const Paint& paint, const JpegOptions& options) {
    jpeg_compress_struct writer{};
    jpeg_error_mgr errors{};
    writer.err = jpeg_std_error(&errors);
    jpeg_create_compress(&writer);
    unsigned char* memory = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&writer, &memory, &size);
    writer.image_width = static_cast<unsigned>(options.width);
    writer.image_height = static_cast<unsigned>(options.height);
    writer.input_components = options.cmyk ? 4 : options.ink == Ink::Grey ? 1 : 3;
    writer.in_color_space = options.cmyk               ? JCS_CMYK
                            : options.ink == Ink::Grey ? JCS_GRAYSCALE
                                                       : JCS_RGB;
    jpeg_set_defaults(&writer);
    jpeg_set_quality(&writer, 92, TRUE);
    if (options.progressive) jpeg_simple_progression(&writer);
    jpeg_start_compress(&writer, TRUE);
    if (options.exif_orientation != 0) {
        const std::string segment = exif(options.exif_orientation);
        jpeg_write_marker(&writer, JPEG_APP0 + 1,
                          static_cast<const JOCTET*>(static_cast<const void*>(segment.data())),
                          static_cast<unsigned>(segment.size()));
    }
    for (int y = 0; y < options.height; ++y) {
        auto row = row_of(paint, y, options.width, options.height, options.ink);
        if (options.cmyk) {
            std::vector<std::uint8_t> inked;
            for (std::size_t x = 0; x < static_cast<std::size_t>(options.width); ++x) {
                inked.insert(inked.end(), &row[x * 3], &row[x * 3] + 3);
                inked.push_back(255);
            }
            row = inked;
        }
        JSAMPROW pointer = row.data();
        jpeg_write_scanlines(&writer, &pointer, 1);
    }
    return jpeg_with(writer, memory, size);
}

std::string tiff(const Paint& paint, const TiffOptions& options) {
    Sink sink;
    TIFF* file = TIFFClientOpen(
        "sample", "w", &sink,
        [](thandle_t handle, void* out, tmsize_t size) -> tmsize_t {
            Sink& s = *static_cast<Sink*>(handle);
            const auto count = std::min(static_cast<std::size_t>(size), s.bytes.size() - s.at);
            s.bytes.copy(static_cast<char*>(out), count, s.at);
            s.at += count;
            return static_cast<tmsize_t>(count);
        },
        [](thandle_t handle, void* data, tmsize_t size) -> tmsize_t {
            Sink& s = *static_cast<Sink*>(handle);
            const auto end = s.at + static_cast<std::size_t>(size);
            if (end > s.bytes.size()) s.bytes.resize(end);
            s.bytes.replace(s.at, static_cast<std::size_t>(size), static_cast<const char*>(data),
                            static_cast<std::size_t>(size));
            s.at = end;
            return size;
        },
        [](thandle_t handle, toff_t offset, int whence) -> toff_t {
            Sink& s = *static_cast<Sink*>(handle);
            s.at =
                whence == SEEK_SET ? offset : (whence == SEEK_CUR ? s.at : s.bytes.size()) + offset;
            return s.at;
        },
        [](thandle_t) { return 0; },
        [](thandle_t handle) -> toff_t { return static_cast<Sink*>(handle)->bytes.size(); },
        nullptr, nullptr);
    const auto write_page = [&](int width, int height, int page, bool reduced) {
        TIFFSetField(file, TIFFTAG_SUBFILETYPE, reduced ? FILETYPE_REDUCEDIMAGE : FILETYPE_PAGE);
        TIFFSetField(file, TIFFTAG_IMAGEWIDTH, width);
        TIFFSetField(file, TIFFTAG_IMAGELENGTH, height);
        TIFFSetField(file, TIFFTAG_BITSPERSAMPLE, options.ink == Ink::Bilevel ? 1 : 8);
        TIFFSetField(file, TIFFTAG_SAMPLESPERPIXEL, options.ink == Ink::Colour ? 3 : 1);
        TIFFSetField(file, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
        TIFFSetField(file, TIFFTAG_PHOTOMETRIC,
                     options.ink == Ink::Bilevel ? PHOTOMETRIC_MINISWHITE
                     : options.ink == Ink::Grey  ? PHOTOMETRIC_MINISBLACK
                     : options.compression == 7  ? PHOTOMETRIC_YCBCR
                                                 : PHOTOMETRIC_RGB);
        TIFFSetField(file, TIFFTAG_COMPRESSION, options.compression);
        if (options.compression == 7) TIFFSetField(file, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
        TIFFSetField(file, TIFFTAG_XRESOLUTION, options.x_dpi);
        TIFFSetField(file, TIFFTAG_YRESOLUTION, options.y_dpi);
        TIFFSetField(file, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
        TIFFSetField(file, TIFFTAG_ORIENTATION, options.orientation);
        TIFFSetField(file, TIFFTAG_ROWSPERSTRIP, 128);
        const Paint marked = [&](double x, double y) {
            const bool bar = y > 0.96 && static_cast<int>(x * 40) % 2 == 1 && x * 20 < page;
            return page > 0 && bar ? kBlack : paint(x, y);
        };
        for (int y = 0; y < height; ++y) {
            auto row = row_of(marked, y, width, height, options.ink, true);
            TIFFWriteScanline(file, row.data(), static_cast<unsigned>(y), 0);
        }
        TIFFWriteDirectory(file);
    };
    for (int page = 1; page <= options.pages; ++page) {
        write_page(options.width, options.height, options.pages > 1 ? page : 0, false);
        if (options.thumbnails) write_page(options.width / 8, options.height / 8, 0, true);
    }
    TIFFClose(file);
    return sink.bytes;
}

std::string pdf(const PdfOptions& options) {
    std::string out = "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n";
    std::vector<std::size_t> offsets;
    const auto object = [&](const std::string& body) {
        offsets.push_back(out.size());
        out += std::to_string(offsets.size()) + " 0 obj\n" + body + "\nendobj\n";
    };
    std::string kids;
    for (int i = 0; i < options.pages; ++i) kids += std::to_string(5 + i) + " 0 R ";
    object("<< /Type /Catalog /Pages 2 0 R >>");
    object("<< /Type /Pages /Count " + std::to_string(options.pages) + " /Kids [" + kids + "] >>");
    object("<< /Length " + std::to_string(options.content.size()) + " " + options.content_filter +
           " >>\nstream\n" + options.content + "\nendstream");
    object(options.extra_object.empty() ? "<< >>" : options.extra_object);
    for (int i = 0; i < options.pages; ++i)
        object("<< /Type /Page /Parent 2 0 R /MediaBox [" + options.media_box + "] /Rotate " +
               std::to_string(options.rotate) + " /Resources << " + options.resources +
               " >> /Contents 3 0 R >>");
    const std::size_t xref = out.size();
    out += "xref\n0 " + std::to_string(offsets.size() + 1) + "\n0000000000 65535 f \n";
    for (const std::size_t offset : offsets) {
        const std::string digits = std::to_string(offset);
        out += std::string(10 - digits.size(), '0') + digits + " 00000 n \n";
    }
    return out + "trailer\n<< /Size " + std::to_string(offsets.size() + 1) + " /Root 1 0 R " +
           options.trailer + " >>\nstartxref\n" + std::to_string(xref) + "\n%%EOF\n";
}

/// A grey picture whose rows hold the text is, between its chunks, a zlib stream of that text.
std::string bomb(std::string_view unit, std::size_t bytes) {
    std::string row;
    while (row.size() + unit.size() <= 60'000) row += unit;
    std::string file;
    png_structp writer = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(writer);
    png_set_write_fn(
        writer, &file,
        [](png_structp p, png_bytep data, std::size_t size) {
            static_cast<std::string*>(png_get_io_ptr(p))
                ->append(static_cast<const char*>(static_cast<const void*>(data)), size);
        },
        [](png_structp) {});
    const std::size_t rows = bytes / row.size() + 1;
    png_set_IHDR(writer, info, static_cast<unsigned>(row.size()), static_cast<unsigned>(rows), 8,
                 PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_set_filter(writer, 0, PNG_FILTER_NONE);
    png_write_info(writer, info);
    for (std::size_t i = 0; i < rows; ++i)
        png_write_row(writer, static_cast<png_const_bytep>(static_cast<const void*>(row.data())));
    png_write_end(writer, info);
    png_destroy_write_struct(&writer, &info);

    std::string stream;
    for (std::size_t at = 8; at + 12 <= file.size();) {
        std::size_t length = 0;
        for (std::size_t i = 0; i < 4; ++i)
            length = length * 256 + static_cast<unsigned char>(file[at + i]);
        if (file.compare(at + 4, 4, "IDAT") == 0) stream += file.substr(at + 8, length);
        at += 12 + length;
    }
    return stream;
}

Rgb Unpacked::at(double x, double y) const {
    const int column = static_cast<int>(x * width);
    const int row = static_cast<int>(y * height);
    return pixels[static_cast<std::size_t>(row * width + column)];
}

Unpacked unpack(std::string_view png) {
    Unpacked out;
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    REQUIRE(png_image_begin_read_from_memory(&image, png.data(), png.size()) != 0);
    out.width = static_cast<int>(image.width);
    out.height = static_cast<int>(image.height);
    out.bits = png[24];
    out.colour = png[25] == 2;
    image.format = PNG_FORMAT_RGB;
    std::vector<std::uint8_t> bytes(PNG_IMAGE_SIZE(image));
    REQUIRE(png_image_finish_read(&image, nullptr, bytes.data(), 0, nullptr) != 0);
    for (std::size_t i = 0; i < bytes.size(); i += 3)
        out.pixels.push_back({bytes[i], bytes[i + 1], bytes[i + 2]});
    return out;
}

}  // namespace kakehashi::scan::samples
