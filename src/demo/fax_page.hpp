#pragma once

#include <cairo.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "demo/random.hpp"

namespace kakehashi::demo {

/// G3/G4 "fine": 204 dots an inch across, 196 down.
inline constexpr int kFaxWidthPx = 1728;
inline constexpr int kFaxHeightPx = 2292;
inline constexpr double kFaxDpiAcross = 204;
inline constexpr double kFaxDpiDown = 196;

/// One page on which is drawn in points (A4: 595 × 842), dark on light.
class FaxPage {
  public:
    FaxPage();

    struct Text {
        double x = 0, y = 0;  // top left
        double width = 0;     // wraps at; 0: one line
        double size = 10.5;
        enum class Align { Left, Right, Center } align = Align::Left;
        bool bold = false;
        double spacing = 0;  // between letters
    };
    /// Draws the words and answers how high they stand.
    double text(std::string_view words, const Text& how);
    double height_of(std::string_view words, const Text& how);
    void line(double x1, double y1, double x2, double y2, double width = 0.8);
    void box(double x, double y, double width, double height);
    /// 印: a round stamp with the name from top to bottom.
    void stamp(double x, double y, std::string_view name);
    /// A curve through points.
    void curve(const std::vector<std::pair<double, double>>& points, double width = 0.9);
    /// How askew the paper lies, in degrees; before anything is drawn.
    void tilt(double degrees);
    /// Back to the straight frame of the receiving machine.
    void straighten();

    /// Dots as the line carries them: rows of bits, black is 1, with the specks and frayed edges
    /// of a worn machine.
    std::vector<std::uint8_t> dots(Random& random) const;
    static constexpr int kBytesPerRow = kFaxWidthPx / 8;

  private:
    struct Release {
        void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
        void operator()(cairo_t* context) const { cairo_destroy(context); }
    };
    std::unique_ptr<cairo_surface_t, Release> surface_;
    std::unique_ptr<cairo_t, Release> cairo_;
};

}  // namespace kakehashi::demo
