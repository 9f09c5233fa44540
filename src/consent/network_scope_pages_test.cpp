// /settings/networks, and the network of a consent.
#include <doctest/doctest.h>

#include "consent/consent_pages.hpp"
#include "consent/network_scope.hpp"
#include "support/test_office.hpp"

using namespace kakehashi;
using testing::kTenTwelve;
using testing::TestOffice;

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

bool has(const http::Response& page, std::string_view words) {
    return page.body.find(words) != std::string::npos;
}

/// One patient, and a network of two clinics.
struct House : TestOffice {
    House() : TestOffice({consent_feature()}) {
        database.script(
            "INSERT INTO patient (id, facility_id, number, name, name_key)"
            " VALUES (1, 1, '', '中川 由美', 'x')");
        scope.name = "みなとネット";
        scope.members = {{kMinatoClinic, FacilityKind::Clinic, {}},
                         {kAobaClinic, FacilityKind::Clinic, {}}};
        scope.items = ItemSet::all();
        scope.purpose = "参加する機関での診療";
        scope.manager = "みなと市立総合病院 院長";
        scope.posted_on = clock.today();
        auto tx = database->write();
        scope = write_scope(tx, saeki, kTenTwelve, 0, scope).value();
        tx.commit();
    }
    NetworkScope scope;
};

}  // namespace

TEST_CASE("the head posts the next version of a network, and what is wrong is said at its field") {
    House house;
    CHECK(has(house.get("/settings/networks"), "みなと内科クリニック、青葉町クリニック"));
    Fields form{{"seen", "1"},
                {"name", "みなとネット"},
                {"member", "みなと内科クリニック\nどこかの医院"},
                {"item", "tests"},
                {"purpose", "診療"},
                {"manager", "院長"},
                {"posted_on", "12/1"}};
    const auto wrong = house.post("/settings/networks/1", form);
    CHECK(wrong.status == 422);
    CHECK(has(wrong, "どこかの医院"));
    form[2].second = "みなと内科クリニック\n";
    CHECK(house.post("/settings/networks/1", form).status == 303);
    CHECK(house.post("/settings/networks/1", form).status == 409);
    const auto list = house.get("/settings/networks");
    CHECK(has(list, "第2版・2026年12月1日(火) から"));
    form[0].second = "0";
    CHECK(house.post("/settings/networks/new", form).status == 303);
    CHECK(house.get("/settings/networks/9").status == 404);
}

TEST_CASE("a consent chooses its network on the page") {
    House house;
    Fields form{{"kind", "network"},    {"item", "tests"},    {"said_by", "self"},
                {"said_how", "spoken"}, {"said_on", "11/24"}, {"scope", "みなとの網"}};
    const auto wrong = house.post("/patients/1/consent/agreement", form);
    CHECK(wrong.status == 422);
    CHECK(has(wrong, "どのネットワークへの同意かを選んでください"));
    form.back() = {"network", house.scope.network.text()};
    CHECK(house.post("/patients/1/consent/agreement", form).status == 303);
    CHECK(has(house.get("/patients/1/consent"), "みなとネットでの共有"));
}
