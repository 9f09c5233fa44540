#include <doctest/doctest.h>

#include "referral/referral_words.hpp"
#include "referral/test_desk.hpp"

using namespace kakehashi;
using testing::has;
using testing::link_to;
using testing::ReferralDesk;

TEST_CASE("a patient's name that was searched for stands in no address of the page") {
    ReferralDesk desk;
    desk.a_registered_letter();
    const auto where = desk.search("/referrals", "佐々木");
    CHECK(where.find("?s=") != std::string::npos);
    const auto page = desk.get(where);
    CHECK(has(page, "<mark class=\"hit\">佐々木</mark>"));
    CHECK(has(page, "氏名・カナ"));  // 佐々木 is kept as 佐佐木
    CHECK_FALSE(has(page, "q=%E4"));
    CHECK(has(page,
              "method=\"post\" action=\"/search\" role=\"search\" aria-label=\"紹介をさがす\""));
    CHECK(has(page, "href=\"/search?s="));  // 全部の患者からさがす: with the same words
}

TEST_CASE("a new version of a letter that is being booked is listed, not only counted") {
    ReferralDesk desk;
    const auto id = desk.a_registered_letter();
    REQUIRE(
        desk.post(ReferralDesk::path(id, "/acceptance"), {{"version", desk.version(id)}}).status ==
        303);
    {
        auto tx = desk.office.db.write();
        NewDuty duty;
        duty.about = case_of(id);
        duty.kind = kDutyCompare;
        duty.due_at = desk.clock.now() + std::chrono::hours{5};
        open_duty(tx, desk.saeki, desk.clock.now(), duty);
        tx.commit();
    }
    const auto page = desk.get("/referrals");
    CHECK(has(page, "新しい版をくらべる"));
    CHECK(has(page, "id=\"referral-" + id.text() + "-row\""));
}

TEST_CASE("the hundred and first letter is on the next page of its stage and of 要対応") {
    ReferralDesk desk;
    std::vector<ReferralId> ids;
    for (int i = 0; i < 103; ++i) {
        ids.push_back(desk.a_received_fax());
        if (i % 2 == 0) desk.clock.advance(std::chrono::seconds{1});  // and some at one moment
    }
    for (const auto* list : {"/referrals?stage=received", "/referrals"}) {
        CAPTURE(list);
        const auto first = desk.get(list);
        CHECK(has(first, "このページ 100件"));
        const auto next = link_to(first, "つぎの100件を見る");
        REQUIRE_FALSE(next.empty());
        const auto second = desk.get(next);
        CHECK(has(second, "このページ 3件"));
        CHECK(has(second, "はじめのページにもどる"));
        CHECK(link_to(second, "つぎの100件を見る").empty());
        for (const auto id : ids) {
            const auto row = "id=\"referral-" + id.text() + "-row\"";
            CHECK(has(first, row) != has(second, row));
        }
    }
    CHECK(desk.get("/referrals?stage=received&after=1-x").status == 200);
}

TEST_CASE("the closed referrals of one partner are that partner's only") {
    ReferralDesk desk;
    const auto id = desk.a_registered_letter();
    REQUIRE(desk.post(ReferralDesk::path(id, "/withdrawal"),
                      {{"version", desk.version(id)}, {"reason", "転居"}})
                .status == 303);
    CHECK(has(desk.get("/referrals?stage=closed&referrer=2"), "佐々木 健一"));
    CHECK_FALSE(has(desk.get("/referrals?stage=closed&referrer=3"), "佐々木 健一"));
}

TEST_CASE("how long a letter has been here is said as a colleague says it") {
    using std::chrono::hours, std::chrono::minutes;
    const auto now = parse_iso_moment("2026-11-24T10:12").value();
    const auto after = [&](auto time) { return referral_pages::since_arrival(now - time, now); };
    CHECK(after(minutes{18}) == "届いて18分");
    CHECK(after(hours{2}) == "届いて2時間");
    CHECK(after(hours{12}) == "昨日届きました");
    CHECK(after(hours{96}) == "届いて4日");
    CHECK(after(minutes{0}) == "いま届きました");
}
