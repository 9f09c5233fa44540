#include "platform/scan/child.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <thread>

#include "platform/scan/samples.hpp"

using namespace kakehashi;
using namespace kakehashi::scan;
using namespace kakehashi::scan::samples;
namespace fs = std::filesystem;

namespace {

/// The test program is its own child, as the office's program is: it looks at argv before main().
__attribute__((constructor)) void be_the_child(int argc, char** argv) {
    if (argc > 1 && kChildCommand == argv[1]) _exit(render_page_main(argc, argv));
}

struct Folder {
    fs::path path;

    Folder() {
        std::string name = (fs::temp_directory_path() / "kakehashi-scan-XXXXXX").string();
        path = mkdtemp(name.data());
    }
    ~Folder() { fs::remove_all(path); }

    fs::path with(const std::string& name, std::string_view bytes) const {
        std::ofstream(path / name, std::ios::binary) << bytes;
        return path / name;
    }
    /// A child that does as the shell line says.
    fs::path program(const std::string& line) const {
        const auto file = with("child.sh", "#!/bin/sh\n" + line + "\n");
        fs::permissions(file, fs::perms::owner_all);
        return file;
    }
};

fs::path self() {
    return fs::read_symlink("/proc/self/exe");
}

ChildLimits short_limits() {
    return {std::chrono::seconds(1), std::chrono::seconds(2), 512};
}

std::string code_of(const Result<PageImage>& image) {
    return image ? "shown" : image.error().code;
}

}  // namespace

TEST_CASE("a page rendered in a child is the page rendered here") {
    const Folder folder;
    const auto fax = tiff(corner(kBlack), {.pages = 2});
    const auto file = folder.with("fax", fax);
    const auto there = render_in_child(self(), file, 2, 600, Rotation::Right);
    REQUIRE(there.has_value());
    const auto here = render_page(fax, 2, 600, Rotation::Right).value();
    CHECK(there->png == here.png);
    CHECK(there->width_px == 600);
    CHECK(there->height_px == here.height_px);
    CHECK(code_of(render_in_child(self(), folder.with("letter", pdf({})), 1)) == "shown");
}

TEST_CASE("a letter whose Japanese font is not embedded is not a blank page") {
    // 紹介状 in Shift_JIS with the printer's own font, as many clinic systems still print to PDF.
    const auto letter = pdf(
        {.content = "BT /F1 40 Tf 60 700 Td <8FD089EE8FF3> Tj ET",
         .resources = "/Font << /F1 << /Type /Font /Subtype /Type0 /BaseFont /Ryumin-Light "
                      "/Encoding /90ms-RKSJ-H /DescendantFonts [4 0 R] >> >>",
         .extra_object = "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Ryumin-Light "
                         "/CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> "
                         "/DW 1000 >>"});
    const Folder folder;
    const auto image = render_in_child(self(), folder.with("letter", letter), 1);
    REQUIRE(image.has_value());
    const auto picture = unpack(image->png);
    const auto inked = std::count_if(picture.pixels.begin(), picture.pixels.end(),
                                     [](Rgb c) { return c.r < 128; });
    CHECK(inked > 500);
}

TEST_CASE("what the child finds out about a file arrives with the file's name") {
    const auto fax = tiff(corner(kBlack), {.height = 300, .pages = 2});
    const auto inspection = inspect_in_child(self(), fax, "紹介状.pdf").value();
    CHECK(inspection.kind == Kind::Tiff);
    CHECK(inspection.pages == 2);
    CHECK(inspection.warnings.size() == 1);
    CHECK(inspect_in_child(self(), png(corner(kRed), {}), "x.png").value().pages == 1);

    const auto error = inspect_in_child(self(), fax.substr(0, 200), "紹介状.tif").error();
    CHECK(error.code == "scan.damaged");
    CHECK(error.field == "紹介状.tif");
    CHECK(inspect_in_child(self(), "", "x").error().code == "scan.empty");
    const Folder folder;
    CHECK(code_of(render_in_child(self(), folder.with("fax", fax), 3)) == "scan.no_such_page");
}

TEST_CASE("a page that takes too long ends its child and not the office") {
    const Folder folder;
    const auto stream = pdf({.content = bomb("0 0 m 595 842 l S ", 400'000'000),
                             .content_filter = "/Filter /FlateDecode"});
    CHECK(code_of(render_in_child(self(), folder.with("bomb", stream), 1, 1240, Rotation::None,
                                  short_limits())) == "scan.too_heavy");
    CHECK(code_of(render_in_child(folder.program("exec sleep 60"), folder.with("x", "x"), 1, 1240,
                                  Rotation::None, short_limits())) == "scan.too_heavy");
}

TEST_CASE("a page that takes too much memory ends its child and not the office") {
    const Folder folder;
    ChildLimits limits = short_limits();
    limits.memory_megabytes = 150;
    const auto scan = tiff([](double, double) { return kWhite; },
                           {.width = 7'000, .height = 7'000, .compression = 5, .ink = Ink::Colour});
    const auto code =
        code_of(render_in_child(self(), folder.with("x", scan), 1, 1240, Rotation::None, limits));
    CHECK(code == "scan.too_heavy");
}

TEST_CASE("a child that dies or babbles is an answer like any other") {
    const Folder folder;
    const auto file = folder.with("x", "x");
    const auto told_by = [&](const std::string& line) {
        return code_of(
            render_in_child(folder.program(line), file, 1, 1240, Rotation::None, short_limits()));
    };
    CHECK(told_by("kill -SEGV $$") == "scan.crashed");
    CHECK(told_by("exit 3") == "scan.crashed");
    CHECK(told_by("true") == "scan.crashed");
    CHECK(told_by("printf 'png\\nnot a picture'") == "scan.crashed");
    CHECK(told_by("printf 'error\\tscan.damaged\\t\\n'") == "scan.damaged");
    CHECK(told_by("printf 'error\\treferral.secret\\t\\n'") == "scan.crashed");
    CHECK(told_by("exec cat /dev/zero") == "scan.crashed");
}

TEST_CASE("a program that cannot be started is said to be unavailable") {
    const Folder folder;
    const auto image = render_in_child(folder.path / "nobody", folder.with("x", "x"), 1);
    CHECK(image.error().kind == ErrorKind::Unavailable);
    CHECK(image.error().code == "scan.reader_unavailable");
    CHECK(code_of(render_in_child(self(), folder.path / "no-file", 1)) ==
          "scan.reader_unavailable");
}

TEST_CASE("children of several threads do not keep each other's pipes open") {
    const Folder folder;
    const auto file = folder.with("fax", tiff(corner(kBlack), {.height = 300}));
    std::atomic<int> shown{0};
    {
        std::vector<std::jthread> people;
        for (int i = 0; i < 4; ++i)
            people.emplace_back([&] {
                for (int k = 0; k < 5; ++k)
                    if (render_in_child(self(), file, 1, 300)) ++shown;
            });
    }
    CHECK(shown == 20);
}
