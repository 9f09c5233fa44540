#include "referral/referral_reindex.hpp"

#include <doctest/doctest.h>

#include "facility/facility_store.hpp"
#include "platform/search/search.hpp"
#include "referral/test_desk.hpp"

using namespace kakehashi;
using testing::ReferralDesk;

namespace {

bool is_found(ReferralDesk& desk, std::string_view words) {
    auto tx = desk.office.db.read();
    return !search_cases(tx, desk.saeki, words, 10, "referral").empty();
}

}  // namespace

TEST_CASE("a patient who married is found in the referrals by the new name within a minute") {
    ReferralDesk desk;
    const auto id = desk.a_registered_letter();
    REQUIRE(reindex_renamed_referrals(desk.office) == 0);
    {
        auto tx = desk.office.db.write();
        auto patient = find_patient(tx, desk.saeki, desk.referral(id).patient).value();
        patient.name = "小山内 健一";
        REQUIRE(update_patient(tx, desk.saeki, desk.clock.now(), patient));
        tx.commit();
    }
    CHECK_FALSE(is_found(desk, "小山内"));
    CHECK(reindex_renamed_referrals(desk.office) == 1);
    CHECK(is_found(desk, "小山内"));
    CHECK_FALSE(is_found(desk, "佐々木"));
    CHECK(reindex_renamed_referrals(desk.office) == 0);  // not again every minute
}

TEST_CASE("a partner and a doctor with new names are found by them in their referrals") {
    ReferralDesk desk;
    const auto id = desk.a_registered_letter();
    desk.database.script("UPDATE referral SET doctor_id = 1 WHERE id = " + id.text());
    {
        auto tx = desk.office.db.write();
        auto clinic = find_facility(tx, desk.saeki, ReferralDesk::kMinatoClinic).value();
        clinic.name = "潮見台クリニック";
        REQUIRE(update_facility(tx, desk.saeki, desk.clock.now(), clinic));
        auto doctor = find_doctor(tx, DoctorId{1}).value();
        doctor.name = "東雲 亮";
        REQUIRE(save_doctor(tx, desk.saeki, desk.clock.now(), doctor));
        tx.commit();
    }
    CHECK(reindex_renamed_referrals(desk.office) == 1);
    CHECK(is_found(desk, "潮見台"));
    CHECK(is_found(desk, "東雲"));
}

TEST_CASE("the referrals of one patient are renewed when asked for") {
    ReferralDesk desk;
    const auto id = desk.a_registered_letter();
    desk.database.script("UPDATE patient SET name = '小山内 健一'");
    auto tx = desk.office.db.write();
    CHECK(reindex_referrals_of_patient(tx, desk.saeki, desk.referral(id).patient) == 1);
    tx.commit();
    CHECK(is_found(desk, "小山内"));
}
