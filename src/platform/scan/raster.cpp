#include "platform/scan/raster.hpp"

#include <cassert>
#include <cmath>

namespace kakehashi::scan {

Result<void> check_size(std::size_t width, std::size_t height) {
    if (width == 0 || height == 0) return fail(ErrorKind::Invalid, "scan.damaged");
    if (width > kSidePixelsMax || height > kSidePixelsMax || width * height > kPixelsMax)
        return fail(ErrorKind::Invalid, "scan.too_large_pixels");
    return {};
}

double pixel_aspect(double x_resolution, double y_resolution) {
    if (!(x_resolution > 0) || !(y_resolution > 0)) return 1.0;
    const double aspect = x_resolution / y_resolution;
    return aspect >= 0.25 && aspect <= 4.0 ? aspect : 1.0;
}

Result<Target> target_of(const Shape& shape, int width_px, Rotation rotation) {
    if (width_px < 1 || width_px > kWidthPxMax) return fail(ErrorKind::Invalid, "scan.bad_width");
    // Square pixels: the sparser direction is stretched, never the denser one thinned.
    double width = static_cast<double>(shape.width);
    double height = static_cast<double>(shape.height);
    if (shape.x_per_y > 1.0) height *= shape.x_per_y;
    if (shape.x_per_y < 1.0) width /= shape.x_per_y;

    const bool lies_on_side =
        (shape.orientation >= 5) != (rotation == Rotation::Right || rotation == Rotation::Left);
    const double scale = std::min(1.0, width_px / (lies_on_side ? height : width));
    const Target target{std::max(1, static_cast<int>(std::lround(width * scale))),
                        std::max(1, static_cast<int>(std::lround(height * scale)))};
    TRY_DO(check_size(static_cast<std::size_t>(target.width),
                      static_cast<std::size_t>(target.height)));
    return target;
}

// In common units a source pixel is `width_` long and a target pixel `source_width_`, so overlaps
// are whole numbers and the weights of one target pixel add up to source_width_ * source_height_.
Resampler::Resampler(const Shape& shape, Target target, int channels)
    : source_width_(shape.width),
      source_height_(shape.height),
      width_(static_cast<std::size_t>(target.width)),
      height_(static_cast<std::size_t>(target.height)),
      channels_(static_cast<std::size_t>(channels)),
      across_(width_ * channels_),
      down_(width_ * channels_) {
    picture_.width = target.width;
    picture_.height = target.height;
    picture_.channels = channels;
    picture_.pixels.assign(width_ * height_ * channels_, 255);
}

void Resampler::add_row(const std::uint8_t* row) {
    if (source_row_ == source_height_) return;
    std::fill(across_.begin(), across_.end(), 0U);
    std::size_t x = 0;
    std::size_t left_of_source = width_;
    for (std::size_t column = 0; column < width_; ++column) {
        for (std::size_t need = source_width_; need > 0;) {
            const std::size_t overlap = std::min(need, left_of_source);
            for (std::size_t c = 0; c < channels_; ++c)
                across_[column * channels_ + c] +=
                    static_cast<std::uint32_t>(overlap) * row[x * channels_ + c];
            need -= overlap;
            left_of_source -= overlap;
            if (left_of_source == 0) {
                ++x;
                left_of_source = width_;
            }
        }
    }
    std::size_t top = source_row_ * height_;
    const std::size_t bottom = top + height_;
    while (top < bottom) {
        const std::size_t row_end = (row_ + 1) * source_height_;
        const std::size_t overlap = std::min(bottom, row_end) - top;
        for (std::size_t i = 0; i < across_.size(); ++i)
            down_[i] += std::uint64_t{across_[i]} * overlap;
        top += overlap;
        if (top == row_end) close_row();
    }
    ++source_row_;
}

void Resampler::close_row() {
    const std::uint64_t weight = source_width_ * source_height_;
    assert(weight > 0);
    std::uint8_t* out = &picture_.pixels[row_ * down_.size()];
    for (std::size_t i = 0; i < down_.size(); ++i)
        out[i] = static_cast<std::uint8_t>((down_[i] + weight / 2) / weight);
    std::fill(down_.begin(), down_.end(), 0U);
    ++row_;
}

Picture Resampler::finish() && {
    return std::move(picture_);
}

namespace {

Picture mapped(const Picture& from, bool on_side, bool flip_x, bool flip_y) {
    Picture to = from;
    if (on_side) std::swap(to.width, to.height);
    const auto channels = static_cast<std::size_t>(from.channels);
    std::size_t out = 0;
    for (int y = 0; y < to.height; ++y) {
        for (int x = 0; x < to.width; ++x) {
            int from_x = on_side ? y : x;
            int from_y = on_side ? x : y;
            if (flip_x) from_x = from.width - 1 - from_x;
            if (flip_y) from_y = from.height - 1 - from_y;
            const auto at =
                (static_cast<std::size_t>(from_y) * static_cast<std::size_t>(from.width) +
                 static_cast<std::size_t>(from_x)) *
                channels;
            for (std::size_t c = 0; c < channels; ++c) to.pixels[out++] = from.pixels[at + c];
        }
    }
    return to;
}

}  // namespace

Picture turned(Picture picture, int orientation, Rotation rotation) {
    switch (orientation) {
        case 2:
            picture = mapped(picture, false, true, false);
            break;
        case 3:
            picture = mapped(picture, false, true, true);
            break;
        case 4:
            picture = mapped(picture, false, false, true);
            break;
        case 5:
            picture = mapped(picture, true, false, false);
            break;
        case 6:
            picture = mapped(picture, true, false, true);
            break;
        case 7:
            picture = mapped(picture, true, true, true);
            break;
        case 8:
            picture = mapped(picture, true, true, false);
            break;
        default:
            break;
    }
    switch (rotation) {
        case Rotation::None:
            return picture;
        case Rotation::Right:
            return mapped(picture, true, false, true);
        case Rotation::Half:
            return mapped(picture, false, true, true);
        case Rotation::Left:
            return mapped(picture, true, true, false);
    }
    return picture;
}

}  // namespace kakehashi::scan
