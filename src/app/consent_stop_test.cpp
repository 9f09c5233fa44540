// 留保: what was stopped is a refusal in the audit trail, by number and without a name.
#include <doctest/doctest.h>

#include "app/crawled_office.hpp"
#include "reply/reply_sending.hpp"

using namespace kakehashi;
using testing::CrawledOffice;

namespace {

http::Response post(CrawledOffice& office, const std::string& target, const std::string& body) {
    auto request = office.request("POST", target);
    request.headers.set("Content-Type", "application/x-www-form-urlencoded");
    request.headers.set("X-CSRF-Token", office.csrf());
    request.body = body;
    return office.router.handle(request);
}

/// An open reply of the demonstration, and whose it is.
struct Reply {
    ReplyObligationId id;
    PatientId patient;
    ReferralId referral;

    explicit Reply(db::Database& database) {
        auto tx = database.read();
        tx.each(db::Query{"consent_stop_test.reply",
                          "SELECT id, patient_id, referral_id FROM reply_obligation"
                          " WHERE closed_at IS NULL ORDER BY id DESC LIMIT 1"},
                [&](const db::Row& row) {
                    id = row.id<ReplyObligationId>(0);
                    patient = row.id<PatientId>(1);
                    referral = row.id<ReferralId>(2);
                });
        REQUIRE(id);
    }
};

}  // namespace

TEST_CASE("a sending that an objection stopped is a refusal in the trail, by number alone") {
    CrawledOffice office;
    const Reply reply(*office.database);
    office.sign_in("saeki");
    const auto objected =
        post(office, "/patients/" + reply.patient.text() + "/consent/objection",
             "form_key=o&whom=everyone&item=visit&said_by=self&said_how=spoken&said_on=11/24");
    REQUIRE(objected.status == 303);
    office.lines();
    const auto answer =
        post(office, "/replies/sending",
             "form_key=s&id=" + reply.id.text() + "&seen." + reply.id.text() + "=0");
    CHECK(answer.status == 422);
    int refusals = 0;
    for (const auto& line : office.lines()) {
        if (line.action != audit::kRefused) continue;
        ++refusals;
        CHECK(line.actor_name == "佐伯 真理");
        CHECK(line.what == "POST /replies/sending");
        CHECK(line.case_kind == "referral");
        CHECK(line.case_id == reply.referral.value);
        CHECK(line.seen == "p" + reply.patient.text());
        CHECK(line.result == "objection");
    }
    CHECK(refusals == 1);
}

TEST_CASE("recording and withdrawing are changes in the trail of the patient") {
    CrawledOffice office;
    const Reply reply(*office.database);
    office.sign_in("saeki");
    const auto count = [&] {
        return office.database->read().number(
            db::Query{"consent_stop_test.events",
                      "SELECT count(*) FROM audit_pending WHERE what LIKE 'consent.%'"
                      " AND case_kind = 'patient' AND case_id = $1"},
            reply.patient);
    };
    const auto before = count();
    const auto page = "/patients/" + reply.patient.text() + "/consent";
    REQUIRE(post(office, page + "/objection",
                 "form_key=o&whom=family&item=life&said_by=self&said_how=spoken&said_on=11/24")
                .status == 303);
    CHECK(count() == before + 1);
    const auto id = office.database->read().number(
        db::Query{"consent_stop_test.newest", "SELECT max(id) FROM consent_statement"});
    REQUIRE(post(office, page + "/" + std::to_string(id) + "/withdrawal",
                 "form_key=w&version=1&said_by=self&said_how=spoken&said_on=11/24")
                .status == 303);
    CHECK(count() == before + 2);
}

TEST_CASE("a paper for the family that an objection stopped is a refusal in the patient's trail") {
    CrawledOffice office;
    office.sign_in("saeki");
    const auto of = [&](const char* sql) {
        return std::to_string(
            office.database->read().number(db::Query{"consent_stop_test.family", sql}));
    };
    // The newest patients' families are objected to; this one has a paper to hand over.
    const auto patient =
        of("SELECT max(d.patient_id) FROM case_document d JOIN consent_statement c"
           " ON c.patient_id = d.patient_id AND c.receiver = 'family'"
           " WHERE d.case_kind = 'referral' AND d.kind = 'original'");
    REQUIRE(patient != "0");
    const auto handed = "/patients/" + patient + "/handed";
    auto opening = office.request("GET", handed + "/new");
    const auto form = office.router.handle(opening).body;
    const std::string mark = "name=\"handed_paper\" value=\"";
    const auto at = form.find(mark);
    REQUIRE(at != std::string::npos);
    const auto paper =
        form.substr(at + mark.size(), form.find('"', at + mark.size()) - (at + mark.size()));
    const auto before = of("SELECT count(*) FROM family_hand_over");
    office.lines();
    const auto answer = post(office, handed,
                             "form_key=f&receiver=other&receiver_name=%E8%8A%B1&relation=%E5%A8%98"
                             "&recognised=licence&asked_by=patient&handed_purpose=x&handed_paper=" +
                                 paper);
    CHECK(answer.status == 422);
    CHECK(of("SELECT count(*) FROM family_hand_over") == before);
    int refusals = 0;
    for (const auto& line : office.lines()) {
        if (line.action != audit::kRefused) continue;
        ++refusals;
        CHECK(line.what == "POST /patients/{id}/handed");
        CHECK(line.case_kind == "patient");
        CHECK(std::to_string(line.case_id) == patient);
        CHECK(line.seen == "p" + patient);
        CHECK(line.result == "objection");
    }
    CHECK(refusals == 1);
}
