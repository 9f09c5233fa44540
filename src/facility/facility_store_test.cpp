#include "facility/facility_store.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "platform/event/event.hpp"
#include "support/test_office.hpp"

using namespace kakehashi;
using testing::kTenTwelve;
using testing::TestOffice;

namespace {

const Date kToday = date_in_japan(kTenTwelve);

Facility clinic(const std::string& name, const std::string& code = {}) {
    Facility facility;
    facility.name = name;
    facility.code = code;
    return facility;
}

struct Town : TestOffice {
    FacilityId add(const Facility& facility) {
        auto tx = database->write();
        const auto id = insert_facility(tx, saeki, kTenTwelve, facility).value().id;
        tx.commit();
        return id;
    }
    std::string found(std::string_view text, FacilityFilter filter = {}) {
        filter.today = kToday;
        auto tx = database->read();
        std::string out;
        for (const auto& facility : search_facilities(tx, saeki, text, filter).rows)
            out += (out.empty() ? "" : "/") + facility.name;
        return out;
    }
    Facility named(const NamedFacility& letter) {
        auto tx = database->write();
        auto facility = find_or_create_facility(tx, saeki, kTenTwelve, letter).value();
        tx.commit();
        return facility;
    }
};

}  // namespace

TEST_CASE(
    "a partner is found by name, reading, code, telephone and doctor, however they are written") {
    Town town;
    auto partner = clinic("医療法人 渡邊医院", "1312345680");
    partner.kana = "イリョウホウジン ワタナベイイン";
    partner.phone = "042-111-2222";
    const auto id = town.add(partner);
    {
        auto tx = town.database->write();
        Doctor doctor;
        doctor.facility = id;
        doctor.name = "渡邊 茂";
        doctor.kana = "ワタナベ シゲル";
        REQUIRE(save_doctor(tx, town.saeki, kTenTwelve, doctor));
        tx.commit();
    }
    for (const auto* text :
         {"渡邊医院", "渡辺医院", "渡辺 医院", "ワタナベ", "わたなべ", "ﾜﾀﾅﾍﾞ", "1312345680",
          "13123456", "042-111-2222", "1112222", "渡邊茂", "シゲル"}) {
        CAPTURE(text);
        CHECK(town.found(text).find("渡邊医院") != std::string::npos);
    }
    CHECK(town.found("%").empty());
    CHECK(town.found("_").empty());
    CHECK(town.found("ありえない名前").empty());
    CHECK(town.found("みなと市立").empty());  // our own hospital is no partner
}

TEST_CASE("the list pages through all partners once, in the order of their readings") {
    Town town;
    for (int n = 0; n < 25; ++n) town.add(clinic("同じ名前の医院"));
    auto tx = town.database->read();
    std::vector<FacilityId> seen;
    FacilityId after;
    do {
        const auto page = search_facilities(tx, town.saeki, "", {.today = kToday}, after, 10);
        for (const auto& facility : page.rows) seen.push_back(facility.id);
        after = page.after;
    } while (after);
    CHECK(seen.size() == 27);
    std::ranges::sort(seen);
    CHECK(std::ranges::adjacent_find(seen) == seen.end());
}

TEST_CASE("the filters are kinds, 要確認, 登録医 and closed ones") {
    Town town;
    auto pharmacy = clinic("みどり薬局");
    pharmacy.kind = FacilityKind::Pharmacy;
    pharmacy.confirmed_on = kToday;
    town.add(pharmacy);
    auto closed = clinic("閉じた医院");
    closed.closed_on = kToday - days{30};
    town.add(closed);
    CHECK(town.found("", {.kind = FacilityKind::Pharmacy}) == "みどり薬局");
    CHECK(town.found("", {.only_stale = true}) == "青葉町クリニック");
    CHECK(town.found("", {.only_registered = true}) == "みなと内科クリニック");
    CHECK(town.found("閉じた").empty());
    CHECK(town.found("閉じた", {.with_closed = true}) == "閉じた医院");
    auto tx = town.database->read();
    const auto counts = count_facilities(tx, town.saeki, kToday);
    CHECK(counts.all == 3);
    CHECK(counts.clinics == 2);
    CHECK(counts.others == 1);
    CHECK(counts.registered == 1);
    CHECK(counts.stale == 1);
}

TEST_CASE("an entry is to be checked again on the 181st day") {
    Facility facility;
    CHECK(is_stale(facility, kToday));
    facility.confirmed_on = kToday - days{180};
    CHECK(!is_stale(facility, kToday));
    facility.confirmed_on = kToday - days{181};
    CHECK(is_stale(facility, kToday));
    facility.closed_on = kToday;
    CHECK(!is_stale(facility, kToday));
}

TEST_CASE("of two colleagues who save one partner the second learns of it") {
    Town town;
    auto tx = town.database->write();
    auto facility = find_facility(tx, town.saeki, TestOffice::kMinatoClinic).value();
    facility.fax = "042-000-9999";
    REQUIRE(update_facility(tx, town.saeki, kTenTwelve, facility));
    const auto again = update_facility(tx, town.omura, kTenTwelve, facility);
    REQUIRE(!again);
    CHECK(again.error().code == "facility.changed_meanwhile");
    const auto events = events_of_case(tx, town.saeki, case_of(TestOffice::kMinatoClinic));
    REQUIRE(events.size() == 1);
    CHECK(events[0].data.at("changes", 0, "field").string() == "FAX");
    CHECK(events[0].data.at("changes", 0, "from").string() == "042-000-0135");
}

TEST_CASE("a facility code stands for one place") {
    Town town;
    auto tx = town.database->write();
    const auto taken =
        insert_facility(tx, town.saeki, kTenTwelve, clinic("別の医院", "1312345678"));
    REQUIRE(!taken);
    CHECK(taken.error().code == "facility.code_taken");
    CHECK(taken.error().field == "code");
    CHECK(insert_facility(tx, town.saeki, kTenTwelve, clinic("コードのない所")));
    CHECK(insert_facility(tx, town.saeki, kTenTwelve, clinic("コードのない所 2")));
}

TEST_CASE("the sender of a letter is found by code first, then by the same name") {
    Town town;
    CHECK(town.named({.code = "1312345678", .name = "名前がちがう"}).id ==
          TestOffice::kMinatoClinic);
    const auto created =
        town.named({.code = "1319999999", .name = "渡邊医院", .phone = "042-111-2222"});
    CHECK(created.id.value > 3);
    CHECK(!created.confirmed_on);
    CHECK(is_stale(created, kToday));
    CHECK(town.named({.name = "渡辺 医院"}).id == created.id);  // other glyphs, a space
    CHECK(town.named({.code = "1318888888", .name = "渡邊医院"}).id !=
          created.id);  // another place
}

TEST_CASE("several partners of one name are told apart by their numbers, or a new one is made") {
    Town town;
    auto north = clinic("田中医院");
    north.phone = "042-111-0001";
    auto south = clinic("田中医院");
    south.fax = "042-222-0002";
    const auto north_id = town.add(north);
    const auto south_id = town.add(south);
    CHECK(town.named({.name = "田中医院", .phone = "0421110001"}).id == north_id);
    CHECK(town.named({.name = "田中医院", .fax = "042-222-0002"}).id == south_id);
    const auto unknown = town.named({.name = "田中医院"}).id;
    CHECK(unknown != north_id);
    CHECK(unknown != south_id);
}

TEST_CASE("a letter in our own name does not make us our own partner") {
    Town town;
    const auto facility = town.named({.code = "1311234567", .name = "みなと市立総合病院"});
    CHECK(facility.id != TestOffice::kOurHospital);
    CHECK(facility.code.empty());
    auto tx = town.database->write();
    CHECK(find_or_create_facility(tx, town.saeki, kTenTwelve, {.name = " "}).error().field ==
          "name");
}

TEST_CASE("the second letter of a partner that writes our code as its own was once refused") {
    Town town;
    const NamedFacility letter{.code = "1311234567", .name = "うみかぜ医院"};
    const auto first = town.named(letter);
    const auto second = town.named(letter);
    CHECK(second.id == first.id);
    CHECK(second.code.empty());
}

TEST_CASE("departments and doctors are saved, renamed and retired") {
    Town town;
    auto tx = town.database->write();
    Department department;
    department.facility = TestOffice::kMinatoClinic;
    department.name = "内科";
    const auto id = save_department(tx, town.saeki, kTenTwelve, department).value();
    CHECK(save_department(tx, town.saeki, kTenTwelve, department).error().code ==
          "department.name_taken");
    auto saved = find_department(tx, id).value();
    saved.active = false;
    REQUIRE(save_department(tx, town.saeki, kTenTwelve, saved));
    CHECK(departments_of(tx, TestOffice::kMinatoClinic).empty());
    CHECK(departments_of(tx, TestOffice::kMinatoClinic, true).size() == 1);
    auto doctors = doctors_of(tx, TestOffice::kOurHospital, TestOffice::kCardiology);
    REQUIRE(doctors.size() == 2);
    CHECK(doctors[0].name == "早川 誠");  // the head first
    doctors[0].facility = TestOffice::kMinatoClinic;
    CHECK(save_doctor(tx, town.saeki, kTenTwelve, doctors[0]).error().kind == ErrorKind::NotFound);
}
