// Stays, affiliations, and whom a 病棟看護師 sees.
#include <doctest/doctest.h>

#include <functional>
#include <random>

#include "platform/event/event.hpp"
#include "ward/ward_test_house.hpp"

using namespace kakehashi;
using namespace kakehashi::ward;
using testing::kTenTwelve;
using testing::TestOffice;
using testing::WardHouse;

namespace {

const Date kToday = date_in_japan(kTenTwelve);
constexpr auto kTome = WardHouse::kTome;
constexpr auto kEast = WardHouse::kEast;
constexpr auto kWest = WardHouse::kWest;

template <typename T>
std::string code_of(const Result<T>& result) {
    return result ? "" : result.error().code;
}

constexpr db::Query kRole{"ward_test.role", R"sql(
    UPDATE user_account SET role = $2 WHERE id = $1
)sql"};

void give_role(WardHouse& house, UserId user, Role role) {
    auto tx = house.database->write();
    tx.execute(kRole, user, to_text(role));
    tx.commit();
}

/// How a patient and the wards of 大村 can stand to each other.
struct Relation {
    const char* words;
    std::function<void(WardHouse&)> arrange;
    bool in_sight;
};
const std::vector<Relation>& relations() {
    static const std::vector<Relation> kAll{
        {"lies in the own ward", [](auto& h) { REQUIRE(h.admit(kTome, kEast)); }, true},
        {"lies in another ward", [](auto& h) { REQUIRE(h.admit(kTome, kWest)); }, false},
        {"lies nowhere", [](auto&) {}, false},
        {"moved away today",
         [](auto& h) {
             REQUIRE(h.admit(kTome, kEast));
             REQUIRE(h.move(kTome, kWest));
         },
         false},
        {"moved here today",
         [](auto& h) {
             REQUIRE(h.admit(kTome, kWest));
             REQUIRE(h.move(kTome, kEast));
         },
         true},
        {"went home from the own ward today",
         [](auto& h) {
             REQUIRE(h.admit(kTome, kEast));
             REQUIRE(h.discharge(kTome, kToday));
         },
         true},
        {"went home from the own ward seven days ago",
         [](auto& h) {
             REQUIRE(h.admit(kTome, kEast));
             REQUIRE(h.discharge(kTome, kToday));
             h.a_day_begins(7);
         },
         true},
        {"went home from the own ward eight days ago",
         [](auto& h) {
             REQUIRE(h.admit(kTome, kEast));
             REQUIRE(h.discharge(kTome, kToday));
             h.a_day_begins(8);
         },
         false},
        {"went home and came back to another ward",
         [](auto& h) {
             REQUIRE(h.admit(kTome, kEast));
             REQUIRE(h.discharge(kTome, kToday));
             REQUIRE(h.admit(kTome, kWest, kToday));
         },
         false},
        {"was entered by mistake",
         [](auto& h) {
             REQUIRE(h.admit(kTome, kEast));
             REQUIRE(h.take_back(kTome));
         },
         false},
        {"was moved here by mistake",
         [](auto& h) {
             REQUIRE(h.admit(kTome, kWest));
             REQUIRE(h.move(kTome, kEast));
             REQUIRE(h.take_back(kTome));
         },
         false},
        {"lies in a ward to which she belonged until yesterday",
         [](auto& h) {
             h.belong(h.omura.user, kWest, WardHouse::kFirst, kToday);
             REQUIRE(h.admit(kTome, kWest));
             h.a_day_begins();
         },
         false},
        {"lies in a ward to which she belongs from tomorrow on",
         [](auto& h) {
             h.belong(h.omura.user, kWest, kToday + days{1});
             REQUIRE(h.admit(kTome, kWest));
         },
         false},
        {"lies in a ward to which she belongs since this morning",
         [](auto& h) {
             h.belong(h.omura.user, kWest, kToday + days{1});
             REQUIRE(h.admit(kTome, kWest));
             h.a_day_begins();
         },
         true},
        {"lies in the own ward and is sealed",
         [](auto& h) {
             REQUIRE(h.admit(kTome, kEast));
             h.database.script(
                 "INSERT INTO sealed_patient (patient_id, facility_id, kind, reason, sealed_at,"
                 " sealed_by) VALUES (5, 1, 'abuse', '試験', 1, 1)");
         },
         false},
        {"is sealed with her among the readers, and lies elsewhere",
         [](auto& h) {
             REQUIRE(h.admit(kTome, kWest));
             h.database.script(
                 "INSERT INTO sealed_patient (patient_id, facility_id, kind, reason, sealed_at,"
                 " sealed_by) VALUES (5, 1, 'abuse', '試験', 1, 1);"
                 "INSERT INTO sealed_patient_reader (patient_id, user_id) VALUES (5, 2)");
         },
         false},
    };
    return kAll;
}

}  // namespace

TEST_CASE("who sees whom: each role, however the patient and the ward stand to each other") {
    for (const auto& relation : relations())
        for (const auto role : roles_of(Party::House)) {
            WardHouse house;
            relation.arrange(house);
            give_role(house, house.omura.user, role);
            const bool sealed = house.database->read().number(db::Query{
                                    "ward_test.sealed", "SELECT count(*) FROM sealed_patient"}) > 0;
            const bool reader =
                house.database->read().number(db::Query{
                    "ward_test.reader", "SELECT count(*) FROM sealed_patient_reader"}) > 0;
            const bool others_see = !sealed || reader || role == Role::Head;
            const bool expected = role == Role::WardNurse ? relation.in_sight : others_see;
            CHECK_MESSAGE(house.sees(house.omura, kTome) == expected, japanese(role), ": ",
                          relation.words);
        }
}

TEST_CASE("a ward nurse without a ward sees nobody") {
    WardHouse house;
    REQUIRE(house.admit(kTome, kEast));
    house.database.script("DELETE FROM affiliation WHERE user_id = 2");
    for (const auto patient : {kTome, WardHouse::kHaru, WardHouse::kTadashi})
        CHECK_FALSE(house.sees(house.omura, patient));
}

TEST_CASE("an affiliation that ends takes the ward's patients away at once") {
    WardHouse house;
    REQUIRE(house.admit(kTome, kWest));
    const auto id = house.belong(house.omura.user, kWest);
    CHECK(house.sees(house.omura, kTome));
    const auto end = [&] {
        return house.done([&](db::Transaction& tx) {
            return end_affiliation(tx, house.saeki, house.clock.now(), house.omura.user, id);
        });
    };
    CHECK(end());
    CHECK_FALSE(house.sees(house.omura, kTome));
    CHECK(code_of(end()) == "affiliation.not_found");
}

TEST_CASE("nobody belongs to one ward twice at a time, or to what is not the house's") {
    WardHouse house;
    house.database.script(
        "INSERT INTO ward (id, facility_id, name, since)"
        " VALUES (9, 2, 'よその病棟', '2026-01-01')");
    const auto add = [&](Affiliation one) {
        return house.done([&](db::Transaction& tx) {
            return add_affiliation(tx, house.saeki, house.clock.now(), one);
        });
    };
    Affiliation one;
    one.user = house.omura.user;
    one.days.since = kToday;
    CHECK(code_of(add(one)) == "choice.required");
    one.ward = kEast;
    CHECK(code_of(add(one)) == "affiliation.there_already");
    one.ward = WardId{9};
    CHECK(code_of(add(one)) == "choice.gone");
    one.ward = {};
    one.department = TestOffice::kCardiology;
    CHECK(add(one));
    one.user = UserId{99};
    CHECK(code_of(add(one)) == "choice.gone");
}

TEST_CASE("a patient lies in one ward at a time: the program refuses, and so does the storage") {
    WardHouse house;
    REQUIRE(house.admit(kTome, kEast));
    CHECK(code_of(house.admit(kTome, kWest)) == "stay.open_already");
    CHECK_THROWS(house.database->run_script(
        "INSERT INTO stay (facility_id, patient_id, ward_id, since, entered_at, entered_by)"
        " VALUES (1, 5, 2, '2026-11-20', 1, 1)"));
    CHECK_THROWS(house.database->run_script(
        "INSERT INTO stay (facility_id, patient_id, ward_id, since, until, ended_how, in_sight,"
        " entered_at, entered_by) VALUES (1, 5, 2, '2026-11-20', '2026-11-21', 'discharged', 1, 1,"
        " 1)"));
    CHECK(code_of(house.move(kTome, kEast)) == "stay.same_ward");
    CHECK(code_of(house.discharge(kTome, kToday + days{1})) == "date.in_future");
    CHECK(code_of(house.discharge(kTome, kToday - days{9})) == "stay.before_since");
    REQUIRE(house.discharge(kTome, kToday));
    CHECK(code_of(house.discharge(kTome, kToday)) == "stay.none");
    CHECK(code_of(house.admit(kTome, kWest, kToday - days{1})) == "stay.overlaps");
    CHECK(code_of(house.admit(PatientId{99}, kWest)) == "patient.not_found");
    CHECK(code_of(house.admit(WardHouse::kHaru, WardId{99})) == "choice.gone");
}

TEST_CASE("of two who move one patient the second is told") {
    WardHouse house;
    REQUIRE(house.admit(kTome, kEast));
    REQUIRE(house.move(kTome, kWest));
    auto tx = house.database->write();
    CHECK(code_of(discharge(tx, house.saeki, house.clock.now(), kTome, 9, kToday)) ==
          "stay.changed_meanwhile");
}

TEST_CASE("each step of a stay is in the patient's timeline") {
    WardHouse house;
    REQUIRE(house.admit(kTome, kEast));
    REQUIRE(house.move(kTome, kWest));
    REQUIRE(house.take_back(kTome));
    REQUIRE(house.discharge(kTome, kToday));
    auto tx = house.database->read();
    std::vector<std::string> kinds;
    for (const auto& event : events_of_case(tx, house.saeki, case_of(kTome)))
        kinds.push_back(event.kind);
    CHECK(kinds == std::vector<std::string>{"stay.discharged", "stay.mistaken", "stay.moved",
                                            "stay.admitted"});
    const auto stays = stays_of(tx, house.saeki, kTome);
    REQUIRE(stays.size() == 1);  // the mistake is left out
    CHECK(stays[0].ward == "東3病棟");
}

TEST_CASE("a ward with patients stays in use, and a ward out of use takes nobody") {
    WardHouse house;
    REQUIRE(house.admit(kTome, kEast));
    const auto close = [&](WardId id, Date until) {
        return house.done([&](db::Transaction& tx) -> Result<WardId> {
            TRY(auto ward, find_ward(tx, TestOffice::kOurHospital, id));
            ward.in_use.until = until;
            return save_ward(tx, house.saeki, house.clock.now(), ward);
        });
    };
    CHECK(code_of(close(kEast, kToday - days{1})) == "ward.occupied");
    CHECK(close(kWest, kToday));
    CHECK(house.move(kTome, kWest));  // its last day
    CHECK(house.move(kTome, kEast));
    house.a_day_begins();
    CHECK(code_of(house.move(kTome, kWest)) == "choice.gone");
    CHECK(code_of(close(kEast, Date{} - days{9})) == "period.ends_before_it_begins");
}

TEST_CASE("a department of the house is chosen from its first day to its last") {
    WardHouse house;
    HouseDepartment department;
    department.name = "救急科";
    department.since = kToday + days{1};
    department.until = kToday + days{2};
    house
        .done([&](db::Transaction& tx) {
            return save_house_department(tx, house.saeki, house.clock.now(), department);
        })
        .value();
    const auto active = [&] {
        auto tx = house.database->read();
        for (const auto& one : house_departments(tx, TestOffice::kOurHospital))
            if (one.name == "救急科") return one.active;
        return false;
    };
    CHECK_FALSE(active());
    house.a_day_begins();
    CHECK(active());
    house.a_day_begins();
    CHECK(active());
    house.a_day_begins();
    CHECK_FALSE(active());
}

TEST_CASE("whatever is entered in whatever order, sight is what the stays and days say") {
    // A model of its own: the last stay that was no mistake, its ward, its end.
    struct Lain {
        WardId ward;
        Date since;
        std::optional<Date> until;
        bool moved = false;
    };
    std::mt19937 chance{20261124};
    const auto any = [&](int n) { return static_cast<int>(chance() % static_cast<unsigned>(n)); };
    WardHouse house;
    std::map<PatientId, std::vector<Lain>> lain;
    const std::vector patients{kTome, WardHouse::kHaru, WardHouse::kTadashi};
    int steps = 0;
    for (int n = 0; n < 400; ++n) {
        const auto patient = patients[static_cast<std::size_t>(any(3))];
        auto& stays = lain[patient];
        const WardId ward{1 + any(2)};
        const auto today = house.clock.today();
        switch (any(6)) {
            case 0:
            case 1:
                if (house.admit(patient, ward, today)) stays.push_back({ward, today, {}}), ++steps;
                break;
            case 2:
                if (house.move(patient, ward)) {
                    stays.back().until = today;
                    stays.back().moved = true;
                    stays.push_back({ward, today, {}});
                    ++steps;
                }
                break;
            case 3:
                if (house.discharge(patient, today)) stays.back().until = today, ++steps;
                break;
            case 4:
                if (any(3) == 0 && house.take_back(patient)) {
                    const auto since = stays.back().since;
                    stays.pop_back();
                    if (!stays.empty() && stays.back().moved && stays.back().until == since) {
                        stays.back().until.reset();
                        stays.back().moved = false;
                    }
                    ++steps;
                }
                break;
            default:
                house.a_day_begins(1 + any(4));
        }
        for (const auto one : patients) {
            const auto& his = lain[one];
            const Lain* last = his.empty() ? nullptr : &his.back();
            const bool in_sight =
                last && (!last->until || (!last->moved && house.clock.today() - *last->until <=
                                                              kSightAfterDischarge));
            CHECK(house.sees(house.omura, one) == (in_sight && last->ward == kEast));
            CHECK(house.sees(house.fujii, one) == (in_sight && last->ward == kWest));
            CHECK(house.sees(house.saeki, one));
        }
    }
    CHECK(steps > 100);
}
