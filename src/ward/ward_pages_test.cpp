// 病棟と診療科, 所属 and 入院 on their pages.
#include <doctest/doctest.h>

#include "ward/ward_pages.hpp"
#include "ward/ward_test_house.hpp"

using namespace kakehashi;
using testing::WardHouse;

namespace {

bool has(const http::Response& answer, std::string_view words) {
    return answer.body.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("a ward and a department are added, put right, and end on a day") {
    WardHouse house({ward_feature()});
    CHECK(
        house
            .post("/settings/units/wards",
                  {{"name", "北4病棟"}, {"code", "N4"}, {"position", "3"}, {"since", "2026-11-01"}})
            .status == 303);
    const auto list = house.get("/settings/units");
    for (const char* words : {"北4病棟", "N4", "11/1(日)〜", "東3病棟", "循環器内科"})
        CHECK_MESSAGE(has(list, words), words);
    const auto twice =
        house.post("/settings/units/wards",
                   {{"name", "北4病棟"}, {"code", ""}, {"position", "4"}, {"since", "2026-11-01"}});
    CHECK(twice.status == 422);
    CHECK(has(twice, "同じ名前かコードの病棟が、もうあります"));
    const auto wrong = house.post("/settings/units/wards",
                                  {{"name", ""}, {"since", "2026-11-01"}, {"until", "2026-10-01"}});
    CHECK(has(wrong, "病棟の名前を入力してください"));
    CHECK(house
              .post("/settings/units/wards", {{"id", "3"},
                                              {"version", "1"},
                                              {"name", "北4病棟"},
                                              {"since", "2026-11-01"},
                                              {"until", "2026-11-20"}})
              .status == 303);
    CHECK(has(house.get("/settings/units"), "使っていません"));
    CHECK(house
              .post("/settings/units/wards",
                    {{"id", "3"}, {"version", "1"}, {"name", "北5病棟"}, {"since", "2026-11-01"}})
              .status == 409);
    CHECK(house
              .post("/settings/units/departments", {{"id", "1"},
                                                    {"name", "循環器内科"},
                                                    {"code", "08"},
                                                    {"since", "2020-04-01"},
                                                    {"until", "2026-11-01"}})
              .status == 303);
    CHECK(has(house.get("/settings/units?department=1"), "2026-11-01"));
    CHECK(house.get("/settings/units?ward=99").status == 404);
}

TEST_CASE("a colleague is put into a ward and taken out of it") {
    WardHouse house({ward_feature()});
    house.database.script("DELETE FROM affiliation");
    const std::string page = "/settings/people/2/affiliations";
    CHECK(has(house.get(page), "所属する病棟がありません"));
    const auto nothing = house.post(page, {{"unit", ""}, {"since", "2026-11-24"}});
    CHECK(nothing.status == 422);
    CHECK(has(nothing, "病棟・診療科を選んでください"));
    CHECK(house.post(page, {{"unit", "w1"}, {"since", "2026-11-20"}}).status == 303);
    CHECK(house.post(page, {{"unit", "d1"}, {"since", "2026-12-01"}}).status == 303);
    const auto list = house.get(page);
    for (const char* words : {"東3病棟", "循環器内科", "これから"})
        CHECK_MESSAGE(has(list, words), words);
    CHECK(house.post(page, {{"unit", "w1"}, {"since", "2026-11-24"}}).status == 422);
    const auto id = house.database->read().number(
        db::Query{"ward_test.first", "SELECT min(id) FROM affiliation"});
    CHECK(house.post(page + "/" + std::to_string(id) + "/end").status == 303);
    CHECK(has(house.get(page), "所属する病棟がありません"));
    CHECK(house.get("/settings/people/99/affiliations").status == 404);
}

TEST_CASE("an admission, a move and a discharge are entered on the patient's page") {
    WardHouse house({ward_feature()});
    CHECK(has(house.get("/patients/5/stay"), "入院を記録する"));
    CHECK(
        house.post("/patients/5/stay", {{"step", "admit"}, {"ward", ""}, {"on", "11/20"}}).status ==
        422);
    CHECK(house.post("/patients/5/stay", {{"step", "admit"}, {"ward", "1"}, {"on", "11/20"}})
              .status == 303);
    CHECK(has(house.get("/patients/5/stay"), "東3病棟に入院中(11/20(金)〜)"));
    const auto future = house.post("/patients/5/stay",
                                   {{"step", "discharge"}, {"on", "2026-12-01"}, {"version", "1"}});
    CHECK(future.status == 422);
    CHECK(house
              .post("/patients/5/stay",
                    {{"step", "move"}, {"ward", "2"}, {"on", "11/24"}, {"version", "1"}})
              .status == 303);
    CHECK(has(house.get("/patients/5/stay"), "西2病棟に入院中"));
    CHECK(house.post("/patients/5/stay", {{"step", "mistake"}, {"version", "1"}}).status == 303);
    CHECK(has(house.get("/patients/5/stay"), "東3病棟に入院中"));
    CHECK(house.post("/patients/99/stay", {{"step", "admit"}, {"ward", "1"}, {"on", "11/20"}})
              .status == 404);
    CHECK(house.get("/patients/99/stay").status == 404);
}
