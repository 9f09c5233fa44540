#include "disclosure/disclosure_store.hpp"

#include <doctest/doctest.h>

#include "disclosure/disclosure_test_house.hpp"
#include "patient/patient_merge.hpp"
#include "patient/patient_seal.hpp"

using namespace kakehashi;
using namespace kakehashi::disclosure;
using testing::DisclosureHouse;
using testing::kTenTwelve;

TEST_CASE("a request is found again as it was saved, step by step") {
    DisclosureHouse house;
    auto request = house.a_request();
    CHECK(request.number == "D-2026-0001");
    CHECK(house.a_request().number == "D-2026-0002");
    request = house.identified(request);
    request = house.saved(request.decide(
        {Ruling::Partial, Ground::HarmsOthers, "家族から聞いたこと", house.today(), house.head},
        house.today()));
    request = house.saved(
        request.answer({Means::Post, 1200, house.today(), house.omura.name}, house.today()));
    const auto found = house.find(request.id).value();
    CHECK(found.patient_name == "吉岡 トメ");
    CHECK(found.request.requester == Requester::Bereaved);
    CHECK(found.request.relation == "長女");
    CHECK(found.request.identity->document == IdDocument::Licence);
    CHECK(found.request.identity->authority == Authority::FamilyRegister);
    CHECK(found.request.decision->ground == Ground::HarmsOthers);
    CHECK(found.request.decision->by.name == "佐伯 真理");
    CHECK(found.request.hand_over->fee_yen == 1200);
    CHECK(found.request.state() == State::Answered);
    CHECK(found.request.version == 4);
}

TEST_CASE("a request owes one thing at a time, and nothing when it is over") {
    DisclosureHouse house;
    auto request = house.a_request();
    CHECK(house.duties() == std::vector<std::string>{"disclosure.identify"});
    request = house.identified(request);
    CHECK(house.duties() == std::vector<std::string>{"disclosure.decide"});
    request = house.decided(request);
    CHECK(house.duties() == std::vector<std::string>{"disclosure.answer"});
    house.saved(request.answer({Means::Desk, 0, house.today(), "大村 健"}, house.today()));
    CHECK(house.duties().empty());
    const auto other = house.a_request();
    house.saved(other.withdraw({"やめたい", house.today(), "大村 健"}, house.today()));
    CHECK(house.duties().empty());
}

TEST_CASE("of two colleagues who take the same step one is told that the other was first") {
    DisclosureHouse house;
    const auto request = house.a_request();
    house.identified(request);
    auto tx = house.database->write();
    const auto again = request.identify(house.check(), house.today());
    CHECK(save_step(tx, house.omura, kTenTwelve, *again).error().code ==
          "disclosure.changed_meanwhile");
}

TEST_CASE("the storage itself takes no answer without identity and decision") {
    DisclosureHouse house;
    const auto request = house.a_request();
    for (const char* change :
         {"handed_on = '2026-11-24', closed_at = 1", "decided_on = '2026-11-24'",
          "identified_on = '2026-11-24', decided_on = '2026-11-24', decided_by = 2",
          "closed_at = 1", "ruling = 'perhaps'"})
        CHECK_THROWS_MESSAGE(
            house.database->run_script("UPDATE disclosure_request SET " + std::string{change}),
            change);
    CHECK(house.find(request.id)->request.state() == State::AwaitingIdentity);
}

TEST_CASE("what waits stands by its due day; a year holds what was received in it") {
    DisclosureHouse house;
    const auto late = house.a_request(*make_date(2026, 11, 24));
    const auto early = house.a_request(*make_date(2026, 11, 2));
    const auto last_year = house.a_request(*make_date(2025, 12, 28));
    auto tx = house.database->read();
    const auto open = open_requests(tx, house.omura);
    REQUIRE(open.size() == 3);
    CHECK(open[0].request.id == last_year.id);
    CHECK(open[1].request.id == early.id);
    CHECK(open[2].request.id == late.id);
    CHECK(requests_of_year(tx, house.omura, 2026).size() == 2);
    CHECK(requests_of_year(tx, house.omura, 2025).at(0).request.number == "D-2025-0001");
    CHECK(requests_of_year(tx, house.omura, 2024).empty());
}

TEST_CASE("for who is not named, what concerns a sealed patient is in neither register") {
    DisclosureHouse house;
    const auto request = house.a_request();
    const auto line = house.a_provision();
    const auto sees = [&](const Viewer& viewer) {
        auto tx = house.database->read();
        const bool found = find_request(tx, viewer, request.id).has_value();
        CHECK(find_provision(tx, viewer, line).has_value() == found);
        CHECK(open_requests(tx, viewer).size() == (found ? 1 : 0));
        CHECK(requests_of_year(tx, viewer, 2026).size() == (found ? 1 : 0));
        CHECK(provisions_of_year(tx, viewer, 2026).size() == (found ? 1 : 0));
        CHECK(patient_with_number(tx, viewer, "00581042").has_value() == found);
        return found;
    };
    CHECK(sees(house.omura));
    house.change([&](db::Transaction& tx) {
        REQUIRE(
            seal_patient(tx, house.saeki, kTenTwelve, house.patient, SealKind::Abuse, "試験", {})
                .has_value());
    });
    CHECK(sees(house.saeki));
    CHECK_FALSE(sees(house.omura));
    house.change([&](db::Transaction& tx) {
        REQUIRE(name_seal_readers(tx, house.saeki, kTenTwelve, house.patient, {house.omura.user})
                    .has_value());
    });
    CHECK(sees(house.omura));
}

TEST_CASE("when two records become one, both registers follow, and go back with the undo") {
    DisclosureHouse house;
    const auto kept = house.add_patient("吉岡 とめ", "00990001");
    const auto request = house.a_request();
    const auto line = house.a_provision();
    const auto owner = [&] {
        auto tx = house.database->read();
        const auto of_line = find_provision(tx, house.saeki, line)->provision.patient;
        CHECK(find_request(tx, house.saeki, request.id)->request.patient == of_line);
        return of_line;
    };
    house.change([&](db::Transaction& tx) {
        merge_patients(tx, house.saeki, kTenTwelve, kept, house.patient, "同じ人").value();
    });
    CHECK(owner() == kept);
    // The duty of a request that was merged along still ends with its step.
    house.identified(house.find(request.id)->request);
    CHECK(house.duties() == std::vector<std::string>{"disclosure.decide"});
    house.change([&](db::Transaction& tx) {
        unmerge_patients(tx, house.saeki, kTenTwelve, house.patient).value();
    });
    CHECK(owner() == house.patient);
}

TEST_CASE("a line of the register of provisions is corrected by one other line, never changed") {
    DisclosureHouse house;
    const auto wrong = house.a_provision();
    Provision right;
    right.patient = house.patient;
    right.provided_on = house.today();
    right.recipient = "みなと児童相談所";
    right.items = "診療録の写し 12枚";
    right.basis = Basis::ChildCenter;
    right.corrects = wrong;
    right.note = "枚数が違っていた";
    const auto id = house.kept(right).value();
    CHECK(house.kept(right).error().code == "provision.corrected_already");
    auto tx = house.database->read();
    const auto lines = provisions_of_year(tx, house.saeki, 2026);
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].provision.id == id);
    CHECK(lines[0].provision.corrects == wrong);
    CHECK_FALSE(lines[0].corrected_by);
    CHECK(lines[1].corrected_by == id);
    for (const char* sql : {"UPDATE provision SET items = '別のもの'", "DELETE FROM provision"})
        CHECK_THROWS_MESSAGE(house.database->run_script(sql), sql);
}
