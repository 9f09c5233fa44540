#include "incident/incident_store.hpp"

#include <doctest/doctest.h>

#include "incident/incident_test_house.hpp"
#include "patient/patient_merge.hpp"
#include "patient/patient_seal.hpp"

using namespace kakehashi;
using namespace kakehashi::incident;
using testing::IncidentHouse;
using testing::kTenTwelve;
using Names = std::vector<std::string>;

TEST_CASE("an incident is found again as it was saved, step by step") {
    IncidentHouse house;
    auto incident = house.an_incident();
    CHECK(incident.number == "I-2026-0001");
    CHECK(house.an_incident().number == "I-2026-0002");
    incident = house.find(incident.id);
    CHECK(incident.account.kind == Kind::Fax);
    CHECK(incident.account.items == LeakedItems{LeakedItem::Identity, LeakedItem::Clinical});
    CHECK_FALSE(incident.account.happened_on);
    CHECK(incident.account.recipient == "青葉町クリニック");
    incident = house.taken(incident, StepKind::Notice);
    incident = house.taken(incident, StepKind::FirstReport);
    CHECK(incident.standing(StepKind::Notice)->means == Means::Phone);
    incident = house.taken(incident, StepKind::FinalReport);
    incident = house.taken(incident, StepKind::Prevention);
    CHECK(incident.steps.size() == 4);
    CHECK(incident.steps[1].text == "受付番号 123");
    CHECK(incident.version == 5);
    incident =
        house.saved(incident.close({house.saeki.user, house.saeki.name}, house.today()).value());
    CHECK(incident.state() == State::Closed);
    CHECK(incident.closing->by.name == "佐伯 真理");
}

TEST_CASE("the duties carry their times, and each step ends its own") {
    IncidentHouse house;
    auto incident = house.an_incident();
    const auto duties = house.duties();
    REQUIRE(duties.size() == 3);
    CHECK(duties[0].kind == kDutyFirstReport);
    CHECK(duties[0].basis == DutyBasis::Target);
    CHECK(date_in_japan(duties[0].due_at) == *make_date(2026, 11, 26));
    CHECK(duties[0].note == "I-2026-0001 FAXの誤送信 おそくとも 11/28(土)");
    CHECK(duties[2].kind == kDutyFinalReport);
    CHECK(duties[2].basis == DutyBasis::Law);
    CHECK(date_in_japan(duties[2].due_at) == *make_date(2026, 12, 23));
    for (const auto& duty : duties) CHECK_FALSE(duty.patient);
    incident = house.taken(incident, StepKind::FirstReport);
    CHECK(house.duty_kinds() == Names{"incident.notice", "incident.final_report"});
    incident = house.taken(incident, StepKind::Notice);
    incident = house.taken(incident, StepKind::FinalReport);
    CHECK(house.duty_kinds() == Names{"incident.prevention"});
    incident = house.taken(incident, StepKind::Prevention);
    CHECK(house.duty_kinds() == Names{"incident.close"});
    house.saved(incident.close({house.saeki.user, house.saeki.name}, house.today()).value());
    CHECK(house.duty_kinds().empty());
}

TEST_CASE("a step that is taken back is owed again") {
    IncidentHouse house;
    auto incident = house.taken(house.an_incident(), StepKind::FirstReport);
    incident = house.saved(incident
                               .take_back(incident.steps[0].id, "送れていなかった",
                                          {house.saeki.user, house.saeki.name}, house.today())
                               .value());
    CHECK(incident.steps.size() == 2);
    CHECK(incident.state() == State::AwaitingFirstReport);
    CHECK(house.duty_kinds().front() == kDutyFirstReport);
}

TEST_CASE("what became known is a version more, and moves the times") {
    IncidentHouse house;
    auto incident = house.an_incident();
    auto known = incident.account;
    known.malice = Malice::Yes;
    known.cause = "持ち出し";
    auto next = incident.amend(known, house.today()).value();
    CHECK(house.change([&](db::Transaction& tx) {
        return save_account(tx, house.saeki, kTenTwelve, next, house.office.holidays);
    }));
    incident = house.find(incident.id);
    CHECK(incident.account.cause == "持ち出し");
    CHECK(date_in_japan(house.duties().back().due_at) == *make_date(2027, 1, 22));
    auto tx = house.database->read();
    CHECK(versions_of_account(tx, incident.id) == 2);
}

TEST_CASE("of two colleagues who go on with one incident one is told that the other was first") {
    IncidentHouse house;
    const auto incident = house.an_incident();
    house.taken(incident, StepKind::Notice);
    const auto late = house.change([&](db::Transaction& tx) {
        return save_incident(tx, house.saeki, kTenTwelve, incident, house.office.holidays);
    });
    CHECK(late.error().code == "incident.changed_meanwhile");
    CHECK(house
              .change([&](db::Transaction& tx) {
                  return save_account(tx, house.saeki, kTenTwelve, incident, house.office.holidays);
              })
              .error()
              .code == "incident.changed_meanwhile");
}

TEST_CASE("the storage itself changes no line, and lets nobody end what they reported") {
    IncidentHouse house;
    const auto incident = house.taken(house.an_incident(), StepKind::Notice);
    for (const char* sql :
         {"UPDATE incident_step SET text = '別のこと'", "DELETE FROM incident_step",
          "UPDATE incident_account SET story = '別のこと'", "DELETE FROM incident_account",
          "UPDATE incident_patient SET named_by_name = 'だれか'", "DELETE FROM incident_patient",
          "UPDATE incident SET closed_at = 1",
          "UPDATE incident SET closed_at = 1, closed_on = '2026-11-24', closed_by = 2"})
        CHECK_THROWS_MESSAGE(house.database->run_script(sql), sql);
    CHECK(house.find(incident.id).is_open());
}

TEST_CASE("what is not over stands from the oldest; a year holds what was reported in it") {
    IncidentHouse house;
    const auto one = house.an_incident();
    const auto two = house.taken(house.an_incident(), StepKind::Notice);
    auto tx = house.database->read();
    const auto open = open_incidents(tx, house.saeki);
    REQUIRE(open.size() == 2);
    CHECK(open[0].id == one.id);
    CHECK(open[0].steps.empty());
    CHECK(open[1].id == two.id);
    CHECK(open[1].steps.size() == 1);
    CHECK(incidents_of_year(tx, house.saeki, 2026).at(1).steps.size() == 1);
    CHECK(incidents_of_year(tx, house.saeki, 2025).empty());
}

TEST_CASE("a sealed patient is named to nobody who may not see them, the incident stands") {
    IncidentHouse house;
    const auto incident = house.an_incident();
    CHECK(house.named_for(house.omura, incident.id) == Names{"吉岡 トメ"});
    CHECK(house.change([&](db::Transaction& tx) {
        return seal_patient(tx, house.saeki, kTenTwelve, house.patient, SealKind::Abuse, "試験",
                            {});
    }));
    CHECK(house.named_for(house.omura, incident.id).empty());
    CHECK(house.named_for(house.saeki, incident.id) == Names{"吉岡 トメ"});
    auto tx = house.database->read();
    CHECK(find_incident(tx, house.omura, incident.id)->account.persons == 1);
    CHECK(open_incidents(tx, house.omura).size() == 1);
    CHECK(patient_with_number(tx, house.omura, "00581042").error().code ==
          "patient.no_such_number");
}

TEST_CASE("no text of the register names a patient of the incident") {
    IncidentHouse house;
    auto account = house.an_account();
    for (const char* story : {"吉岡 トメさんの返書", "吉岡トメさんの返書", "吉岡\u3000トメ様"}) {
        account.story = story;
        CHECK_MESSAGE(house.reported(account).error().code == "incident.name_in_text", story);
    }
    const auto incident = house.an_incident();
    Step step{.kind = StepKind::FirstReport, .on = house.today(), .text = "吉岡トメの件", .by = {}};
    const auto next = incident.take(step, house.today()).value();
    const auto saved = house.change([&](db::Transaction& tx) {
        return save_incident(tx, house.saeki, kTenTwelve, next, house.office.holidays);
    });
    CHECK(saved.error().field == "step_text");
}

TEST_CASE("a patient is added once, and one named by mistake no longer counts") {
    IncidentHouse house;
    const auto incident = house.an_incident();
    const auto other = house.add_patient("大石 主税", "00990001");
    const auto add = [&](PatientId who) {
        return house.change([&](db::Transaction& tx) {
            return name_patient(tx, house.saeki, kTenTwelve, incident, who);
        });
    };
    CHECK(add(other));
    CHECK(add(other).error().code == "incident.named_already");
    const auto remove = [&] {
        return house.change([&](db::Transaction& tx) -> Result<void> {
            const auto named = named_patients(tx, house.saeki, incident.id);
            return remove_patient(tx, house.saeki, kTenTwelve, incident,
                                  named.size() == 2 ? named[1].id : NamedId{2});
        });
    };
    CHECK(remove());
    CHECK(house.named_for(house.saeki, incident.id) == Names{"吉岡 トメ"});
    CHECK(remove().error().code == "incident.not_named");
}

TEST_CASE("when two records become one, the incident names the one that is kept") {
    IncidentHouse house;
    const auto incident = house.an_incident();
    const auto kept = house.add_patient("吉岡 とめ", "00990001");
    CHECK(house.change([&](db::Transaction& tx) {
        return merge_patients(tx, house.saeki, kTenTwelve, kept, house.patient, "同じ人");
    }));
    CHECK(house.named_for(house.saeki, incident.id) == Names{"吉岡 とめ"});
    CHECK(house.change([&](db::Transaction& tx) {
        return unmerge_patients(tx, house.saeki, kTenTwelve, house.patient);
    }));
    CHECK(house.named_for(house.saeki, incident.id) == Names{"吉岡 トメ"});
}
