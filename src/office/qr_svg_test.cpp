#define ZX_USE_UTF8 1
#include <ZXing/ReadBarcode.h>
#include <doctest/doctest.h>

#include <cstdio>
#include <string>
#include <vector>

#include "office/qr_svg.hpp"

using namespace kakehashi;

namespace {

/// What a camera reads from the picture, whose boxes are drawn here as the browser draws them.
std::string read_by_camera(std::string_view svg) {
    constexpr int kModulePixels = 4;
    constexpr std::string_view kView = R"(viewBox="0 0 )";
    const int side =
        std::stoi(std::string{svg.substr(svg.find(kView) + kView.size())}) * kModulePixels;
    std::vector<unsigned char> pixels(static_cast<std::size_t>(side) * side, 255);
    std::string_view path = svg.substr(svg.find(" d=\"") + 4);
    for (path = path.substr(0, path.find('"')); !path.empty();
         path.remove_prefix(path.find('z') + 1)) {
        int x = 0, y = 0, length = 0;
        REQUIRE(std::sscanf(std::string{path}.c_str(), "M%d %dh%dv1h-", &x, &y, &length) == 3);
        for (int row = y * kModulePixels; row < (y + 1) * kModulePixels; ++row)
            for (int column = x * kModulePixels; column < (x + length) * kModulePixels; ++column)
                pixels[static_cast<std::size_t>(row) * side + column] = 0;
    }
    const auto read =
        ZXing::ReadBarcode({pixels.data(), side, side, ZXing::ImageFormat::Lum},
                           ZXing::DecodeHints().setFormats(ZXing::BarcodeFormat::QRCode));
    return read.text();
}

}  // namespace

TEST_CASE("a camera reads from the picture what was written") {
    const std::string address =
        "otpauth://totp/%E6%9E%B6%E3%81%91%E6%A9%8B:saeki?secret=ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
        "&issuer=%E6%9E%B6%E3%81%91%E6%A9%8B";
    CHECK(read_by_camera(office::qr_svg(address, "印").view()) == address);
}

TEST_CASE("who does not see the picture hears what it is; the page's policy is kept") {
    const auto picture = office::qr_svg("otpauth://totp/x?secret=ABC", "認証アプリの\"印\"");
    CHECK(picture.view().find(R"(role="img" aria-label="認証アプリの&#34;印&#34;")") !=
          std::string_view::npos);
    CHECK(picture.view().find("style") == std::string_view::npos);
}
