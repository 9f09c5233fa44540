#include "platform/http/static_files.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>

#include "support/running_server.hpp"

using namespace kakehashi;
using namespace kakehashi::http;
using kakehashi::testing::HttpClient;
using kakehashi::testing::RunningServer;

namespace {

struct Folder {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("kakehashi-static-" + std::to_string(::getpid()));
    Folder() {
        std::filesystem::create_directories(path);
        write("kakehashi.3f9a.css", "body{color:black}");
        write("kakehashi.3f9a.css.gz", "(packed)");
        write("icon.77aa.svg", "<svg/>");
        write("secret.txt", "not in the manifest");
        write("manifest.txt",
              "kakehashi.css kakehashi.3f9a.css text/css; charset=utf-8\n"
              "icon.svg icon.77aa.svg image/svg+xml\n");
    }
    ~Folder() { std::filesystem::remove_all(path); }
    void write(std::string_view name, std::string_view text) const {
        std::ofstream(path / name) << text;
    }
};

}  // namespace

TEST_CASE("assets have names that change with their content, and browsers keep them for good") {
    const Folder folder;
    const auto files = StaticFiles::load(folder.path);
    REQUIRE(files);
    CHECK(asset_url("kakehashi.css") == "/assets/kakehashi.css");
    files->use_for_asset_urls();
    CHECK(asset_url("kakehashi.css") == "/assets/kakehashi.3f9a.css");
    CHECK(asset_url("unknown.js") == "/assets/unknown.js");

    RunningServer running;
    files->add_routes(running.router);
    HttpClient client(running.start());
    const auto css = client.get(asset_url("kakehashi.css"));
    CHECK(css->body == "body{color:black}");
    CHECK(css->header("Content-Type") == "text/css; charset=utf-8");
    CHECK(css->header("Cache-Control") == "public, max-age=31536000, immutable");
    CHECK(css->header("Vary") == "Accept-Encoding");
    const auto packed = client.get(asset_url("kakehashi.css"), "Accept-Encoding: gzip\r\n");
    CHECK(packed->body == "(packed)");
    CHECK(packed->header("Content-Encoding") == "gzip");
    CHECK(client.get("/assets/icon.77aa.svg", "Accept-Encoding: gzip\r\n")->body == "<svg/>");
    const auto known = "If-None-Match: " + std::string(css->header("ETag")) + "\r\n";
    CHECK(client.get(asset_url("kakehashi.css"), known)->status == 304);
    CHECK(client.get("/assets/kakehashi.css")->header("Cache-Control") == "public, no-cache");
}

TEST_CASE("only what the manifest names is served, whatever the path looks like") {
    const Folder folder;
    const auto files = StaticFiles::load(folder.path);
    RunningServer running;
    files->add_routes(running.router);
    HttpClient client(running.start());
    for (const auto* path :
         {"/assets/secret.txt", "/assets/manifest.txt", "/assets/../secret.txt",
          "/assets/..%2fsecret.txt", "/assets/%2e%2e/secret.txt", "/assets/..%5Csecret.txt",
          "/assets/....//secret.txt", "/assets//etc/passwd", "/assets/%2fetc%2fpasswd",
          "/assets/kakehashi.3f9a.css%00.txt", "/assets/kakehashi.3f9a.css.gz", "/assets/"})
        CHECK_MESSAGE(client.get(path)->status == 404, path);
}

TEST_CASE("a manifest that names what is not there, or lies outside, is refused with its line") {
    const Folder folder;
    const auto line_of = [&](std::string_view manifest) {
        folder.write("manifest.txt", manifest);
        const auto files = StaticFiles::load(folder.path);
        return files ? "" : files.error().detail;
    };
    CHECK(line_of("icon.svg icon.77aa.svg image/svg+xml\na.js a.1.js text/javascript\n") == "2");
    CHECK(line_of("x ../secret.txt text/plain\n") == "1");
    CHECK(line_of("icon.svg icon.77aa.svg\n") == "1");
    std::filesystem::remove(folder.path / "manifest.txt");
    CHECK(StaticFiles::load(folder.path).error().code == "static.no_manifest");
}
