#include "people/deputy.hpp"

#include <doctest/doctest.h>

#include "people/people_pages.hpp"
#include "platform/auth/session.hpp"
#include "support/test_office.hpp"

using namespace kakehashi;
using namespace kakehashi::people;
using testing::TestOffice;

namespace {

Date day(int month, int number) {
    return *make_date(2026, static_cast<unsigned>(month), static_cast<unsigned>(number));
}

constexpr db::Query kTraces{"deputy_test.traces", R"sql(
    SELECT count(*) FROM audit_pending WHERE what = $1 AND case_kind = 'user' AND case_id = $2
)sql"};

/// 佐伯 is a nurse, 大村 a clerk, 藤井 the head. Who acts is 佐伯.
struct House : TestOffice {
    House() : TestOffice({people_feature()}) {
        database.script(
            "UPDATE user_account SET role = CASE id WHEN 1 THEN 'nurse' WHEN 2 THEN 'clerk'"
            " ELSE 'head' END, password_hash = 'x'");
    }
    http::Response name(std::string_view page, const std::string& deputy, const std::string& from,
                        const std::string& until, const std::string& absent = "") {
        return post(
            page, {{"absent", absent}, {"deputy", deputy}, {"from_on", from}, {"until_on", until}});
    }
    std::vector<Deputyship> list() {
        auto tx = database->read();
        return deputyships(tx, kOurHospital, date_in_japan(clock.now()));
    }
};

bool shows(const http::Response& page, std::string_view words) {
    return page.body.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("what a plan for a deputy may not be") {
    const auto today = day(11, 24);
    const auto code = [&](NewDeputy plan, Role absent = Role::Nurse, Role deputy = Role::Clerk) {
        const auto good = check_deputy(plan, absent, deputy, today);
        return good ? std::string{} : good.error().code;
    };
    const UserId a{1}, b{2};
    CHECK(code({a, b, today, today}).empty());
    CHECK(code({a, b, today, today + days{91}}).empty());
    CHECK(code({a, b, today, today + days{92}}) == "deputy.too_long");
    CHECK(code({a, b, day(11, 23), today}) == "deputy.in_past");
    CHECK(code({a, b, day(11, 26), day(11, 25)}) == "deputy.bad_period");
    CHECK(code({a, a, today, today}) == "deputy.self");
    for (const auto apart : {Role::None, Role::Auditor, Role::Administrator}) {
        CHECK(code({a, b, today, today}, apart) == "deputy.no_cases");
        CHECK(code({a, b, today, today}, Role::Head, apart) == "deputy.no_cases");
    }
}

TEST_CASE("a nurse names who stands in for her, sees it, and takes it back") {
    House house;
    CHECK(house.name("/account/deputy", "2", "2026/12/1", "2026/12/5").status == 303);
    const auto list = house.list();
    REQUIRE(list.size() == 1);
    CHECK(list[0].absent == house.saeki.user);
    CHECK(list[0].deputy == house.omura.user);
    CHECK(list[0].from_on == day(12, 1));
    CHECK(list[0].until_on == day(12, 5));
    CHECK(house.database->read().number(kTraces, "deputy.named", 1) == 1);
    CHECK(shows(house.get("/account/deputy"), "12/1(火) から 12/5(土)"));
    CHECK(house.post("/account/deputy/" + list[0].id.text() + "/end").status == 303);
    CHECK(house.list().empty());
    CHECK(house.database->read().number(kTraces, "deputy.ended", 1) == 1);
    CHECK(house.post("/account/deputy/" + list[0].id.text() + "/end").status == 404);
}

TEST_CASE("what is wrong stands beside its field, and what was typed stays") {
    House house;
    const auto refused = house.name("/account/deputy", "2", "2026/12/5", "2026/12/1");
    CHECK(refused.status == 422);
    CHECK(shows(refused, "おわりの日がはじめの日より前です"));
    CHECK(shows(refused, "value=\"2026/12/5\""));
    CHECK(shows(house.name("/account/deputy", "", "", ""), "はじめの日を入力してください"));
    CHECK(house.list().empty());
}

TEST_CASE("nobody stands in twice, or makes himself the head's deputy; others may name him") {
    House house;
    const auto page = "/settings/people/deputies";
    CHECK(shows(house.name(page, "1", "2026/12/1", "2026/12/5", "3"), "自分を代行にはできません"));
    CHECK(house.list().empty());
    house.acting = house.fujii;
    CHECK(house.name(page, "1", "2026/12/1", "2026/12/5", "3").status == 303);
    CHECK(shows(house.name(page, "2", "2026/12/5", "2026/12/8", "3"), "もうほかの人が代行します"));
    CHECK(house.name(page, "2", "2026/12/6", "2026/12/8", "3").status == 303);
    CHECK(house.list().size() == 2);
}

TEST_CASE("one's own page shows one's own alone, and ends nobody else's") {
    House house;
    house.acting = house.fujii;
    CHECK(house.name("/account/deputy", "2", "2026/12/1", "2026/12/5").status == 303);
    const auto id = house.list()[0].id.text();
    house.acting = house.saeki;
    CHECK_FALSE(shows(house.get("/account/deputy"), "12/1(火) から"));
    CHECK(shows(house.get("/settings/people/deputies"), "12/1(火) から"));
    CHECK(house.post("/account/deputy/" + id + "/end").status == 404);
    CHECK(house.list().size() == 1);
    CHECK(house.post("/settings/people/deputies/" + id + "/end").status == 303);
}

TEST_CASE("an account out of use, or of another house, is no deputy") {
    House house;
    house.database.script(
        "UPDATE user_account SET active = 0 WHERE id = 2;"
        "INSERT INTO user_account (id, facility_id, login, name, password_hash, role)"
        " VALUES (9, 2, 'hamada', '浜田 修', '', 'doctor')");
    for (const auto* nobody : {"2", "9", "77"})
        CHECK(house.name("/account/deputy", nobody, "2026/12/1", "2026/12/5").status == 422);
    CHECK(house.list().empty());
}
