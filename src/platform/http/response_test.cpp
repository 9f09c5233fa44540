#include "platform/http/response.hpp"

#include <doctest/doctest.h>

#include "platform/http/delivery.hpp"
#include "platform/http/errors.hpp"

using namespace kakehashi;
using namespace kakehashi::http;

TEST_CASE("a redirect never leaves the program") {
    const auto goes_to = [](std::string_view path) {
        return std::string(Response::redirect(path).headers.get("Location"));
    };
    CHECK(goes_to("/referrals/7?tab=reply#top") == "/referrals/7?tab=reply#top");
    CHECK(goes_to("https://elsewhere.example/") == "/");
    CHECK(goes_to("//elsewhere.example/") == "/");
    CHECK(goes_to("/\\elsewhere.example/") == "/");
    CHECK(goes_to("/\t/elsewhere.example/") == "/");
    CHECK(goes_to("/a\r\nSet-Cookie: x=y") == "/");
    CHECK(goes_to("") == "/");
}

TEST_CASE("a file keeps its Japanese name on the way to the browser") {
    CHECK(content_disposition(Disposition::Attachment, "返書 \"1\".pdf") ==
          "attachment; filename=\"__ _1_.pdf\"; filename*=UTF-8''%E8%BF%94%E6%9B%B8%20%221%22.pdf");
    CHECK(content_disposition(Disposition::Inline, "a\r\nb/c.pdf") ==
          "inline; filename=\"ab_c.pdf\"; filename*=UTF-8''ab%2Fc.pdf");
    CHECK(content_disposition(Disposition::Inline, "") == "inline");
}

TEST_CASE("a header value cannot start a header of its own") {
    const auto response = Response::text("x").with("X-Note", "a\r\nSet-Cookie: b=c");
    CHECK(response.headers.get("X-Note") == "aSet-Cookie: b=c");
}

TEST_CASE("a cookie is closed to scripts and other sites unless told otherwise") {
    const auto response =
        Response::text("x")
            .cookie("session", "abc", {.lives_for = std::chrono::hours{1}})
            .cookie("gone", "",
                    {.lives_for = std::chrono::seconds{-1}, .same_site = SameSite::Strict});
    CHECK(response.headers.all()[1].second ==
          "session=abc; Path=/; Max-Age=3600; SameSite=Lax; HttpOnly");
    CHECK(response.headers.all()[2].second ==
          "gone=; Path=/; Max-Age=0; SameSite=Strict; HttpOnly");
}

TEST_CASE("gzip is used only when the browser takes it") {
    CHECK(accepts_gzip("gzip, deflate, br"));
    CHECK(accepts_gzip("br;q=1.0, GZIP;q=0.5"));
    CHECK(accepts_gzip("*"));
    CHECK_FALSE(accepts_gzip(""));
    CHECK_FALSE(accepts_gzip("gzip;q=0, *"));
    CHECK_FALSE(accepts_gzip("gzip;q=0.000"));
    CHECK_FALSE(accepts_gzip("identity"));
}

TEST_CASE("an ETag is found in the browser's list, weak or strong") {
    CHECK(etag_matches("\"a\", W/\"b\"", "W/\"b\""));
    CHECK(etag_matches("\"b\"", "W/\"b\""));
    CHECK(etag_matches("*", "\"b\""));
    CHECK_FALSE(etag_matches("\"a\"", "\"b\""));
    CHECK_FALSE(etag_matches("", "\"b\""));
}

TEST_CASE("every answer is closed to other sites, and a PDF opens inside our own pages") {
    auto page = Response::html("x");
    finish({}, page);
    CHECK(page.headers.get("Cache-Control") == "no-store");
    CHECK(page.headers.get("X-Content-Type-Options") == "nosniff");
    CHECK(page.headers.get("Referrer-Policy") == "same-origin");
    CHECK(page.headers.get("Content-Security-Policy").find("frame-ancestors 'none'") !=
          std::string_view::npos);
    CHECK(page.headers.get("Content-Security-Policy").find("unsafe") == std::string_view::npos);
    auto pdf = Response::bytes("%PDF", "application/pdf", "予約票.pdf");
    finish({}, pdf);
    CHECK(pdf.headers.get("Content-Security-Policy").find("frame-ancestors 'self'") !=
          std::string_view::npos);
}

TEST_CASE("each kind of error has one status") {
    CHECK(status_of(ErrorKind::Invalid) == 422);
    CHECK(status_of(ErrorKind::NotFound) == 404);
    CHECK(status_of(ErrorKind::Conflict) == 409);
    CHECK(status_of(ErrorKind::Forbidden) == 403);
    CHECK(status_of(ErrorKind::Refused) == 422);
    CHECK(status_of(ErrorKind::Unavailable) == 503);
}
