#include "platform/http/router.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <stdexcept>

#include "base/id.hpp"
#include "platform/http/metrics.hpp"

using namespace kakehashi;
using namespace kakehashi::http;

namespace {

Request a_request(std::string method, std::string target, std::string body = {}) {
    Request request;
    request.method = std::move(method);
    request.target = std::move(target);
    request.body = std::move(body);
    if (!request.body.empty())
        request.headers.add("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8");
    return request;
}

Response ask(const Router& router, std::string method, std::string target, std::string body = {}) {
    auto request = a_request(std::move(method), std::move(target), std::move(body));
    return router.handle(request);
}

Router a_router() {
    Router router;
    router.add("GET", "/", [](Request&) { return Response::text("home"); });
    router.add("GET", "/referrals/{id}", [](Request& request) -> Result<Response> {
        TRY(const auto id, request.path_id<ReferralId>("id"));
        return Response::text("referral " + id.text());
    });
    router.add("GET", "/referrals/new", [](Request&) { return Response::text("new"); });
    router.add("POST", "/referrals/{id}/arrival", [](Request& request) {
        return Response::text(std::string(request.form().text("visited_on")));
    });
    router.add("DELETE", "/referrals/{id}", [](Request&) { return Response::no_content(); });
    router.add("GET", "/broken",
               [](Request&) -> Response { throw std::runtime_error("disk full"); });
    router.add("GET", "/names/{name}", [](Request& request) {
        return Response::text(std::string(request.path_text("name")));
    });
    return router;
}

}  // namespace

TEST_CASE("a request finds its handler by method and path, a fixed part before a name") {
    const auto router = a_router();
    CHECK(ask(router, "GET", "/").body == "home");
    CHECK(ask(router, "GET", "/referrals/7?x=1").body == "referral 7");
    CHECK(ask(router, "GET", "/referrals/new").body == "new");
    CHECK(ask(router, "HEAD", "/referrals/7").body == "referral 7");
    CHECK(ask(router, "POST", "/referrals/7/arrival", "visited_on=2026-04-10").body ==
          "2026-04-10");
    CHECK(ask(router, "GET", "/names/%E5%B1%B1%2F%E7%94%B0").body == "山/田");
}

TEST_CASE("what does not exist is 404, what exists otherwise is 405 and says how") {
    const auto router = a_router();
    for (const auto* path : {"/nothing", "/referrals/", "/referrals/7/", "//", "", "*",
                             "/names/%00", "/names/%FF", "/names/../broken", "/%2e%2e/etc/passwd"})
        CHECK_MESSAGE(ask(router, "GET", path).status == 404, path);
    CHECK(ask(router, "GET", "/" + std::string(10000, '/')).status == 404);
    const auto refused = ask(router, "PUT", "/referrals/7");
    CHECK(refused.status == 405);
    CHECK(refused.headers.get("Allow") == "DELETE, GET, HEAD");
}

TEST_CASE("a malformed id is a page that does not exist") {
    const auto router = a_router();
    for (const auto* id : {"0", "-1", "7x", "99999999999999999999", "%37%20", "０７"})
        CHECK_MESSAGE(ask(router, "GET", std::string("/referrals/") + id).status == 404, id);
}

TEST_CASE("a failing handler is logged by its route and answered with the failure page") {
    auto router = a_router();
    std::string logged;
    router.set_log([&](std::string_view line) { logged += line; });
    router.set_failure(
        [](Request&, const std::exception&) { return Response::html("sorry", 500); });
    const auto response = ask(router, "GET", "/broken?patient=山田");
    CHECK(response.status == 500);
    CHECK(response.body == "sorry");
    CHECK(logged.find("GET /broken") != logged.npos);
    CHECK(logged.find("disk full") != logged.npos);
    CHECK(logged.find("山田") == logged.npos);
}

TEST_CASE("a page that failed for what may be over is made once more, a post never") {
    auto router = a_router();
    std::string logged;
    router.set_log([&](std::string_view line) { logged += std::string{line} + "\n"; });
    int calls = 0;
    for (const auto* method : {"GET", "POST"})
        router.add(method, "/cut", [&](Request&) -> Response {
            if (++calls % 2 == 1) throw std::runtime_error("connection lost");
            return Response::text("here");
        });
    CHECK(ask(router, "GET", "/cut").status == 500);  // nobody said that it may pass
    calls = 0;
    router.set_passes_soon([](const std::exception& failure) {
        return std::string_view{failure.what()} == "connection lost";
    });
    CHECK(ask(router, "GET", "/cut").body == "here");
    CHECK(calls == 2);
    CHECK(logged.find("connection lost; once more") != logged.npos);
    CHECK(ask(router, "POST", "/cut", "a=1").status == 500);
    CHECK(calls == 3);
    CHECK(ask(router, "GET", "/broken").status == 500);  // disk full passes not so soon
}

TEST_CASE("the name of a file never reaches the log, for a FAX is named after its patient") {
    auto router = a_router();
    router.add("GET", "/scan", [](Request&) -> Response {
        throw std::filesystem::filesystem_error("cannot rename", "/fax/山田太郎.tif",
                                                "/fax/done/山田太郎.tif",
                                                std::make_error_code(std::errc::permission_denied));
    });
    std::string logged;
    router.set_log([&](std::string_view line) { logged += line; });
    CHECK(ask(router, "GET", "/scan").status == 500);
    CHECK(logged.find("GET /scan") != logged.npos);
    CHECK(logged.find("Permission denied") != logged.npos);
    CHECK(logged.find("山田") == logged.npos);
}

TEST_CASE("a hook that answers keeps the handler from running") {
    auto router = a_router();
    router.add("GET", "/open", [](Request&) { return Response::text("open"); }, {.open = true});
    router.before([](Request& request) -> std::optional<Response> {
        request.attach(std::string("who"));
        if (request.open) return std::nullopt;
        return Response::redirect("/sign-in");
    });
    router.after([](Request& request, Response& response) {
        response.with("X-Who", *request.attached<std::string>());
    });
    CHECK(ask(router, "GET", "/").status == 303);
    CHECK(ask(router, "GET", "/open").body == "open");
    CHECK(ask(router, "GET", "/open").headers.get("X-Who") == "who");
    CHECK(ask(router, "GET", "/nothing").status == 404);
}

TEST_CASE("a query or form that is no text is refused before any handler sees it") {
    const auto router = a_router();
    CHECK(ask(router, "GET", "/?q=%FF").status == 422);
    const auto refused = ask(router, "POST", "/referrals/7/arrival", "visited_on=%ED%A0%80");
    CHECK(refused.status == 422);
    CHECK(refused.body == "form.bad_text (visited_on)\n");
}

TEST_CASE("query parameters and cookies are read as browsers send them") {
    auto request = a_request("GET", "/?q=%E5%B1%B1+%E7%94%B0&d=1&d=2&e");
    request.headers.add("Cookie", "session=abc; theme=\"dark\"; broken; bad=\xFF");
    a_router().handle(request);
    CHECK(request.path == "/");
    CHECK(request.query("q") == "山 田");
    CHECK(request.query_all("d") == std::vector<std::string_view>{"1", "2"});
    CHECK(request.has_query("e"));
    CHECK_FALSE(request.has_query("f"));
    CHECK(request.cookie("session") == "abc");
    CHECK(request.cookie("theme") == "dark");
    CHECK(request.cookie("bad") == "");
}

TEST_CASE("operators see each route's answers and times, and whether the program is ready") {
    Router router;
    Metrics metrics;
    bool ready = false;
    add_operations_routes(router, metrics, [&]() -> std::optional<std::string> {
        return ready ? std::nullopt : std::optional<std::string>("migration 0007 is missing");
    });
    metrics.observe("GET", "/referrals/{id}", 200, std::chrono::milliseconds{3});
    metrics.observe("GET", "/referrals/{id}", 200, std::chrono::seconds{9});
    metrics.count("mails_sent", "Mails that left.", 2);
    metrics.gauge("duties_open", "Open duties.", [] { return 17.5; });
    CHECK(ask(router, "GET", "/healthz").body == "ok\n");
    CHECK(ask(router, "GET", "/readyz").status == 503);
    ready = true;
    CHECK(ask(router, "GET", "/readyz").status == 200);
    const auto text = ask(router, "GET", "/metrics").body;
    const auto has = [&](std::string_view line) { return text.find(line) != text.npos; };
    CHECK(
        has("kakehashi_http_answers_total{method=\"GET\",route=\"/referrals/{id}\",status=\"200\"} "
            "2\n"));
    CHECK(
        has("kakehashi_http_seconds_bucket{method=\"GET\",route=\"/referrals/{id}\",le=\"0.0025\"} "
            "0\n"));
    CHECK(
        has("kakehashi_http_seconds_bucket{method=\"GET\",route=\"/referrals/{id}\",le=\"0.005\"} "
            "1\n"));
    CHECK(has("le=\"+Inf\"} 2\n"));
    CHECK(has("# TYPE kakehashi_mails_sent_total counter\nkakehashi_mails_sent_total 2\n"));
    CHECK(has("kakehashi_duties_open 17.5\n"));
}
