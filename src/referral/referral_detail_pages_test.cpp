#include <doctest/doctest.h>

#include "platform/document/document_store.hpp"
#include "referral/referral_intake.hpp"
#include "referral/referral_pages.hpp"
#include "referral/referral_store.hpp"
#include "referral/test_letters.hpp"
#include "support/test_office.hpp"

using namespace kakehashi;
using testing::a_fax;
using testing::TestOffice;

namespace {

struct Desk : TestOffice {
    Desk() : TestOffice({referral_feature()}) {}

    Referral referral(ReferralId id) {
        auto tx = office.db.read();
        return find_referral(tx, saeki, id).value();
    }
    /// As data it may say more than the form lets anybody type.
    ReferralId a_long_letter(const std::string& purpose, const std::string& course) {
        IncomingLetter incoming;
        incoming.received_at = office.clock.now();
        incoming.document_kind = "fhir";
        incoming.letter.purpose = purpose;
        incoming.letter.course = course;
        incoming.patient.who.name = "佐々木 健一";
        incoming.referrer.name = "みなと内科クリニック";
        ArrivedFile file;
        file.hash = office.documents.put("{}").value();
        file.media_type = "application/fhir+json";
        auto tx = office.db.write();
        const auto intake =
            record_letter(tx, saeki, office.clock.now(), office.holidays, incoming, file).value();
        tx.commit();
        return intake.referral;
    }
    http::Response save(ReferralId id, const std::string& course, const std::string& remarks) {
        const auto now = referral(id);
        return post("/referrals/" + id.text(), {{"version", std::to_string(now.version)},
                                                {"referring_facility", "みなと内科クリニック"},
                                                {"referring_doctor", ""},
                                                {"referring_department", ""},
                                                {"diagnoses", ""},
                                                {"purpose", now.letter.purpose},
                                                {"allergies", ""},
                                                {"history", ""},
                                                {"course", course},
                                                {"treatment", ""},
                                                {"medication", ""},
                                                {"remarks", remarks},
                                                {"urgency", "routine"},
                                                {"department", "1"}});
    }
};

}  // namespace

TEST_CASE("a letter longer than the form allows is edited and keeps what was not touched") {
    Desk desk;
    std::string course;
    for (int i = 0; i < 3000; ++i) course += "胸部圧迫感が続きます。\n";
    course.pop_back();
    const auto id = desk.a_long_letter("精査の依頼\n加療の依頼", course);
    REQUIRE(desk.referral(id).letter.course == course);
    CHECK(desk.save(id, course, "午後は留守です").status == 303);
    CHECK(desk.referral(id).letter.course == course);
    CHECK(desk.referral(id).letter.remarks == "午後は留守です");
    CHECK(desk.save(id, course + "追記", "").status == 422);  // typed words are measured
}

TEST_CASE("a purpose of several lines keeps its lines when it is saved") {
    Desk desk;
    const auto id = desk.a_long_letter("精査の依頼\n加療の依頼", "");
    CHECK(desk.get("/referrals/" + id.text())
              .body.find("name=\"purpose\" rows=\"2\">\n精査の依頼\n加療の依頼</textarea>") !=
          std::string::npos);
    CHECK(desk.save(id, "", "").status == 303);
    CHECK(desk.referral(id).letter.purpose == "精査の依頼\n加療の依頼");
}

TEST_CASE("no original and no page of one stays in the files of a shared browser") {
    Desk desk;
    const auto id = receive_scan(desk.office, desk.saeki, a_fax(), "fax.pdf").value().referral;
    const auto document = "/documents/" + desk.referral(id).original.text();
    for (const auto& target : {document, document + "/pages/1.png"}) {
        const auto response = desk.get(target);
        CHECK(response.status == 200);
        CHECK_FALSE(response.revalidated);                     // no ETag, so it is sent `no-store`
        CHECK(response.headers.get("Cache-Control").empty());  // the server's own: no-store
    }
}

TEST_CASE("files posted twice, also after a lost answer, are taken in once") {
    Desk desk;
    const std::vector<http::Upload> files{{"file", "a.pdf", "application/pdf", a_fax()},
                                          {"file", "b.pdf", "application/pdf", a_fax(1)}};
    const auto first = desk.post("/referrals/import", {{"form_key", "k1"}}, files);
    const auto again = desk.post("/referrals/import", {{"form_key", "k1"}}, files);
    CHECK(again.headers.get("Location") == first.headers.get("Location"));
    const auto count = [&] {
        auto tx = desk.office.db.read();
        return open_duties(tx, desk.saeki, desk.office.clock.now(), {}).size();
    };
    CHECK(count() == 2);
    // Interrupted after the first file: what was recorded is found again, the rest follows.
    const auto half =
        receive_scan(desk.office, desk.saeki, a_fax(), "a.pdf", Door::Fax, {}, "k2 file 0").value();
    CHECK(count() == 3);
    const auto report = desk.post("/referrals/import", {{"form_key", "k2"}}, files);
    CHECK(count() == 4);
    CHECK(desk.get(report.headers.get("Location")).body.find(half.number) != std::string::npos);
    desk.post("/referrals/import", {{"form_key", "k3"}}, files);  // a new form is a new command
    CHECK(count() == 6);
}
