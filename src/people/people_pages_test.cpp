#include "people/people_pages.hpp"

#include <doctest/doctest.h>

#include "platform/auth/session.hpp"
#include "support/test_office.hpp"

using namespace kakehashi;
using testing::TestOffice;

namespace {

constexpr db::Query kTraces{"people_test.traces", R"sql(
    SELECT count(*) FROM audit_pending WHERE what = $1 AND case_kind = 'user' AND case_id = $2
)sql"};

Role role_of(TestOffice& office, UserId user) {
    auto tx = office.database->read();
    for (const auto& one : users_of(tx, TestOffice::kOurHospital))
        if (one.id == user) return one.role;
    return Role::None;
}

bool active(TestOffice& office, UserId user) {
    auto tx = office.database->read();
    for (const auto& one : users_of(tx, TestOffice::kOurHospital))
        if (one.id == user) return one.active;
    return false;
}

}  // namespace

TEST_CASE("a colleague gets a role, and the next page follows it") {
    TestOffice office({people_feature()});
    CHECK(office.get("/settings/people").body.find("役割なし") != std::string::npos);
    CHECK(office.post("/settings/people/2/role", {{"role", "clerk"}}).status == 303);
    CHECK(role_of(office, office.omura.user) == Role::Clerk);
    CHECK(office.database->read().number(kTraces, "user.role", 2) == 1);
    CHECK(office.post("/settings/people/2/role", {{"role", "king"}}).status == 422);
    CHECK(role_of(office, office.omura.user) == Role::Clerk);
}

TEST_CASE("who leaves is put out of use the same day, and taken back the same way") {
    TestOffice office({people_feature()});
    CHECK(office.post("/settings/people/3/stop").status == 303);
    CHECK_FALSE(active(office, office.fujii.user));
    CHECK(office.get("/settings/people").body.find("停止中") != std::string::npos);
    CHECK(office.post("/settings/people/3/use").status == 303);
    CHECK(active(office, office.fujii.user));
    CHECK(office.database->read().number(kTraces, "user.disabled", 3) == 1);
    CHECK(office.database->read().number(kTraces, "user.enabled", 3) == 1);
}

TEST_CASE("nobody changes the own role or stops the own account") {
    TestOffice office({people_feature()});
    const auto before = role_of(office, office.saeki.user);
    CHECK(office.post("/settings/people/1/role", {{"role", "administrator"}}).status >= 400);
    CHECK(office.post("/settings/people/1/stop").status >= 400);
    CHECK(role_of(office, office.saeki.user) == before);
    CHECK(active(office, office.saeki.user));
}

TEST_CASE("a colleague of another house is not there") {
    TestOffice office({people_feature()});
    office.database.script(
        "INSERT INTO user_account (id, facility_id, login, name, password_hash, role)"
        " VALUES (9, 2, 'hamada', '浜田 修', '', 'doctor')");
    CHECK(office.get("/settings/people").body.find("浜田") == std::string::npos);
    CHECK(office.post("/settings/people/9/role", {{"role", "head"}}).status == 404);
    CHECK(office.post("/settings/people/9/stop").status == 404);
}
