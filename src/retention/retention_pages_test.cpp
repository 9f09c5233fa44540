#include "retention/retention_pages.hpp"

#include <doctest/doctest.h>

#include "retention/retention_test_house.hpp"

using namespace kakehashi;
using kakehashi::testing::has;
using kakehashi::testing::location;
using kakehashi::testing::RetentionHouse;

TEST_CASE("the page says how long each kind is kept, by which law, and what is past its time") {
    RetentionHouse house;
    house.an_ended_case("過ぎた人");
    house.an_ended_case("newest", house.clock.now());
    const auto page = house.get("/settings/retention");
    CHECK(page.status == 200);
    for (const char* words : {"受診した紹介", "5年", "医師法 第24条", "2021-11-24 より前", "1件",
                              "監査の記録", "消しません", "バックアップ", "削除を準備する"})
        CHECK_MESSAGE(has(page, words), words);
    CHECK_FALSE(has(page, "過ぎた人"));
    const auto statements = house.statements([&] { house.get("/settings/retention"); });
    for (int i = 0; i < 5; ++i) house.an_ended_case("多くの人" + std::to_string(i));
    CHECK(house.statements([&] { house.get("/settings/retention"); }) == statements);
}

TEST_CASE("a deletion is prepared by one, refused to the same, approved by another, withdrawn") {
    RetentionHouse house;
    const auto ended = house.an_ended_case("過ぎた人");
    house.an_ended_case("newest", house.clock.now());
    const auto prepared = house.post("/settings/retention/jobs", {{"rule", "referral.visited"}});
    REQUIRE(prepared.status == 303);
    const auto job = location(prepared);
    auto page = house.get(job);
    CHECK(has(page, ended.number));
    CHECK_FALSE(has(page, "過ぎた人"));
    CHECK(has(page, "準備した人は承認できません"));
    CHECK_FALSE(has(page, "一覧を確かめて、承認する"));
    CHECK(house.post(job + "/approval").status >= 400);
    CHECK(house.count("SELECT count(*) FROM retention_job WHERE approved_at IS NULL") == 1);

    house.acting = house.omura;
    page = house.get(job);
    CHECK(has(page, "一覧を確かめて、承認する"));
    CHECK(house.post(job + "/approval").status == 303);
    CHECK(has(house.get(job), "次の日の未明"));
    CHECK(house.count("SELECT count(*) FROM retention_job WHERE approved_by = 2") == 1);
    CHECK(house.post(job + "/withdrawal").status == 303);
    CHECK(has(house.get("/settings/retention"), "大村 健が取りやめ"));
    CHECK(house.get("/settings/retention/jobs/99").status == 404);
}
