#include "office/qr_svg.hpp"

#include <qrencode.h>

#include <cassert>
#include <memory>
#include <string>

#include "platform/html/writer.hpp"

namespace kakehashi::office {
namespace {

constexpr int kQuiet = 4;  // modules, by the standard

/// `M4 5h7v1h-7z`: each run of dark modules of a row is one box.
std::string dark_runs(const QRcode& code) {
    std::string path;
    for (int row = 0; row < code.width; ++row) {
        const auto* cells = code.data + row * code.width;
        for (int column = 0; column < code.width; ++column) {
            int end = column;
            while (end < code.width && (cells[end] & 1) != 0) ++end;
            if (end == column) continue;
            const auto length = std::to_string(end - column);
            path.append("M").append(std::to_string(column + kQuiet));
            path.append(" ").append(std::to_string(row + kQuiet));
            path.append("h").append(length).append("v1h-").append(length).append("z");
            column = end;
        }
    }
    return path;
}

}  // namespace

html::Safe qr_svg(std::string_view payload, std::string_view meaning) {
    const std::string text{payload};
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code{
        QRcode_encodeString(text.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1), &QRcode_free};
    assert(code);  // an address of ours, far below what a code holds
    const auto side = std::to_string(code->width + 2 * kQuiet);
    html::Writer out;
    out.raw(R"(<svg class="k-qr" role="img" aria-label=")");
    out.attribute(meaning);
    out.raw(R"(" viewBox="0 0 )");
    out.text(side);
    out.raw(" ");
    out.text(side);
    out.raw(R"(" shape-rendering="crispEdges"><rect width="100%" height="100%" fill="#fff"/>)");
    out.raw(R"(<path fill="#000" d=")");
    out.attribute(dark_runs(*code));
    out.raw(R"("/></svg>)");
    return html::Safe::written(std::move(out));
}

}  // namespace kakehashi::office
