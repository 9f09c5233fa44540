#include "platform/http/server.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

#include <atomic>
#include <fstream>
#include <future>
#include <list>
#include <mutex>
#include <thread>

#include "support/running_server.hpp"

using namespace kakehashi;
using namespace kakehashi::http;
using kakehashi::testing::HttpClient;
using kakehashi::testing::RunningServer;
using namespace std::chrono_literals;

namespace {

std::string long_page() {
    std::string page;
    for (int row = 0; row < 200; ++row)
        page += "<tr><td>紹介状" + std::to_string(row) + "</td></tr>";
    return page;
}

void add_pages(RunningServer& running) {
    auto& router = running.router;
    router.add("GET", "/", [](Request& request) { return Response::html("from " + request.peer); });
    router.add("GET", "/page", [](Request&) { return Response::html(long_page()).with_etag(); });
    router.add("POST", "/echo", [](Request& request) {
        std::string text = request.body;
        for (const auto& [name, value] : request.form().fields()) text += name + "=" + value + ";";
        for (const auto& upload : request.form().uploads())
            text += upload.file_name + ":" + std::to_string(upload.bytes.size()) + ";";
        return Response::text(text);
    });
    router.add("POST", "/small", [](Request& request) { return Response::text(request.body); },
               {.body_bytes_max = 10});
    router.add("GET", "/broken", [](Request&) -> Response { throw std::runtime_error("lost"); });
    router.set_log([](std::string_view) {});
}

std::string gunzip(const std::string& bytes) {
    std::string out(1 << 20, '\0');
    z_stream stream{};
    inflateInit2(&stream, 15 + 16);
    std::string in = bytes;
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    inflateEnd(&stream);
    return out;
}

/// Waits until the figures have this line.
bool shows(const RunningServer& running, std::string_view line) {
    for (int tries = 0; tries < 500; ++tries) {
        if (running.metrics.text().find(line) != std::string::npos) return true;
        std::this_thread::sleep_for(10ms);
    }
    return false;
}

}  // namespace

TEST_CASE("pages, forms and files go over one connection that stays open") {
    RunningServer running;
    add_pages(running);
    HttpClient client(running.start());
    for (int i = 0; i < 3; ++i) {
        const auto page = client.get("/");
        REQUIRE(page);
        CHECK(page->status == 200);
        CHECK(page->body == "from 127.0.0.1");
        CHECK(page->header("Cache-Control") == "no-store");
        CHECK(page->header("Content-Security-Policy").substr(0, 18) == "default-src 'none'");
        CHECK(page->header("Server-Timing").substr(0, 8) == "app;dur=");
    }
    CHECK(client.post("/echo", "a=1&b=%E5%B1%B1")->body == "a=1;b=山;");
    const std::string file(300'000, 'f');
    const auto uploaded = client.post(
        "/echo",
        "--B\r\nContent-Disposition: form-data; name=\"scan\"; filename=\"FAX.tif\"\r\n\r\n" +
            file + "\r\n--B--",
        "Content-Type: multipart/form-data; boundary=B\r\n");
    CHECK(uploaded->body == "FAX.tif:300000;");
    CHECK(client.post("/echo", "{}", "Content-Type: application/json\r\n")->body == "{}");
    CHECK(client.request("PUT", "/echo", "", "x")->status == 405);
    CHECK(client.get("/nothing")->status == 404);
    CHECK(client.get("/broken")->status == 500);
    CHECK(client.get("/")->status == 200);
}

TEST_CASE("a chunked body is read like any other") {
    RunningServer running;
    add_pages(running);
    HttpClient client(running.start());
    client.send(
        "POST /small HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    CHECK(client.read_answer()->body == "abcde");
    client.send(
        "POST /small HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
        "8\r\nabcdefgh\r\n8\r\nabcdefgh\r\n0\r\n\r\n");
    CHECK(client.read_answer()->status == 413);
}

TEST_CASE("HEAD answers as GET does, without the body") {
    RunningServer running;
    add_pages(running);
    HttpClient client(running.start());
    const auto head = client.request("HEAD", "/page", "", "");
    REQUIRE(head);
    CHECK(head->status == 200);
    CHECK(head->header("Content-Length") == std::to_string(long_page().size()));
    CHECK(client.get("/")->body == "from 127.0.0.1");  // no byte of a body came before
}

TEST_CASE("a page the browser already has is not sent again") {
    RunningServer running;
    add_pages(running);
    HttpClient client(running.start());
    const auto first = client.get("/page");
    const std::string etag(first->header("ETag"));
    REQUIRE_FALSE(etag.empty());
    CHECK(first->header("Cache-Control") == "private, no-cache");
    const auto again = client.get("/page", "If-None-Match: " + etag + "\r\n");
    CHECK(again->status == 304);
    CHECK(again->body.empty());
    CHECK(client.get("/page", "If-None-Match: \"other\"\r\n")->status == 200);
}

TEST_CASE("long texts go compressed to browsers that take it, short ones and files do not") {
    RunningServer running;
    add_pages(running);
    HttpClient client(running.start());
    const auto packed = client.get("/page", "Accept-Encoding: gzip, br\r\n");
    CHECK(packed->header("Content-Encoding") == "gzip");
    CHECK(packed->header("Vary") == "Accept-Encoding");
    CHECK(packed->body.size() < long_page().size() / 4);
    CHECK(gunzip(packed->body) == long_page());
    CHECK(client.get("/page", "Accept-Encoding: gzip;q=0\r\n")->body == long_page());
    CHECK(client.get("/page")->body == long_page());
    CHECK(client.get("/", "Accept-Encoding: gzip\r\n")->body == "from 127.0.0.1");
}

TEST_CASE("a file is sent as it lies on the disk") {
    const auto path =
        std::filesystem::temp_directory_path() / ("kakehashi-file-" + std::to_string(::getpid()));
    std::ofstream(path) << std::string(200'000, 'p');
    RunningServer running;
    running.router.add("GET", "/file", [&](Request&) {
        return Response::file(path, "application/pdf").named("返書.pdf");
    });
    running.router.set_log([](std::string_view) {});
    HttpClient client(running.start());
    const auto file = client.get("/file");
    CHECK(file->body == std::string(200'000, 'p'));
    CHECK(file->header("Content-Disposition").find("UTF-8''%E8%BF%94") != std::string_view::npos);
    std::filesystem::remove(path);
    CHECK(client.get("/file")->status == 500);
}

TEST_CASE("a header beyond the limit is refused") {
    RunningServer running;
    running.limits.header_bytes = 4096;
    add_pages(running);
    const auto port = running.start();
    const auto status = [&](std::string_view target, const std::string& headers) {
        const auto answer = HttpClient(port).get(target, headers);
        return answer ? answer->status : 0;
    };
    CHECK(status("/", "X-Big: " + std::string(3000, 'x') + "\r\n") == 200);
    CHECK(status("/", "X-Big: " + std::string(5000, 'x') + "\r\n") == 431);
    CHECK(status("/", "X-Big: " + std::string(100'000, 'x') + "\r\n") == 431);
    const auto long_target = status("/" + std::string(100'000, 'x'), "");
    CHECK((long_target == 414 || long_target == 431));
    std::string many;
    for (int i = 0; i < 5000; ++i) many += "A: b\r\n";
    CHECK(status("/", many) == 431);
}

TEST_CASE("a body beyond the limit is refused with 413, and its sender can read that") {
    RunningServer running;
    running.limits.body_bytes = 100'000;
    running.limits.urlencoded_bytes = 1000;
    running.limits.discarded_bytes = 1'000'000;
    add_pages(running);
    const auto port = running.start();
    HttpClient client(port);
    CHECK(client.post("/echo", std::string(90'000, 'x'), "")->status == 200);
    CHECK(client.post("/echo", std::string(500'000, 'x'), "")->status == 413);
    CHECK(client.post("/echo", "a=" + std::string(2000, 'x'))->status == 413);
    CHECK(client.post("/small", "12345678901", "")->status == 413);
    CHECK(client.post("/small", "1234567890", "")->status == 200);

    HttpClient polite(port);  // asks before it sends
    polite.send(
        "POST /echo HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 500000\r\n\r\n");
    CHECK(polite.read_answer()->status == 413);
    HttpClient endless(port);  // hears it before it has sent anything
    endless.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 99999999999999999999\r\n\r\n");
    const auto answer = endless.read_answer();
    REQUIRE(answer);
    CHECK((answer->status == 413 || answer->status == 400));
}

TEST_CASE("uploads of many senders together do not fill the memory") {
    RunningServer running;
    running.limits.bodies_bytes = 150'000;
    running.limits.small_bodies_bytes = 40'000;
    running.limits.small_body_bytes = 30'000;
    add_pages(running);
    const auto port = running.start();
    HttpClient first(port);
    first.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 100002\r\n\r\n" +
               std::string(100'001, 'x'));
    REQUIRE(shows(running, "http_body_bytes 100001\n"));
    HttpClient second(port);
    CHECK(second.post("/echo", std::string(100'000, 'y'), "")->status == 503);
    CHECK(second.post("/echo", std::string(40'000, 'y'), "")->status == 503);
    CHECK(second.post("/echo", "a=" + std::string(20'000, 'y'))->status == 200);  // a form
    first.send("x");
    CHECK(first.read_answer()->status == 200);
    CHECK(second.post("/echo", std::string(100'000, 'y'), "")->status == 200);
}

TEST_CASE("who is not signed in cannot fill the memory with uploads") {
    RunningServer running;
    add_pages(running);
    running.router.set_known_sender([](const Request& request) {
        if (request.cookie("who") == "nobody") throw std::runtime_error("the database is away");
        return request.cookie("who") == "saeki";
    });
    const auto port = running.start();
    HttpClient client(port);
    const std::string scan(100'000, 'x');
    CHECK(client.post("/echo", std::string(60'000, 'x'), "")->status == 200);
    CHECK(client.post("/echo", scan, "")->status == 401);
    CHECK(client.post("/echo", scan, "Cookie: who=nobody\r\n")->status == 401);
    CHECK(client.post("/echo", scan, "Cookie: who=saeki\r\n")->status == 200);
    HttpClient chunked(port);
    chunked.send("POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n186a0\r\n" +
                 scan + "\r\n0\r\n\r\n");
    CHECK(chunked.read_answer()->status == 401);
    HttpClient slow(port);
    slow.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 60000000\r\n\r\n" + scan);
    CHECK(client.get("/")->status == 200);
    CHECK(shows(running, "http_body_bytes 0\n"));
}

TEST_CASE("the memory of a body is given back also when its answer fails") {
    struct Nothing : BodyStream {
        std::size_t read(std::span<char>) override { return 0; }
        void end() override {}
    };
    RunningServer running;
    running.limits.streams = 0;
    running.router.add("POST", "/stream", [](Request&) {
        return Response::stream(std::make_shared<Nothing>(), "text/event-stream");
    });
    running.router.set_refused(
        [](Request&, const Error&, int) -> Response { throw std::runtime_error("no page"); });
    HttpClient client(running.start());
    CHECK_FALSE(client.post("/stream", std::string(50'000, 'x'), ""));
    CHECK(shows(running, "http_connections 0\n"));
    CHECK(shows(running, "http_body_bytes 0\n"));
}

TEST_CASE("a request with two opinions on its length is refused") {
    RunningServer running;
    add_pages(running);
    const auto port = running.start();
    for (const auto* framing : {"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
                                "Content-Length: 3\r\nContent-Length: 4\r\n",
                                "Content-Length: 3\r\nTransfer-Encoding : chunked\r\n",
                                "Transfer-Encoding:\r\n chunked\r\nContent-Length: 3\r\n",
                                "Content-Length: 3\r\nHost: other\r\n"}) {
        HttpClient client(port);
        client.send(std::string("POST /small HTTP/1.1\r\nHost: t\r\n") + framing +
                    "\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: t\r\n\r\n");
        const auto answer = client.read_answer();
        CHECK((!answer || answer->status == 400));
        CHECK_FALSE(client.read_answer());
    }
}

TEST_CASE("a silent or dripping sender is cut off while others are served") {
    RunningServer running;
    running.limits.idle = 250ms;
    running.limits.receiving = 400ms;
    add_pages(running);
    const auto port = running.start();
    HttpClient silent(port);
    HttpClient header_dripper(port);
    HttpClient body_dripper(port);
    body_dripper.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 1000\r\n\r\n");
    header_dripper.send("GET / HTTP/1.1\r\n");
    bool header_cut = false;
    bool body_cut = false;
    for (int i = 0; i < 60 && !(header_cut && body_cut); ++i) {
        header_cut = header_cut || !header_dripper.send("X: y\r\n");
        body_cut = body_cut || !body_dripper.send("x");
        CHECK(HttpClient(port).get("/")->status == 200);
        std::this_thread::sleep_for(20ms);
    }
    CHECK(header_cut);
    CHECK(body_cut);
    CHECK(silent.closed_within(1s));
}

TEST_CASE("a reader who takes too long for an answer is cut off, a patient one gets it all") {
    RunningServer running;
    running.limits.sending = 300ms;
    running.limits.sending_bytes_per_second = 1 << 30;
    const std::string scan(10'000'000, 'p');  // more than the system keeps for a connection
    running.router.add("GET", "/scan", [&](Request&) { return Response::text(scan); });
    const auto port = running.start();
    HttpClient sleeper(port, "127.0.0.1", 4096);
    sleeper.send("GET /scan HTTP/1.1\r\nHost: t\r\n\r\n");
    CHECK(shows(running, "route=\"/scan\",status=\"200\"} 1\n"));
    CHECK(shows(running, "http_connections 0\n"));
    CHECK_FALSE(sleeper.read_answer());

    RunningServer patient;
    patient.limits.sending = 100ms;
    patient.limits.sending_bytes_per_second = 100'000;  // the scan may take 100 seconds
    patient.router.add("GET", "/scan", [&](Request&) { return Response::text(scan); });
    HttpClient reader(patient.start(), "127.0.0.1", 4096);
    reader.send("GET /scan HTTP/1.1\r\nHost: t\r\n\r\n");
    std::this_thread::sleep_for(600ms);
    const auto answer = reader.read_answer();
    REQUIRE(answer);
    CHECK(answer->body.size() == scan.size());
}

TEST_CASE("a long running handler is not idleness") {
    RunningServer running;
    running.limits.idle = 500ms;
    running.router.add("GET", "/slow", [](Request&) {
        std::this_thread::sleep_for(1200ms);
        return Response::text("done");
    });
    HttpClient client(running.start());
    const auto answer = client.get("/slow");
    REQUIRE(answer);
    CHECK(answer->body == "done");
}

TEST_CASE("one address with a hundred connections leaves the door open for another") {
    RunningServer running;
    running.limits.connections_per_address = 100;
    add_pages(running);
    const auto port = running.start();
    std::list<HttpClient> greedy;
    int served = 0;
    for (int i = 0; i < 130; ++i) {
        greedy.emplace_back(port);
        const auto answer = greedy.back().get("/");
        if (answer) ++served;
    }
    CHECK(served == 100);
    CHECK(HttpClient(port, "127.0.0.2").get("/")->body == "from 127.0.0.2");
    greedy.clear();
    std::this_thread::sleep_for(50ms);
    CHECK(HttpClient(port).get("/").has_value());
}

TEST_CASE("when places run short the longest idle connections give way") {
    RunningServer running;
    running.limits.connections = 40;
    running.limits.connections_per_address = 40;
    running.limits.idle = 800ms;  // the watch looks every 200 ms
    add_pages(running);
    const auto port = running.start();
    std::list<HttpClient> idle;
    for (int i = 0; i < 40; ++i)
        idle.emplace_back(port, ("127.0.1." + std::to_string(i + 1)).c_str());
    CHECK(idle.front().closed_within(2s));
    std::optional<kakehashi::testing::HttpAnswer> answer;
    for (int tries = 0; tries < 50 && !answer; ++tries) {  // its place is free a moment later
        answer = HttpClient(port, "127.0.0.9").get("/");
        if (!answer) std::this_thread::sleep_for(20ms);
    }
    CHECK(answer.has_value());
}

TEST_CASE("stopping finishes what is running and takes nothing new") {
    RunningServer running;
    std::promise<void> started;
    running.router.add("GET", "/slow", [&](Request&) {
        started.set_value();
        std::this_thread::sleep_for(200ms);
        return Response::text("saved");
    });
    const auto port = running.start();
    auto answer = std::async(std::launch::async, [port] { return HttpClient(port).get("/slow"); });
    started.get_future().wait();
    running.server->stop(5s);
    const auto finished = answer.get();
    REQUIRE(finished);
    CHECK(finished->body == "saved");
    CHECK(finished->header("Connection") == "close");
    CHECK_THROWS(HttpClient(port));
}

TEST_CASE("the log has the route and never the path, and figures count each answer") {
    RunningServer running;
    add_pages(running);
    running.router.add("GET", "/patients/{id}", [](Request&) { return Response::text("x"); });
    std::mutex mutex;
    std::string lines;
    running.server.emplace(running.router, running.limits, running.metrics);
    running.server->set_log([&](std::string_view line) {
        const std::lock_guard lock(mutex);
        lines.append(line).append("\n");
    });
    REQUIRE(running.server->listen("127.0.0.1:0"));
    HttpClient client(running.port());
    client.get("/patients/4711?name=yamada");
    client.request("BREW", "/secret", "", "");
    const std::lock_guard lock(mutex);
    CHECK(lines.find("GET /patients/{id} 200 ") != lines.npos);
    CHECK(lines.find("other (none) 404 ") != lines.npos);
    CHECK(lines.find("4711") == lines.npos);
    CHECK(lines.find("yamada") == lines.npos);
    CHECK(running.metrics.text().find("route=\"/patients/{id}\",status=\"200\"} 1\n") !=
          std::string::npos);
}

TEST_CASE("an address that cannot be listened on is said plainly") {
    Router router;
    Metrics metrics;
    Server first(router, {}, metrics);
    REQUIRE(first.listen("127.0.0.1:0"));
    Server second(router, {}, metrics);
    CHECK(second.listen("127.0.0.1:" + std::to_string(first.port())).error().code ==
          "server.address_in_use");
    for (const auto* address : {"", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999",
                                "nowhere:80", "[::1:80", "127.0.0.1:80x"})
        CHECK_MESSAGE(second.listen(address).error().code == "server.bad_address", address);
}

TEST_CASE("bytes that are no HTTP harm nobody") {
    RunningServer running;
    running.limits.idle = 200ms;
    add_pages(running);
    const auto port = running.start();
    using namespace std::string_literals;
    for (const auto& bytes :
         {"\0\0\0\0"s, "\x16\x03\x01\x02\x00"s, "GET\r\n\r\n"s, "GET / HTTP/9.9\r\n\r\n"s,
          "GET / HTTP/1.1\r\nHost t\r\n\r\n"s, " \r\n\r\n"s,
          "POST / HTTP/1.1\r\nHost: t\r\n"
          "Transfer-Encoding: chunked\r\n\r\nZZZ\r\n"s,
          "GET http://t/%00 HTTP/1.1\r\nHost: t\r\n\r\n"s}) {
        HttpClient client(port);
        client.send(bytes);
        CHECK(client.closed_within(2s));
    }
    CHECK(HttpClient(port).get("/")->status == 200);
}

TEST_CASE("a trusted proxy says who asks; anybody else is taken by the own address") {
    RunningServer running;
    running.router.add("GET", "/", [](Request& request) { return Response::text(request.peer); });
    running.server.emplace(running.router, running.limits, running.metrics);
    running.server->set_trusted_proxies({"127.0.0.2"});
    REQUIRE(running.server->listen("127.0.0.1:0"));
    const auto seen = [&](const char* from, const char* headers) {
        return HttpClient(running.port(), from).get("/", headers)->body;
    };
    CHECK(seen("127.0.0.2", "X-Forwarded-For: 10.0.0.5\r\n") == "10.0.0.5");
    CHECK(seen("127.0.0.2", "X-Forwarded-For: 1.2.3.4, 10.0.0.5\r\n") == "10.0.0.5");
    CHECK(seen("127.0.0.2", "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-For: 2001:db8::5\r\n") ==
          "2001:db8::5");
    CHECK(seen("127.0.0.2", "X-Forwarded-For: <script>\r\n") == "127.0.0.2");
    CHECK(seen("127.0.0.2", "") == "127.0.0.2");
    CHECK(seen("127.0.0.1", "X-Forwarded-For: 10.0.0.5\r\n") == "127.0.0.1");
}
