// 削除の差し止め on the pages of other features.
#include <doctest/doctest.h>

#include "referral/referral_pages.hpp"
#include "retention/retention_test_house.hpp"

using namespace kakehashi;
using kakehashi::testing::has;
using kakehashi::testing::location;
using kakehashi::testing::RetentionHouse;

TEST_CASE("a case is held with a reason, shown on its page and its patient's, and let go") {
    RetentionHouse house;
    house.office.features.push_back(referral_feature());
    house.office.features.back().add_routes(house.router, house.office);
    const auto ended = house.an_ended_case("差し止めの人");
    const auto path = "/referrals/" + ended.id.text();
    const auto hold = path + "/hold";
    CHECK(has(house.get(path), "この紹介の削除を差し止める…"));
    CHECK(house.post(hold, {{"reason", ""}}).status == 422);
    CHECK(location(house.post(hold, {{"reason", "訴訟のため"}})) == path);
    auto page = house.get(path);
    CHECK(has(page, "この紹介の削除を差し止めています"));
    CHECK(has(page, "訴訟のため"));
    CHECK(has(page, "佐伯 真理"));
    CHECK(has(page, "削除を差し止め。訴訟のため"));  // in the timeline
    CHECK(house.post(hold, {{"reason", "もう一度"}}).status >= 400);
    CHECK(location(house.post(hold + "/end", {{"reason", "終わった"}})) == path);
    page = house.get(path);
    CHECK_FALSE(has(page, "差し止めています"));
    CHECK(has(page, "差し止めを解いた。終わった"));

    const auto patient = "/patients/" + ended.patient.text() + "/hold";
    CHECK(has(house.get(patient), "この患者の削除を差し止める"));
    CHECK(house.post(patient, {{"reason", "開示の請求"}}).status == 303);
    CHECK(has(house.get(patient), "差し止めを解く"));
    CHECK(has(house.get(path), "この患者のすべての記録の削除を差し止めています"));
}
