#include <qrencode.h>

#include <cassert>
#include <numbers>

#include "platform/pdf/document.hpp"

namespace kakehashi::pdf {
namespace {

void rectangle(cairo_t* cr, const Box& box) {
    cairo_rectangle(cr, box.x * kPointsPerMm, box.y * kPointsPerMm, box.w * kPointsPerMm,
                    box.h * kPointsPerMm);
}

}  // namespace

void Page::line(double x1, double y1, double x2, double y2, double width_pt) {
    assert(width_pt >= 0.5);  // a thinner rule vanishes on a FAX
    strokes_.emplace_back([=](cairo_t* cr) {
        cairo_set_line_width(cr, width_pt);
        cairo_move_to(cr, x1 * kPointsPerMm, y1 * kPointsPerMm);
        cairo_line_to(cr, x2 * kPointsPerMm, y2 * kPointsPerMm);
        cairo_stroke(cr);
    });
}

void Page::dashed(double x1, double x2, double y, double width_pt) {
    strokes_.emplace_back([=](cairo_t* cr) {
        constexpr double kDash[] = {3.0, 2.0};
        cairo_set_dash(cr, kDash, 2, 0);
        cairo_set_line_width(cr, width_pt);
        cairo_move_to(cr, x1 * kPointsPerMm, y * kPointsPerMm);
        cairo_line_to(cr, x2 * kPointsPerMm, y * kPointsPerMm);
        cairo_stroke(cr);
    });
}

void Page::frame(const Box& box, double width_pt) {
    assert(width_pt >= 0.5);
    strokes_.emplace_back([=](cairo_t* cr) {
        cairo_set_line_width(cr, width_pt);
        rectangle(cr, box);
        cairo_stroke(cr);
    });
}

void Page::ellipse(const Box& box, double width_pt) {
    strokes_.emplace_back([=](cairo_t* cr) {
        cairo_new_path(cr);
        cairo_save(cr);
        cairo_translate(cr, (box.x + box.w / 2) * kPointsPerMm, (box.y + box.h / 2) * kPointsPerMm);
        cairo_scale(cr, box.w * kPointsPerMm / 2, box.h * kPointsPerMm / 2);
        cairo_arc(cr, 0, 0, 1, 0, 2 * std::numbers::pi);
        cairo_restore(cr);  // the pen stays round
        cairo_set_line_width(cr, width_pt);
        cairo_stroke(cr);
    });
}

void Page::bar(const Box& box) {
    strokes_.emplace_back([=](cairo_t* cr) {
        rectangle(cr, box);
        cairo_fill(cr);
    });
}

void Page::qr(double x, double y, double size, std::string_view payload) {
    const std::string text{payload};
    std::unique_ptr<QRcode, decltype(&QRcode_free)> code{
        QRcode_encodeString(text.c_str(), 1, QR_ECLEVEL_M, QR_MODE_8, 1), &QRcode_free};
    assert(code);  // the payload is ours, checked by the form
    std::vector<Box> dark;
    const double module = size / code->width;
    for (int row = 0; row < code->width; ++row)
        for (int column = 0; column < code->width;) {
            const auto* cells = code->data + row * code->width;
            int end = column;
            while (end < code->width && (cells[end] & 1) != 0) ++end;
            if (end > column)
                dark.push_back(
                    {x + column * module, y + row * module, (end - column) * module, module});
            column = std::max(end, column + 1);
        }
    strokes_.emplace_back([dark = std::move(dark)](cairo_t* cr) {
        for (const auto& run : dark) rectangle(cr, run);
        cairo_fill(cr);
    });
}

}  // namespace kakehashi::pdf
