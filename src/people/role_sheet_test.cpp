#include "people/role_sheet.hpp"

#include <doctest/doctest.h>

#include "people/people_pages.hpp"
#include "platform/auth/session.hpp"
#include "platform/duty/duty.hpp"
#include "support/test_office.hpp"

using namespace kakehashi;
using testing::TestOffice;

namespace {

void give(TestOffice& office, UserId user, Role role) {
    auto tx = office.database->write();
    REQUIRE(set_role(tx, TestOffice::kOurHospital, user, role).has_value());
    tx.commit();
}

std::string sheet(TestOffice& office) {
    const auto response = office.get("/settings/people/roles");
    REQUIRE(response.status == 200);
    return response.body.substr(response.body.find("<main"));
}

bool says(const std::string& page, std::string_view words) {
    return page.find(words) != page.npos;
}

}  // namespace

TEST_CASE("the sheet names who does what, and what nobody is left to do") {
    TestOffice office({people_feature()});
    give(office, office.omura.user, Role::Nurse);
    give(office, office.fujii.user, Role::Head);
    const auto full = sheet(office);
    CHECK(says(full, "大村"));
    CHECK(says(full, "開示の判断"));
    CHECK_FALSE(says(full, "「開示の判断」"));
    CHECK_FALSE(says(full, "できる人がいない仕事"));

    give(office, office.fujii.user, Role::Nurse);
    const auto headless = sheet(office);
    CHECK(says(headless, "「開示の判断」"));
    CHECK(says(headless, "できる人がいない仕事があります"));
    CHECK(says(headless, "いまいない役割"));
}

TEST_CASE("the sheet says who stands in, and from when") {
    TestOffice office({people_feature()});
    give(office, office.omura.user, Role::Nurse);
    give(office, office.fujii.user, Role::Head);
    REQUIRE(office
                .post("/settings/people/deputies", {{"absent", office.fujii.user.text()},
                                                    {"deputy", office.omura.user.text()},
                                                    {"from_on", "2026-11-25"},
                                                    {"until_on", "2026-11-27"}})
                .status == 303);
    CHECK(says(sheet(office), "11/25(水) から 11/27(金) は "));
    CHECK(says(sheet(office), "が代行"));
}

TEST_CASE("work that somebody left behind stands on the sheet until they are back") {
    TestOffice office({people_feature()});
    give(office, office.omura.user, Role::Nurse);
    {
        auto tx = office.database->write();
        open_duty(tx, office.saeki, office.clock.now(),
                  {.about = {"office", 1},
                   .kind = "test.thing",
                   .due_at = office.clock.now(),
                   .assignee = office.omura.user});
        tx.commit();
    }
    CHECK_FALSE(says(sheet(office), "いなくなった業務"));
    REQUIRE(office.post("/settings/people/2/stop").status == 303);
    CHECK(says(sheet(office), "いなくなった業務が 1件"));
    REQUIRE(office.post("/settings/people/2/use").status == 303);
    CHECK_FALSE(says(sheet(office), "いなくなった業務"));
}
