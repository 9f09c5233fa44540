#include "platform/scan/scan.hpp"

#include <doctest/doctest.h>

#include "base/messages.hpp"
#include "platform/scan/samples.hpp"

using namespace kakehashi;
using namespace kakehashi::scan;
using namespace kakehashi::scan::samples;
using namespace std::string_literals;

namespace {

Unpacked page_of(std::string_view bytes, int page = 1, int width = kPageWidthPx,
                 Rotation rotation = Rotation::None) {
    const auto image = render_page(bytes, page, width, rotation);
    REQUIRE(image.has_value());
    const auto picture = unpack(image->png);
    CHECK(picture.width == image->width_px);
    CHECK(picture.height == image->height_px);
    return picture;
}

bool near(Rgb a, Rgb b) {
    return std::abs(a.r - b.r) < 24 && std::abs(a.g - b.g) < 24 && std::abs(a.b - b.b) < 24;
}

/// Which quarter the ink stands in: "upper left"...
std::string inked_quarter(const Unpacked& picture) {
    std::string found;
    for (const double y : {0.25, 0.75})
        for (const double x : {0.25, 0.75})
            if (!near(picture.at(x, y), kWhite))
                found += (y < 0.5 ? "upper "s : "lower "s) + (x < 0.5 ? "left"s : "right"s);
    return found;
}

}  // namespace

TEST_CASE("what arrives is known by its content, never by its name") {
    CHECK(sniff(pdf({})) == Kind::Pdf);
    CHECK(sniff("\x1b%-12345X@PJL JOB\r\n" + pdf({})) == Kind::Pdf);  // a FAX server's preamble
    CHECK(sniff(tiff(corner(kBlack), {.height = 100})) == Kind::Tiff);
    CHECK(sniff(png(corner(kRed), {})) == Kind::Png);
    CHECK(sniff(jpeg(corner(kRed), {})) == Kind::Jpeg);
    CHECK(sniff(" {\"resourceType\":\"Bundle\"}") == Kind::Json);
    CHECK(sniff("\xEF\xBB\xBF[{}]") == Kind::Json);
    CHECK(sniff("施設名,電話\nはまの医院,0558\n") == Kind::Csv);
    CHECK(sniff("\x8E\x7B\x90\xDD,\x93\x64\x98\x62\r\n") == Kind::Csv);  // the same in Shift_JIS
    for (const auto& stranger :
         {"PK\x03\x04%PDF-1.7"s, "MZ\x90%PDF-"s, "<html>a,b</html>"s, "GIF89a,\x01\0"s, ""s,
          "\0\0,\0"s, "{\\rtf1 a,b}"s, "#!/bin/sh"s, "紹介状です"s})
        CHECK(sniff(stranger) == Kind::Unknown);
}

TEST_CASE("a FAX of several pages is counted and each page can be shown") {
    const auto fax = tiff(corner(kBlack), {.pages = 3});
    const auto inspection = inspect(fax, "20261124-0912.tif").value();
    CHECK(inspection.kind == Kind::Tiff);
    CHECK(inspection.pages == 3);
    CHECK(inspection.warnings.empty());
    for (int page = 1; page <= 3; ++page) {
        const auto picture = page_of(fax, page);
        CHECK(picture.width == kPageWidthPx);
        CHECK_FALSE(picture.colour);
        CHECK(picture.bits <= 4);
        CHECK(inked_quarter(picture) == "upper left");
        int bars = 0;
        for (int i = 0; i < 20; ++i)
            if (near(picture.at((i + 0.75) / 20, 0.98), kBlack)) ++bars;
        CHECK(bars == page);
    }
    CHECK(render_page(fax, 4).error().code == "scan.no_such_page");
    CHECK(render_page(fax, 0).error().code == "scan.no_such_page");
}

TEST_CASE("thumbnails between the pages of a scan are no pages") {
    const auto scan = tiff(corner(kBlack), {.pages = 2, .thumbnails = true});
    CHECK(inspect(scan, "scan.tif").value().pages == 2);
    CHECK(page_of(scan, 2).width == kPageWidthPx);
}

TEST_CASE("a FAX in normal quality, 204 by 98 dots, is shown with its letters upright") {
    for (const int compression : {1, 3, 4}) {
        const auto fax =
            tiff(corner(kBlack), {.height = 1145, .compression = compression, .y_dpi = 98});
        const auto picture = page_of(fax);
        CHECK(picture.width == 1240);
        CHECK(picture.height == doctest::Approx(1145.0 * 204 / 98 * 1240 / 1728).epsilon(0.002));
        CHECK(inked_quarter(picture) == "upper left");
    }
    const auto fine = page_of(tiff(corner(kBlack), {.height = 4500, .y_dpi = 391}));
    CHECK(fine.height == doctest::Approx(4500.0 * 204 / 391 * 1240 / 1728).epsilon(0.002));
}

TEST_CASE("TIFF scans in grey and colour are shown, whatever they are packed with") {
    for (const int compression : {1, 5, 7}) {
        const auto colour = page_of(tiff(corner(kRed), {.width = 400,
                                                        .height = 560,
                                                        .compression = compression,
                                                        .ink = Ink::Colour,
                                                        .y_dpi = 204}));
        CHECK(colour.colour);
        CHECK(near(colour.at(0.25, 0.25), kRed));
        CHECK(inked_quarter(colour) == "upper left");
        const auto grey = page_of(tiff(corner(kRed), {.width = 400,
                                                      .height = 560,
                                                      .compression = compression,
                                                      .ink = Ink::Grey,
                                                      .y_dpi = 204}));
        CHECK_FALSE(grey.colour);
        CHECK(grey.bits == 8);
    }
}

TEST_CASE("a photo taken with the telephone on its side is shown upright") {
    // EXIF says where the stored upper left belongs; the bar along the stored top moves with it.
    const std::pair<int, const char*> expected[] = {
        {1, "upper left"}, {2, "upper right"}, {3, "lower right"}, {4, "lower left"},
        {5, "upper left"}, {6, "upper right"}, {7, "lower right"}, {8, "lower left"}};
    for (const auto& [orientation, quarter] : expected) {
        const auto photo = page_of(jpeg(corner(kRed), {.exif_orientation = orientation}));
        CHECK(inked_quarter(photo) == quarter);
        CHECK(photo.width == (orientation >= 5 ? 400 : 300));
        const bool bar_above =
            near(photo.at(0.75, 0.005), kRed) && near(photo.at(0.25, 0.005), kRed);
        CHECK(bar_above == (orientation <= 2));
        const auto scan =
            page_of(tiff(corner(kBlack),
                         {.width = 300, .height = 400, .y_dpi = 204, .orientation = orientation}));
        CHECK(inked_quarter(scan) == quarter);
    }
}

TEST_CASE("a page that came in upside down can be turned by its reader") {
    const auto upright = png(corner(kRed), {});
    CHECK(inked_quarter(page_of(upright, 1, 300, Rotation::Right)) == "upper right");
    CHECK(inked_quarter(page_of(upright, 1, 300, Rotation::Half)) == "lower right");
    CHECK(inked_quarter(page_of(upright, 1, 300, Rotation::Left)) == "lower left");
    CHECK(page_of(upright, 1, 200, Rotation::Right).width == 200);
    CHECK(inked_quarter(page_of(pdf({}), 1, 400, Rotation::Right)) == "upper right");
    CHECK(page_of(pdf({}), 1, 400, Rotation::Right).width == 400);
    CHECK(rotation_of(90).value() == Rotation::Right);
    CHECK(rotation_of(45).error().code == "scan.bad_rotation");
}

TEST_CASE("PNG of every ink is shown with as few bits as it needs") {
    for (const bool interlaced : {false, true}) {
        const auto colour = page_of(png(corner(kRed), {.interlaced = interlaced}));
        CHECK(colour.colour);
        CHECK(colour.at(0.25, 0.25) == kRed);
        const auto grey =
            page_of(png(corner({90, 90, 90}), {.ink = Ink::Grey, .interlaced = interlaced}));
        CHECK_FALSE(grey.colour);
        CHECK(grey.at(0.25, 0.25) == Rgb{90, 90, 90});
        const auto bilevel =
            page_of(png(corner(kBlack), {.ink = Ink::Bilevel, .interlaced = interlaced}));
        CHECK(bilevel.bits == 1);
        CHECK(bilevel.at(0.25, 0.25) == kBlack);
    }
    CHECK(page_of(png(corner(kRed), {.width = 3000, .height = 20})).width == kPageWidthPx);
}

TEST_CASE("JPEG in grey, colour, progressive and in printer's inks is shown") {
    CHECK(near(page_of(jpeg(corner(kRed), {.progressive = true})).at(0.25, 0.25), kRed));
    CHECK(near(page_of(jpeg(corner(kRed), {.cmyk = true})).at(0.25, 0.25), kRed));
    CHECK_FALSE(page_of(jpeg(corner(kBlack), {.ink = Ink::Grey})).colour);
    const auto large = page_of(jpeg(corner(kRed), {.width = 5000, .height = 400}));
    CHECK(large.width == kPageWidthPx);
    CHECK(inked_quarter(large) == "upper left");
}

TEST_CASE("a PDF page gets the width asked for, and stands as its /Rotate says") {
    CHECK(inspect(pdf({.pages = 2}), "letter.pdf").value().pages == 2);
    const auto page = page_of(pdf({}));
    CHECK(page.width == 1240);
    CHECK(page.height == doctest::Approx(1240.0 * 842 / 595).epsilon(0.002));
    CHECK(inked_quarter(page) == "upper left");
    CHECK(page.colour);
    const auto turned = page_of(pdf({.rotate = 90}));
    CHECK(turned.width == 1240);
    CHECK(turned.height == doctest::Approx(1240.0 * 595 / 842).epsilon(0.002));
    CHECK(inked_quarter(turned) == "upper right");
    CHECK(page_of(pdf({.content = "0 0 297 421 re f"})).bits == 1);
}

TEST_CASE("a picture named .pdf is accepted with a warning that says what it is") {
    const auto inspection = inspect(png(corner(kRed), {}), "紹介状.PDF").value();
    CHECK(inspection.kind == Kind::Png);
    REQUIRE(inspection.warnings.size() == 1);
    CHECK(inspection.warnings[0].code == "scan.extension_differs");
    CHECK(inspection.warnings[0].detail == "拡張子は .pdf、中身は PNG");
    CHECK(has_sentence("scan.extension_differs"));
    CHECK(inspect(png(corner(kRed), {}), "FAX0001.001").value().warnings.empty());
    CHECK(inspect(png(corner(kRed), {}), "FAX0001").value().warnings.empty());
}

TEST_CASE("a width nobody can mean is refused") {
    CHECK(render_page(pdf({}), 1, 0).error().code == "scan.bad_width");
    CHECK(render_page(png(corner(kRed), {}), 1, -5).error().code == "scan.bad_width");
    CHECK(render_page(pdf({}), 1, kWidthPxMax + 1).error().code == "scan.bad_width");
}
