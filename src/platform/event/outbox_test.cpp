#include "platform/event/outbox.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>

#include "support/test_database.hpp"

namespace kakehashi {
namespace {

const Instant kNow = instant_in_japan(*make_date(2026, 11, 24), std::chrono::hours{10});

void put(db::Database& database, std::string_view payload) {
    auto tx = database.write();
    enqueue(tx, FacilityId{1}, kNow, "page", "duties", payload);
    tx.commit();
}

TEST_CASE("a receiver that throws ends neither the program nor the delivery of what waits") {
    testing::TestDatabase database;
    database.script(
        "INSERT INTO facility (id, kind, name, name_key) VALUES (1, 'hospital', 'A', 'A')");
    FixedClock clock{kNow};
    bool broken = true;
    std::vector<std::string> received;
    OutboxCourier courier(*database, clock, "page", [&](const OutboxMessage& message) {
        if (broken) throw std::runtime_error("the receiver is broken");
        received.push_back(message.payload);
        return true;
    });
    put(*database, "first");
    put(*database, "second");

    CHECK(courier.deliver_due() == 0);
    CHECK(received.empty());

    broken = false;
    CHECK_MESSAGE(courier.deliver_due() == 0, "it waits a minute before it tries again");
    clock.set(kNow + std::chrono::minutes{1});
    CHECK(courier.deliver_due() == 2);
    CHECK(received == std::vector<std::string>{"first", "second"});
}

TEST_CASE("the courier's thread outlives any failure of its work") {
    testing::TestDatabase database;
    FixedClock clock{kNow};
    database.script("ALTER TABLE outbox RENAME TO outbox_elsewhere");
    std::atomic<int> received = 0;
    OutboxCourier courier(*database, clock, "page", [&](const OutboxMessage&) {
        ++received;
        return true;
    });
    courier.start();  // its first look fails
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
    database.script("ALTER TABLE outbox_elsewhere RENAME TO outbox");
    database.script(
        "INSERT INTO facility (id, kind, name, name_key) VALUES (1, 'hospital', 'A', 'A')");
    put(*database, "after the failure");
    courier.wake();
    for (int tries = 0; tries < 500 && received == 0; ++tries)
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    courier.stop();
    CHECK(received == 1);
}

}  // namespace
}  // namespace kakehashi
