#include "delivery/delivery_pages.hpp"

#include <doctest/doctest.h>

#include "delivery/delivery.hpp"
#include "office/settings_pages.hpp"
#include "support/test_office.hpp"

using namespace kakehashi;

namespace {

struct DeliveryHouse : testing::TestOffice {
    bool arrives = false;

    DeliveryHouse() : TestOffice({office::settings_feature(), delivery_feature()}) {
        office.db.set_after_write([] {});  // on PostgreSQL, who leads is asked there
        for (int tries = 0; tries < 500 && !office.db.is_leader(); ++tries)
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    ~DeliveryHouse() { office.db.set_after_write({}); }

    void put(std::string_view payload, FacilityId facility = kOurHospital) {
        auto tx = office.db.write();
        enqueue(tx, facility, clock.now(), delivery::kAuditRoots, "audit.root", payload);
        tx.commit();
    }
    int deliver(int attempts_max = 1) {
        OutboxCourier courier(
            office.db, clock, std::string{delivery::kAuditRoots},
            [this](const OutboxMessage&) -> Result<void> {
                if (arrives) return {};
                return fail(ErrorKind::Unavailable, "file.cannot_write", "out", "/mnt/<share>");
            },
            attempts_max);
        return courier.deliver_due();
    }
    bool shows(std::string_view path, std::string_view words) {
        return get(path).body.find(words) != std::string::npos;
    }
    std::int64_t count(std::string_view sql) {
        auto tx = office.db.read();
        return tx.number(db::Query{"test.count", sql});
    }
};

constexpr const char* kPage = "/settings/delivery";

TEST_CASE("the page says that everything arrived") {
    DeliveryHouse house;
    CHECK(house.get(kPage).status == 200);
    CHECK(house.shows(kPage, "送ったものはすべて届いています"));
    CHECK_FALSE(house.shows(kPage, "もう一度送る<"));
    CHECK(house.shows("/settings", "href=\"/settings/delivery\""));
    CHECK_FALSE(house.shows("/settings", "届いていないもの"));
}

TEST_CASE("what waits stands there with its attempts, the next one, and the reason") {
    DeliveryHouse house;
    house.put("1");
    house.put("2");
    house.deliver(8);
    for (const char* words : {"監査の記録の締め", "1回", "10:13", "/mnt/&lt;share&gt;", "順番まち"})
        CHECK_MESSAGE(house.shows(kPage, words), words);
    CHECK_FALSE(house.shows("/settings", "届いていないもの"));
}

TEST_CASE("what did not arrive is counted at the settings, sent again once, and leaves its event") {
    DeliveryHouse house;
    house.put("1");
    house.deliver();
    CHECK(house.shows("/settings", "届いていないもの 1件"));
    CHECK(house.shows(kPage, "/mnt/&lt;share&gt;"));
    const std::string again = "/settings/delivery/1/resending";
    REQUIRE(house.shows(kPage, again));
    CHECK_FALSE(house.shows(kPage, "すべてもう一度送る"));

    house.arrives = true;
    CHECK(house.post(again, {{"form_key", "one"}}).status == 303);
    CHECK_MESSAGE(house.post(again, {{"form_key", "one"}}).status == 303, "a double click");
    CHECK(house.post(again).status == 404);
    CHECK(house.shows(kPage, "ありません。送ったもの"));
    CHECK(house.count("SELECT count(*) FROM outbox WHERE receiver = 'audit-roots'") == 2);
    CHECK(house.deliver() == 1);
    CHECK(house.count("SELECT count(*) FROM event WHERE kind = 'office.letter_resent' AND "
                      "actor_name = '佐伯 真理'") == 1);
    CHECK(house.count("SELECT count(*) FROM audit_pending WHERE what = 'office.letter_resent'") ==
          1);
}

TEST_CASE("all are sent again with one button; another hospital's stay out of sight and hand") {
    DeliveryHouse house;
    for (const char* payload : {"1", "2"}) house.put(payload);
    house.put("3", DeliveryHouse::kMinatoClinic);
    for (int letter = 0; letter < 3; ++letter) house.deliver();
    CHECK(house.shows("/settings", "届いていないもの 2件"));
    CHECK(house.shows(kPage, "すべてもう一度送る(2件)"));
    CHECK_FALSE(house.shows(kPage, "/settings/delivery/3/resending"));
    CHECK(house.post("/settings/delivery/3/resending").status == 404);
    CHECK(house.post("/settings/delivery/resending").status == 303);
    CHECK(house.count("SELECT count(*) FROM dead_letter WHERE resent_at IS NULL") == 1);
    CHECK(house.count("SELECT count(*) FROM event WHERE kind = 'office.letter_resent'") == 2);
    CHECK(house.post("/settings/delivery/resending").status == 404);
    CHECK(house.post("/settings/delivery/x/resending").status == 404);
}

TEST_CASE("the page asks the database as often for many as for one") {
    DeliveryHouse house;
    house.put("1");
    house.deliver();
    const auto for_one = house.statements([&] { house.get(kPage); });
    for (int i = 0; i < 20; ++i) house.put("more");
    for (int i = 0; i < 10; ++i) house.deliver();
    CHECK(house.statements([&] { house.get(kPage); }) == for_one);
}

}  // namespace
