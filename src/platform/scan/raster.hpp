#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "platform/scan/scan.hpp"

/// Pictures on their way from a decoder to the PNG a browser shows. Decoders hand over row by row,
/// so a large scan is never held as a whole unless its format demands it.
namespace kakehashi::scan {

/// What a decoder knows before it decodes.
struct Shape {
    std::size_t width = 0;
    std::size_t height = 0;
    double x_per_y = 1.0;  // horizontal dots per vertical dot: 204/98 for a FAX in normal quality
    int orientation = 1;   // 1 to 8, as EXIF and TIFF count them
};

/// Invalid scan.too_large_pixels, or scan.damaged for a side of 0.
Result<void> check_size(std::size_t width, std::size_t height);

/// A sane `x_per_y`: 1 when a resolution is missing, not positive, or beyond 4:1 either way.
double pixel_aspect(double x_resolution, double y_resolution);

struct Picture {
    int width = 0;
    int height = 0;
    int channels = 1;      // 1 grey, 3 RGB
    bool bilevel = false;  // the source knew only black and white
    std::vector<std::uint8_t> pixels;
};

/// The size a page is scaled to before it is turned. Invalid scan.bad_width, scan.too_large_pixels.
struct Target {
    int width = 0;
    int height = 0;
};
Result<Target> target_of(const Shape& shape, int width_px, Rotation rotation);

/// Area averaging in both directions, fed one source row at a time, top to bottom.
class Resampler {
  public:
    Resampler(const Shape& shape, Target target, int channels);

    /// `row` holds width * channels bytes.
    void add_row(const std::uint8_t* row);

    /// Rows that never came stay white.
    Picture finish() &&;

  private:
    void close_row();

    std::size_t source_width_, source_height_;
    std::size_t width_, height_, channels_;
    std::size_t source_row_ = 0, row_ = 0;
    std::vector<std::uint32_t> across_;
    std::vector<std::uint64_t> down_;
    Picture picture_;
};

/// Honours the file's own orientation first, then the reader's rotation.
Picture turned(Picture picture, int orientation, Rotation rotation);

/// As few bits as the picture needs: 1-bit or grey when no pixel has a colour.
Result<PageImage> encode_png(const Picture& picture);

}  // namespace kakehashi::scan
