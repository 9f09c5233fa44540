#include <doctest/doctest.h>

#include "patient/patient_record.hpp"
#include "patient/patient_store.hpp"
#include "referral/referral.hpp"
#include "search/search_pages.hpp"
#include "support/test_office.hpp"

using namespace kakehashi;
using testing::kTenTwelve;
using testing::TestOffice;

namespace {

struct Town : TestOffice {
    Town() : TestOffice({search_feature()}) {}
    PatientId add(const std::string& name) {
        auto tx = database->write();
        Patient patient;
        patient.name = name;
        const auto id = insert_patient(tx, saeki, kTenTwelve, patient).value().id;
        tx.commit();
        return id;
    }
};

}  // namespace

TEST_CASE("one box finds patients and partners, and the words stay out of the address") {
    Town town;
    const auto id = town.add("みなと 花子");
    const auto where = town.search("", "みなと");
    CHECK(where.find("みなと") == std::string::npos);
    CHECK(where.find('%') == std::string::npos);
    const auto body = town.get(where).body;
    CHECK(body.find("みなと 花子 さん") != std::string::npos);
    CHECK(body.find("href=\"/patients/" + id.text() + "\"") != std::string::npos);
    CHECK(body.find("みなと内科クリニック") != std::string::npos);
    CHECK(town.get("/search?q=みなと").body.find("みなと 花子") == std::string::npos);
    town.acting = town.omura;  // a token is no key to what others looked for
    CHECK(town.get(where).body.find("みなと 花子") == std::string::npos);
}

TEST_CASE("the patient's page calls every state of a referral what 紹介受付 calls it") {
    Town town;
    const auto id = town.add("齋藤 健一");
    for (int state = 0; state <= static_cast<int>(ReferralState::NotReferral); ++state)
        town.database.script(
            "INSERT INTO referral (facility_id, number, state, door, patient_id, received_at,"
            " updated_at) VALUES (1, 'R-" +
            std::to_string(state) + "', '" +
            std::string{to_text(static_cast<ReferralState>(state))} + "', 'fax', " + id.text() +
            ", 1, 1)");
    auto tx = town.database->read();
    const auto lines = referral_lines_of(tx, town.saeki, id);
    REQUIRE(lines.size() == 12);
    for (const auto& line : lines) {
        const auto state = static_cast<ReferralState>(std::stoi(line.number.substr(2)));
        CHECK(line.state == japanese(state));
    }
}
