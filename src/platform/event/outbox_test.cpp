#include "platform/event/outbox.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>

#include "platform/event/woken_thread.hpp"
#include "support/test_database.hpp"

namespace kakehashi {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

const Instant kNow = instant_in_japan(*make_date(2026, 11, 24), hours{10});

struct House {
    testing::TestDatabase database;
    FixedClock clock{kNow};
    std::vector<std::string> received;
    bool broken = false;
    Result<void> refusal = {};

    House() {
        database->set_after_write([] {});
    }  // on PostgreSQL, who leads is asked there
    ~House() { database->set_after_write({}); }

    void put(std::string_view payload, std::string_view receiver = "mail") {
        auto tx = database->write();
        enqueue(tx, FacilityId{1}, clock.now(), receiver, "duties", payload);
        tx.commit();
    }
    OutboxCourier courier(int attempts_max = 8) {
        for (int tries = 0; tries < 500 && !database->is_leader(); ++tries)
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
        return {*database, clock, "mail",
                [this](const OutboxMessage& message) -> Result<void> {
                    if (broken) throw std::runtime_error("the receiver is broken");
                    received.push_back(message.payload);
                    return refusal;
                },
                attempts_max};
    }
    std::vector<DeadLetter> dead() {
        auto tx = database->read();
        return dead_letters(tx);
    }
};

TEST_CASE("a receiver that throws ends neither the program nor the delivery of what waits") {
    House house;
    house.broken = true;
    auto courier = house.courier();
    house.put("first");
    house.put("second");

    CHECK(courier.deliver_due() == 0);
    CHECK(house.received.empty());

    house.broken = false;
    CHECK_MESSAGE(courier.deliver_due() == 0, "it waits a minute before it tries again");
    house.clock.set(kNow + minutes{1});
    CHECK(courier.deliver_due() == 2);
    CHECK(house.received == std::vector<std::string>{"first", "second"});
}

TEST_CASE("a wait that began while the clock was a year ahead ends when it is right again") {
    House house;
    house.broken = true;
    auto courier = house.courier();
    house.put("first");
    house.clock.set(kNow + days{365});
    CHECK(courier.deliver_due() == 0);
    house.broken = false;
    house.clock.set(kNow);
    CHECK(courier.deliver_due() == 1);
}

TEST_CASE("a courier goes on where the last one stopped, and tells nothing twice") {
    House house;
    house.put("first");
    CHECK(house.courier().deliver_due() == 1);
    house.put("second");
    CHECK(house.courier().deliver_due() == 1);
    CHECK(house.courier().deliver_due() == 0);
    CHECK(house.received == std::vector<std::string>{"first", "second"});
}

TEST_CASE("what nobody takes becomes a dead letter, the next has its turn, and it can be resent") {
    House house;
    auto courier = house.courier(3);
    house.put("bad");
    house.broken = true;
    for (int attempt = 0; attempt < 3; ++attempt) {
        CHECK(courier.deliver_due() == 0);
        house.clock.set(house.clock.now() + hours{1});
    }
    REQUIRE(house.dead().size() == 1);
    CHECK(house.dead().front().message.payload == "bad");
    CHECK(house.dead().front().attempts == 3);

    house.broken = false;
    house.put("good");
    CHECK(courier.deliver_due() == 1);
    const auto id = house.dead().front().id;
    {
        auto tx = house.database->write();
        const auto now = house.clock.now();
        CHECK_MESSAGE(resend(tx, FacilityId{2}, id, now).error().code == "outbox.no_dead_letter",
                      "another facility's");
        REQUIRE(resend(tx, FacilityId{1}, id, now));
        CHECK(resend(tx, FacilityId{1}, id, now).error().code == "outbox.no_dead_letter");
        tx.commit();
    }
    CHECK(house.dead().empty());
    CHECK(courier.deliver_due() == 1);
    CHECK(house.received == std::vector<std::string>{"good", "bad"});
}

TEST_CASE("an operator reads what waits, how often it was tried, when it is tried next, and why") {
    House house;
    auto courier = house.courier(2);
    house.put("first");
    house.put("second");
    house.put("for pages", "page");
    house.refusal = fail(ErrorKind::Unavailable, "file.cannot_write", "out", "/mnt/share");
    const auto waiting = [&] {
        auto tx = house.database->read();
        return waiting_messages(tx, FacilityId{1});
    };
    courier.deliver_due();
    auto lines = waiting();
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].message.payload == "first");
    CHECK(lines[0].attempts == 1);
    CHECK(lines[0].next_at == kNow + minutes{1});
    CHECK(lines[0].reason.find("/mnt/share") != std::string::npos);
    CHECK(lines[1].attempts == 0);
    CHECK_FALSE(lines[1].next_at);
    CHECK(lines[1].reason.empty());

    house.clock.set(kNow + minutes{1});
    courier.deliver_due();
    lines = waiting();
    REQUIRE(lines.size() == 1);
    CHECK_MESSAGE(lines[0].attempts == 0, "its own attempts are counted");
    REQUIRE(house.dead().size() == 1);
    CHECK(house.dead().front().reason.find("/mnt/share") != std::string::npos);
    auto tx = house.database->read();
    CHECK(count_dead_letters(tx, FacilityId{1}) == 1);
    CHECK(count_dead_letters(tx, FacilityId{2}) == 0);
    CHECK(dead_letters_of(tx, FacilityId{2}).empty());
    CHECK(waiting_messages(tx, FacilityId{2}).empty());
}

TEST_CASE("every program tells its own pages, each message once, from its start on") {
    House house;
    house.put("before", "page");
    std::vector<std::string> one;
    std::vector<std::string> other;
    OutboxFollower first(*house.database, "page",
                         [&](const OutboxMessage& message) { one.push_back(message.payload); });
    house.put("a", "page");
    OutboxFollower second(*house.database, "page",
                          [&](const OutboxMessage& message) { other.push_back(message.payload); });
    house.put("b", "page");
    house.put("elsewhere", "mail");
    CHECK(first.tell_new() == 2);
    CHECK(first.tell_new() == 0);
    CHECK(second.tell_new() == 1);
    CHECK(one == std::vector<std::string>{"a", "b"});
    CHECK(other == std::vector<std::string>{"b"});
}

TEST_CASE("what is forgotten is old and delivered, and no number comes a second time") {
    House house;
    auto courier = house.courier();
    house.put("delivered", "mail");
    courier.deliver_due();
    house.put("waits", "mail");
    house.put("old", "page");
    house.put("newest", "page");
    OutboxFollower pages(*house.database, "page", [](const OutboxMessage&) {});
    const auto forget = [&] {
        auto tx = house.database->write();
        forget_messages(tx, kNow + hours{1});
        tx.commit();
    };
    forget();
    CHECK(courier.deliver_due() == 1);  // "waits" was still there
    forget();
    house.put("after", "page");
    CHECK(pages.tell_new() == 1);  // its number is behind all that were given before
    CHECK(house.received == std::vector<std::string>{"delivered", "waits"});
}

TEST_CASE("the thread outlives any failure of its work") {
    std::atomic<int> rounds = 0;
    WokenThread thread("a test", [&] {
        if (++rounds == 1) throw std::runtime_error("the first round fails");
    });
    for (int tries = 0; tries < 500 && rounds < 2; ++tries) {
        thread.wake();
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    CHECK(rounds >= 2);
}

}  // namespace
}  // namespace kakehashi
