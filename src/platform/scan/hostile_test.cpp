#include <doctest/doctest.h>

#include <ctime>
#include <random>

#include "base/messages.hpp"
#include "platform/scan/samples.hpp"
#include "platform/scan/scan.hpp"

using namespace kakehashi;
using namespace kakehashi::scan;
using namespace kakehashi::scan::samples;
using namespace std::string_literals;

namespace {

constexpr double kSecondsMax = 2.0;  // of this thread's own CPU time, so a busy machine may wait

double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

/// The code inspect() refuses with, after checking that it says so in time, in Japanese and by
/// name.
std::string refusal_of(std::string_view bytes) {
    const double start = cpu_seconds();
    const auto inspection = inspect(bytes, "紹介状.pdf");
    CHECK(cpu_seconds() - start < kSecondsMax);
    if (inspection) return "accepted";
    CHECK(inspection.error().kind == ErrorKind::Invalid);
    CHECK(inspection.error().field == "紹介状.pdf");
    CHECK(has_sentence(inspection.error().code));
    return inspection.error().code;
}

void put_u16(std::string& bytes, std::size_t at, unsigned value) {
    bytes[at] = static_cast<char>(value >> 8U);
    bytes[at + 1] = static_cast<char>(value);
}

void put_u32(std::string& bytes, std::size_t at, unsigned value) {
    put_u16(bytes, at, value >> 16U);
    put_u16(bytes, at + 2, value & 0xFFFFU);
}

/// A little-endian TIFF of one uncompressed bilevel strip with the sizes it claims.
std::string claiming_tiff(std::uint32_t width, std::uint32_t height, std::uint32_t next_directory) {
    std::string bytes = "II*\0\x08\0\0\0"s;
    const auto u16 = [&](unsigned v) {
        bytes += {static_cast<char>(v), static_cast<char>(v >> 8U)};
    };
    const auto u32 = [&](unsigned v) {
        u16(v & 0xFFFFU);
        u16(v >> 16U);
    };
    const auto field = [&](unsigned tag, unsigned value) {
        u16(tag);
        u16(4);
        u32(1);
        u32(value);
    };
    u16(7);
    field(256, width);
    field(257, height);
    field(258, 1);
    field(262, 0);
    field(273, 0);
    field(278, height);
    field(279, 8);
    u32(next_directory);
    return bytes;
}

struct Sample {
    std::string name;
    std::string bytes;
};

std::vector<Sample> one_of_each() {
    return {
        {"TIFF, G4, 2 pages", tiff(corner(kBlack), {.height = 300, .pages = 2})},
        {"TIFF, G3", tiff(corner(kBlack), {.height = 300, .compression = 3})},
        {"TIFF, LZW, colour",
         tiff(corner(kRed), {.width = 90, .height = 80, .compression = 5, .ink = Ink::Colour})},
        {"TIFF, JPEG",
         tiff(corner(kRed), {.width = 96, .height = 80, .compression = 7, .ink = Ink::Colour})},
        {"PNG", png(corner(kRed), {.width = 90, .height = 80})},
        {"PNG, interlaced", png(corner(kRed), {.width = 90, .height = 80, .interlaced = true})},
        {"JPEG", jpeg(corner(kRed), {.width = 90, .height = 80, .exif_orientation = 6})},
        {"JPEG, progressive", jpeg(corner(kRed), {.width = 90, .height = 80, .progressive = true})},
        {"PDF, 2 pages", pdf({.pages = 2})}};
}

}  // namespace

TEST_CASE("an empty file and a file that is too large are refused by name") {
    CHECK(refusal_of("") == "scan.empty");
    CHECK(refusal_of(std::string(100'000'000, '\0')) == "scan.too_large");
    CHECK(refusal_of(std::string(1'000'000, '\0')) == "scan.unknown_kind");
}

TEST_CASE("strangers in disguise are refused with what they seem to be") {
    CHECK(refusal_of("PK\x03\x04\x14\0\0\0\x08\0"s + bomb("0", 100'000'000)) ==
          "scan.unknown_kind");
    CHECK(refusal_of("MZ\x90\0%PDF-1.7"s) == "scan.unknown_kind");
    CHECK(refusal_of("<!DOCTYPE html><script>alert(1)</script>") == "scan.unknown_kind");
    CHECK(inspect("PK\x03\x04", "x.pdf").error().detail == "中身は ZIP(Word・Excel を含む) です");
    CHECK(inspect("\0\0\0\x18"
                  "ftypheic"s,
                  "x.jpg")
              .error()
              .detail == "中身は HEIC か動画です");
}

TEST_CASE("a file cut short anywhere is refused, so that no letter loses its end unnoticed") {
    for (const Sample& sample : one_of_each()) {
        CAPTURE(sample.name);
        REQUIRE(refusal_of(sample.bytes) == "accepted");
        const std::size_t step = std::max<std::size_t>(1, sample.bytes.size() / 150);
        for (std::size_t cut = 0; cut + 6 < sample.bytes.size(); cut += step) {
            CAPTURE(cut);
            CHECK(refusal_of(sample.bytes.substr(0, cut)) != "accepted");
            // The first page of two may be there as a whole; the last one never is.
            const int last_page = sample.name.ends_with("2 pages") ? 2 : 1;
            CHECK_FALSE(render_page(sample.bytes.substr(0, cut), last_page).has_value());
        }
    }
}

TEST_CASE("bytes changed at random never stop the program") {
    std::mt19937 random(20261124);
    for (const Sample& sample : one_of_each()) {
        CAPTURE(sample.name);
        for (int round = 0; round < 150; ++round) {
            std::string bytes = sample.bytes;
            for (int i = 0; i < 1 + round % 8; ++i)
                bytes[random() % bytes.size()] = static_cast<char>(random());
            const double start = cpu_seconds();
            if (inspect(bytes, "x")) static_cast<void>(render_page(bytes, 1, 200));
            CHECK(cpu_seconds() - start < kSecondsMax);
        }
    }
}

TEST_CASE("a picture that claims to be enormous is refused before it is unfolded") {
    CHECK(refusal_of(claiming_tiff(2'000'000'000, 2'000'000'000, 0)) == "scan.too_large_pixels");
    CHECK(refusal_of(claiming_tiff(60'000, 60'000, 0)) == "scan.too_large_pixels");
    CHECK(refusal_of(claiming_tiff(0, 10, 0)) == "scan.damaged");
    CHECK(refusal_of(claiming_tiff(10, 2'000, 0)) == "scan.damaged");  // the strip is not there

    auto wide_png = png(corner(kRed), {});
    put_u32(wide_png, 16, 0x7FFFFFFF);
    put_u32(wide_png, 20, 0x7FFFFFFF);
    CHECK(refusal_of(wide_png) == "scan.too_large_pixels");
    CHECK(render_page(wide_png, 1).error().code == "scan.too_large_pixels");

    auto wide_jpeg = jpeg(corner(kRed), {});
    const auto frame = wide_jpeg.find("\xFF\xC0");
    REQUIRE(frame != std::string::npos);
    put_u16(wide_jpeg, frame + 5, 65'535);
    put_u16(wide_jpeg, frame + 7, 65'535);
    CHECK(refusal_of(wide_jpeg) == "scan.too_large_pixels");

    CHECK(refusal_of(pdf({.media_box = "0 0 56693 842"})) == "scan.too_large_pixels");  // 20 m
    CHECK(refusal_of(pdf({.media_box = "0 0 1 14400"})) == "scan.too_large_pixels");
    // poppler takes a page without a sane size for a sheet of letter paper; so do we.
    CHECK(refusal_of(pdf({.media_box = "0 0 0 0"})) == "accepted");
    CHECK(refusal_of(pdf({.media_box = "0 0 nan -5"})) == "accepted");
}

TEST_CASE("more pages than a letter can have are refused without reading them all") {
    CHECK(refusal_of(pdf({.pages = kPagesMax})) == "accepted");
    CHECK(refusal_of(pdf({.pages = kPagesMax + 1})) == "scan.too_many_pages");
    auto liar = pdf({});
    liar.replace(liar.find("/Count 1 "), 9, "/Count 99999999 ");
    CHECK(refusal_of(liar) != "accepted");
    CHECK(refusal_of(tiff(corner(kBlack), {.width = 16, .height = 16, .pages = kPagesMax + 1})) ==
          "scan.too_many_pages");
    CHECK(refusal_of(claiming_tiff(16, 4, 8)) !=
          "accepted");  // a chain of pages that bites its tail
}

TEST_CASE("a PDF with a password is refused with what to ask the sender for") {
    const std::string key(64, 'A');
    const auto locked =
        pdf({.extra_object = "<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <" + key +
                             "> /U <" + key + "> >>",
             .trailer = "/Encrypt 4 0 R /ID [<00><00>]"});
    CHECK(refusal_of(locked) == "scan.encrypted");
    CHECK(render_page(locked, 1).error().code == "scan.encrypted");
}

TEST_CASE("what unfolds to a thousand times its size does so within bounds") {
    const auto words = bomb("BT (x) Tj ET ", 40'000'000);
    const auto stream = pdf({.content = words, .content_filter = "/Filter /FlateDecode"});
    CHECK(stream.size() < 1'000'000);
    CHECK(refusal_of(stream) == "accepted");  // it is a page; the child's limits judge its drawing

    // A picture of 50 million pixels in 60 kB is within the limits and is shown.
    const double start = cpu_seconds();
    const auto image = render_page(png([](double, double) { return kWhite; },
                                       {.width = 10'000, .height = 1'000, .ink = Ink::Bilevel}),
                                   1);
    CHECK(image.has_value());
    CHECK(cpu_seconds() - start < kSecondsMax);
}

TEST_CASE("a progressive JPEG of thousands of passes is given up") {
    const auto photo = jpeg(corner(kRed), {.width = 2'000, .height = 2'000, .progressive = true});
    // The last pass, repeated: the file stays small and each pass costs the whole picture again.
    const auto last = photo.rfind("\xFF\xDA");
    const auto end = photo.rfind("\xFF\xD9");
    REQUIRE(last < end);
    std::string passes = photo.substr(0, end);
    for (int i = 0; i < 3'000; ++i) passes += photo.substr(last, end - last);
    const double start = cpu_seconds();
    CHECK(render_page(passes + "\xFF\xD9", 1).error().code == "scan.damaged");
    CHECK(cpu_seconds() - start < 2 * kSecondsMax);
}
