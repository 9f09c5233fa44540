#include "consent/consent_store.hpp"

#include <doctest/doctest.h>

#include "consent/purpose_notice.hpp"
#include "platform/event/event.hpp"
#include "support/test_office.hpp"

using namespace kakehashi;
using testing::kTenTwelve;
using testing::TestOffice;

namespace {

const Date kToday = date_in_japan(kTenTwelve);
constexpr PatientId kYumi{1};
const std::vector<PaperPart> kSlip{{"", SharedItem::Visit, {}, false}};
using Answer = GivingDecision::Answer;

struct House : TestOffice {
    House() {
        database.script(
            "INSERT INTO patient (id, facility_id, number, name, kana, name_key, kana_key, "
            "created_at,"
            " updated_at) VALUES (1, 1, '', '中川 由美', '', '', '', 1, 1),"
            " (2, 1, '', '別 の人', '', '', '', 1, 1)");
    }
    template <typename Work>
    auto committed(Work&& work) {
        auto tx = database->write();
        auto out = work(tx);
        if (out) tx.commit();
        return out;
    }
    Result<ConsentStatement> record(const ConsentStatement& statement) {
        return committed([&](db::Transaction& tx) {
            return record_statement(tx, saeki, clock.now(), kYumi, statement);
        });
    }
    Result<ConsentStatement> withdraw(const ConsentStatement& statement, Date on) {
        Said said;
        said.on = on;
        return committed([&](db::Transaction& tx) {
            return withdraw_statement(tx, saeki, clock.now(), kYumi, statement.id,
                                      statement.version, said);
        });
    }
    Answer answer_for(FacilityId to, PatientId patient = kYumi) {
        auto tx = database->read();
        return decide_giving(tx, saeki, patient, to, kSlip, kToday).answer;
    }
    std::vector<std::string> events() {
        auto tx = database->read();
        std::vector<std::string> kinds;
        for (const auto& event : events_of_case(tx, saeki, case_of(kYumi)))
            kinds.push_back(event.kind);
        return kinds;
    }
};

ConsentStatement objection() {
    ConsentStatement out;
    out.whom = ObjectedTo::Partner;
    out.partner = TestOffice::kAobaClinic;
    out.items = ItemSet::all();
    out.said = {SaidBy::Family, "中川 修", "夫", SaidHow::Written, kToday};
    return out;
}

}  // namespace

TEST_CASE("an objection is kept as it was said and stops what goes to that partner alone") {
    House house;
    CHECK(house.answer_for(TestOffice::kAobaClinic) == Answer::Give);
    const auto saved = house.record(objection()).value();
    CHECK(saved.partner_name == "青葉町クリニック");
    CHECK(saved.said.name == "中川 修");
    CHECK(saved.said.relation == "夫");
    CHECK(saved.said.how == SaidHow::Written);
    CHECK(saved.notice_version == 1);
    CHECK(saved.recorded_by == "佐伯 真理");
    CHECK(house.answer_for(TestOffice::kAobaClinic) == Answer::Refuse);
    CHECK(house.answer_for(TestOffice::kMinatoClinic) == Answer::Give);
    CHECK(house.answer_for(TestOffice::kAobaClinic, PatientId{2}) == Answer::Give);
    CHECK(house.events() == std::vector<std::string>{"consent.objected"});
}

TEST_CASE("an objection to a kind of partner reads the kind from the registry") {
    House house;
    auto statement = objection();
    statement.whom = ObjectedTo::PartnerKind;
    statement.partner = {};
    statement.partner_kind = FacilityKind::Clinic;
    house.record(statement).value();
    CHECK(house.answer_for(TestOffice::kMinatoClinic) == Answer::Refuse);
    house.database.script("UPDATE facility SET kind = 'hospital' WHERE id = 2");
    CHECK(house.answer_for(TestOffice::kMinatoClinic) == Answer::Give);
}

TEST_CASE("a withdrawal is added once, with its day, and the statement stays") {
    House house;
    const auto saved = house.record(objection()).value();
    CHECK(house.withdraw(saved, kToday - days{1}).error().code == "consent.withdrawn_before");
    const auto over = house.withdraw(saved, kToday).value();
    CHECK(over.withdrawn->on == kToday);
    CHECK(over.withdrawn_recorded_by == "佐伯 真理");
    CHECK(over.said.name == "中川 修");
    CHECK(house.answer_for(TestOffice::kAobaClinic) == Answer::Give);
    CHECK(house.withdraw(saved, kToday).error().code == "consent.withdrawn_already");
    CHECK(house.events() == std::vector<std::string>{"consent.withdrawn", "consent.objected"});
    auto tx = house.database->read();
    CHECK(statements_of(tx, house.saeki, kYumi).size() == 1);
    CHECK(statements_of(tx, house.saeki, PatientId{2}).empty());
}

TEST_CASE("of two who withdraw at once, from the same page, the second is told") {
    House house;
    auto saved = house.record(objection()).value();
    saved.version = 7;
    CHECK(house.withdraw(saved, kToday).error().code == "consent.changed_meanwhile");
}

TEST_CASE("a consent to sharing names its receivers, its items and its end") {
    House house;
    ConsentStatement consent;
    consent.kind = StatementKind::Network;
    consent.items = SharedItem::Tests | SharedItem::Medication;
    consent.said.on = kToday;
    CHECK(house.record(consent).error().field == "scope");
    consent.scope = "みなと地区ネットワークの参加施設";
    consent.until = kToday + days{365};
    const auto saved = house.record(consent).value();
    CHECK(saved.items.text() == "tests medication");
    CHECK(saved.in_force(kToday));
    CHECK_FALSE(saved.in_force(kToday + days{366}));
    CHECK(house.answer_for(TestOffice::kAobaClinic) == Answer::Give);
    CHECK(house.events() == std::vector<std::string>{"consent.given"});
}

TEST_CASE("the storage neither changes nor deletes what a patient said") {
    House house;
    const auto saved = house.record(objection()).value();
    house.withdraw(saved, kToday).value();
    for (const auto* sql :
         {"DELETE FROM consent_statement", "UPDATE consent_statement SET items = ''",
          "UPDATE consent_statement SET said_by = 'self'",
          "UPDATE consent_statement SET withdrawn_at = NULL, withdrawn_on = NULL"})
        CHECK_THROWS_MESSAGE(house.database->run_script(sql), sql);
}

TEST_CASE("what leaves on a ground is written down with its reason") {
    House house;
    house.record(objection()).value();
    const auto leave = [&](Leave with) {
        return house.committed([&](db::Transaction& tx) {
            const auto decision =
                decide_giving(tx, house.saeki, kYumi, TestOffice::kAobaClinic, kSlip, kToday);
            return leave_with(tx, house.saeki, kTenTwelve, decision, with, case_of(kYumi), kYumi);
        });
    };
    CHECK(leave({}).error().code == "consent.refused");
    CHECK(leave({Ground::ReadThrough, "読んだ"}).error().code == "consent.refused");
    CHECK(leave({Ground::Emergency, " "}).error().code == "consent.reason_required");
    CHECK(house.events().size() == 1);
    CHECK(leave({Ground::Emergency, "意識がなく、内服を知らせる"}).has_value());
    CHECK(house.events().front() == "consent.overridden");
}

TEST_CASE("what would have been left out goes for somebody's life alone, with a reason") {
    House house;
    auto medicines = objection();
    medicines.items = SharedItem::Medication;
    house.record(medicines).value();
    const std::vector<PaperPart> reply{{"", SharedItem::Visit, {}, false},
                                       {"prescription", SharedItem::Medication, {}, true}};
    const auto leave = [&](Leave with) {
        return house.committed([&](db::Transaction& tx) {
            const auto decision =
                decide_giving(tx, house.saeki, kYumi, TestOffice::kAobaClinic, reply, kToday);
            return leave_with(tx, house.saeki, kTenTwelve, decision, with, case_of(kYumi), kYumi);
        });
    };
    CHECK(leave({}).has_value());
    CHECK(leave({Ground::ReadThrough, ""}).has_value());  // it stays left out
    CHECK(house.events().size() == 1);
    CHECK(leave({Ground::Emergency, ""}).error().code == "consent.reason_required");
    CHECK(leave({Ground::Emergency, "救急隊に内服を伝える"}).has_value());
    CHECK(house.events().front() == "consent.overridden");
}

TEST_CASE("whether a paper may leave is asked in one statement") {
    House house;
    house.record(objection()).value();
    auto tx = house.database->read();
    CHECK(house.statements([&] {
        decide_giving(tx, house.saeki, kYumi, TestOffice::kAobaClinic, kSlip, kToday);
    }) == 1);
}

TEST_CASE("the posted purposes have versions, and a day has the one that counted then") {
    House house;
    const auto write = [&](int seen, std::string_view body, Date from) {
        return house.committed([&](db::Transaction& tx) {
            return write_notice(tx, house.saeki, kTenTwelve, seen, body, from);
        });
    };
    {
        auto tx = house.database->read();
        CHECK(notice_on(tx, house.saeki, kToday).version == 1);
        CHECK(notice_on(tx, house.saeki, kToday).body.find("お申し出") != std::string::npos);
    }
    CHECK(write(1, "", kToday).error().field == "body");
    CHECK(write(1, "新しい掲示", kToday - days{1}).error().code == "consent.notice_in_past");
    CHECK(write(1, "新しい掲示", kToday + days{7}).value().version == 2);
    CHECK(write(1, "別の人の掲示", kToday + days{7}).error().code == "consent.notice_changed");
    auto tx = house.database->read();
    CHECK(notices_of(tx, house.saeki).size() == 2);
    CHECK(notice_on(tx, house.saeki, kToday + days{6}).version == 1);
    CHECK(notice_on(tx, house.saeki, kToday + days{7}).body == "新しい掲示");
}

TEST_CASE("a posted text is never changed afterwards") {
    House house;
    house
        .committed([&](db::Transaction& tx) {
            return write_notice(tx, house.saeki, kTenTwelve, 1, "新しい掲示", kToday);
        })
        .value();
    CHECK_THROWS(house.database->run_script("UPDATE purpose_notice SET body = ''"));
    CHECK_THROWS(house.database->run_script("DELETE FROM purpose_notice"));
}
