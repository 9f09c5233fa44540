#include "platform/http/sse.hpp"

#include <doctest/doctest.h>

#include <list>
#include <thread>

#include "support/running_server.hpp"

using namespace kakehashi;
using namespace kakehashi::http;
using kakehashi::testing::HttpClient;
using kakehashi::testing::RunningServer;
using namespace std::chrono_literals;

namespace {

struct Office {
    Broadcaster broadcaster;
    RunningServer running;

    explicit Office(std::size_t remembered = 100, std::chrono::milliseconds heartbeat = 10s)
        : broadcaster(remembered, heartbeat) {
        running.limits.idle = 400ms;
        running.limits.streams = 5;
        running.router.add("GET", "/events", [this](Request& request) {
            const std::string only(request.query("only"));
            return broadcaster.stream(request, [only](const ServerEvent& event) {
                return only.empty() || event.name == only;
            });
        });
        running.router.add("GET", "/", [](Request&) { return Response::text("ok"); });
        running.start();
    }
    ~Office() { running.server->stop(1s); }

    bool has_streams(std::size_t wanted) {
        for (int i = 0; i < 200 && broadcaster.streams() != wanted; ++i)
            std::this_thread::sleep_for(5ms);
        return broadcaster.streams() == wanted;
    }
};

void open(HttpClient& client, std::string_view target = "/events", std::string_view headers = "") {
    std::string text("GET ");
    client.send(text.append(target).append(" HTTP/1.1\r\nHost: t\r\n").append(headers) + "\r\n");
    REQUIRE(client.read_past("retry: 2000\n\n"));
}

}  // namespace

TEST_CASE("every open list hears what happened, and only what it asked for") {
    Office office;
    HttpClient all(office.running.port());
    HttpClient replies(office.running.port());
    open(all);
    open(replies, "/events?only=replies");
    office.broadcaster.publish("duties", "7");
    office.broadcaster.publish("replies", "line 1\nline 2");
    CHECK(all.read_past("event: duties\ndata: 7\n\n"));
    CHECK(all.read_past("event: replies\ndata: line 1\ndata: line 2\n\n"));
    const auto heard = replies.read_past("data: line 2\n\n");
    REQUIRE(heard);
    CHECK(heard->find("duties") == heard->npos);
}

TEST_CASE("a browser that comes back hears what it missed") {
    Office office;
    std::string last_id;
    {
        HttpClient client(office.running.port());
        open(client);
        office.broadcaster.publish("duties", "1");
        const auto event = client.read_past("data: 1\n\n");
        REQUIRE(event);
        const auto from = event->find("id: ") + 4;
        last_id = event->substr(from, event->find('\n', from) - from);
    }
    office.broadcaster.publish("duties", "2");
    office.broadcaster.publish("duties", "3");
    HttpClient client(office.running.port());
    open(client, "/events", "Last-Event-ID: " + last_id + "\r\n");
    const auto missed = client.read_past("data: 3\n\n");
    REQUIRE(missed);
    CHECK(missed->find("data: 2\n\n") != missed->npos);
    CHECK(missed->find("data: 1\n\n") == missed->npos);
    CHECK(missed->find("reset") == missed->npos);
}

TEST_CASE("a page that names the last event it knew misses nothing before it opens its stream") {
    Office office;
    office.broadcaster.publish("duties", "1");
    const auto known = office.broadcaster.last_id();
    office.broadcaster.publish("duties", "2");
    HttpClient client(office.running.port());
    open(client, "/events?after=" + known);
    const auto heard = client.read_past("data: 2\n\n");
    REQUIRE(heard);
    CHECK(heard->find("data: 1\n") == heard->npos);
}

TEST_CASE("who missed too much, or comes from before a restart, is told to load anew") {
    Office office(2);
    for (int i = 0; i < 5; ++i) office.broadcaster.publish("duties", std::to_string(i));
    const auto start =
        office.broadcaster.last_id().substr(0, office.broadcaster.last_id().find('-'));
    for (const auto& id : {start + "-1", std::string("12345-4"), start + "-99", std::string("x")}) {
        HttpClient client(office.running.port());
        open(client, "/events", "Last-Event-ID: " + id + "\r\n");
        CHECK_MESSAGE(client.read_past("event: reset\ndata: \n\n"), id);
    }
}

TEST_CASE("a quiet stream lives on by its heartbeat, longer than an idle connection may") {
    Office office(100, 60ms);
    HttpClient client(office.running.port());
    open(client);
    for (int i = 0; i < 10; ++i) CHECK(client.read_past(":\n\n"));
    office.broadcaster.publish("duties", "late");
    CHECK(client.read_past("data: late\n\n"));
}

TEST_CASE("a stream whose reader left gives its place back") {
    Office office;
    {
        std::list<HttpClient> clients;
        for (int i = 0; i < 5; ++i) {
            clients.emplace_back(office.running.port());
            open(clients.back());
        }
        CHECK(HttpClient(office.running.port()).get("/events")->status == 503);
        CHECK(HttpClient(office.running.port()).get("/")->status == 200);
    }
    CHECK(office.has_streams(0));
    HttpClient client(office.running.port());
    open(client);
}

TEST_CASE("a reader that does not keep up is dropped and holds up nobody") {
    Office office(50);
    HttpClient slow(office.running.port(), "127.0.0.1", 2048);
    HttpClient quick(office.running.port());
    open(slow);
    open(quick);
    const std::string data(100'000, 'x');
    const auto started = std::chrono::steady_clock::now();
    for (int i = 0; i < 120; ++i) {
        office.broadcaster.publish("duties", data + std::to_string(i));
        REQUIRE(quick.read_past("x" + std::to_string(i) + "\n\n"));
    }
    CHECK(std::chrono::steady_clock::now() - started < 30s);
    CHECK(office.has_streams(1));
}

TEST_CASE("stopping ends the streams at once") {
    Office office;
    HttpClient client(office.running.port());
    open(client);
    const auto started = std::chrono::steady_clock::now();
    office.running.server->stop(5s);
    CHECK(std::chrono::steady_clock::now() - started < 1s);
    CHECK(client.closed_within(500ms));
}
