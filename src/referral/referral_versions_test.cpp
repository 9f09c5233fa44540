#include "referral/referral_versions.hpp"
#include "referral/test_documents.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "platform/document/document_store.hpp"
#include "referral/referral_intake.hpp"
#include "referral/referral_list.hpp"
#include "referral/referral_pages.hpp"
#include "referral/referral_store.hpp"
#include "support/test_office.hpp"

using namespace kakehashi;
using testing::replaced;
using testing::TestOffice;

namespace {

std::string a_document() {
    std::ifstream in{std::filesystem::path{KAKEHASHI_SOURCE_DIR} /
                         "src/referral/testdata/clins_1_12_structured.json",
                     std::ios::binary};
    std::ostringstream out;
    out << in.rdbuf();
    return std::move(out).str();
}

struct Desk : TestOffice {
    Desk() : TestOffice({referral_feature()}) {}

    Intake receive(const std::string& bytes) {
        return receive_letter(office, saeki, bytes, "a.json").value();
    }
    Referral referral(ReferralId id) {
        auto tx = office.db.read();
        return find_referral(tx, saeki, id).value();
    }
    std::vector<CaseDocument> documents_of(ReferralId id) {
        auto tx = office.db.read();
        return documents_of_case(tx, saeki, case_of(id));
    }
    bool owes_comparison(ReferralId id) {
        auto tx = office.db.read();
        for (const auto& duty : open_duties_of(tx, saeki, case_of(id)))
            if (duty.kind == kDutyCompare) return true;
        return false;
    }
    std::string page(ReferralId id) { return get("/referrals/" + id.text()).body; }
};

bool has(std::string_view text, std::string_view words) {
    return text.find(words) != std::string_view::npos;
}

bool warns(const Intake& intake, std::string_view words) {
    for (const auto& warning : intake.warnings)
        if (has(warning, words)) return true;
    return false;
}

}  // namespace

TEST_CASE("two patients under one document number are two referrals") {
    Desk desk;
    const auto first = desk.receive(a_document());
    const auto another = desk.receive(
        replaced(replaced(a_document(), "架空 三郎", "架空 四郎"), "1948-03-09", "1951-07-01"));
    CHECK(another.outcome != IntakeOutcome::NewVersion);
    CHECK(another.referral != first.referral);
    CHECK(desk.referral(another.referral).patient != desk.referral(first.referral).patient);
    CHECK(warns(another, "同じ文書番号の紹介(" + first.number + ")"));
    CHECK(has(desk.page(another.referral), "同じ文書番号の紹介(" + first.number + ")"));
    CHECK(desk.documents_of(first.referral).front().version == 1);
    CHECK_FALSE(desk.owes_comparison(first.referral));
}

TEST_CASE("two clinics that number their letters alike are two referrals") {
    Desk desk;
    const auto first = desk.receive(a_document());
    auto bytes = replaced(a_document(), "わかば内科クリニック", "もみじ内科クリニック");
    bytes = replaced(replaced(bytes, "2710199991", "2710177777"), "2710177777^2026",
                     "2710199991^2026");  // the document's number stays
    const auto another = desk.receive(bytes);
    CHECK(another.referral != first.referral);
    CHECK(desk.referral(another.referral).referrer != desk.referral(first.referral).referrer);
    CHECK(warns(another, "別の紹介として受け取りました"));
}

TEST_CASE("a clinic that numbers every letter alike still gets its new versions recognised") {
    Desk desk;
    const auto first = desk.receive(a_document());
    desk.receive(
        replaced(replaced(a_document(), "架空 三郎", "架空 四郎"), "1948-03-09", "1951-07-01"));
    const auto changed = desk.receive(replaced(a_document(), "心雑音なし", "収縮期雑音あり"));
    CHECK(changed.outcome == IntakeOutcome::NewVersion);
    CHECK(changed.referral == first.referral);
}

TEST_CASE("a new version owes the comparison until somebody says it was made") {
    Desk desk;
    const auto first = desk.receive(a_document());
    CHECK_FALSE(desk.owes_comparison(first.referral));
    const auto changed = desk.receive(replaced(a_document(), "心雑音なし", "収縮期雑音あり"));
    CHECK(changed.outcome == IntakeOutcome::NewVersion);
    CHECK(changed.referral == first.referral);
    CHECK(desk.owes_comparison(first.referral));
    CHECK(has(desk.page(first.referral), "新しい版が届きました"));
    {
        auto tx = desk.office.db.read();
        for (const auto& duty : open_duties_of(tx, desk.saeki, case_of(first.referral)))
            if (duty.kind == kDutyCompare) {
                const auto& kind = desk.office.duty_kind(duty.kind);
                CHECK(kind.heading(duty) == "紹介状の新しい版をくらべる");
                const auto next = kind.next_action(desk.office, tx, desk.saeki, duty);
                REQUIRE(next.actions.size() == 2);
                CHECK(next.actions[1].posts);
            }
    }
    const auto done = desk.post("/referrals/" + first.referral.text() + "/comparison");
    CHECK(done.status == 303);
    CHECK_FALSE(desk.owes_comparison(first.referral));
    CHECK_FALSE(has(desk.page(first.referral), "新しい版が届きました"));
    CHECK(has(desk.page(first.referral), "新しい版をくらべた"));
}

TEST_CASE("a new version for a case that has ended comes to the desk as a received referral") {
    Desk desk;
    const auto first = desk.receive(a_document());
    REQUIRE(desk.post("/referrals/" + first.referral.text() + "/withdrawal",
                      {{"version", std::to_string(desk.referral(first.referral).version)},
                       {"note", "患者の希望"},
                       {"reason", "患者の希望"}})
                .status == 303);
    REQUIRE(desk.referral(first.referral).closed_at);
    const auto changed = desk.receive(replaced(a_document(), "心雑音なし", "収縮期雑音あり"));
    CHECK(changed.outcome == IntakeOutcome::Received);
    CHECK(changed.referral != first.referral);
    const auto follower = desk.referral(changed.referral);
    CHECK(follower.state == ReferralState::Received);
    CHECK(has(follower.sender_note, first.number));
    const auto document = desk.documents_of(changed.referral).back();
    CHECK(document.version == 2);
    CHECK(document.replaces == desk.referral(first.referral).original);
    CHECK(has(desk.page(changed.referral), "/referrals/" + first.referral.text()));
    CHECK(has(desk.page(first.referral), "/referrals/" + changed.referral.text()));
    // A third version belongs to the open one.
    const auto third = desk.receive(replaced(a_document(), "心雑音なし", "拡張期雑音あり"));
    CHECK(third.outcome == IntakeOutcome::NewVersion);
    CHECK(third.referral == changed.referral);
}

TEST_CASE("what a letter attaches is kept, shown beside it and opened byte for byte") {
    Desk desk;
    const auto id = desk.receive(a_document()).referral;
    const auto documents = desk.documents_of(id);
    REQUIRE(documents.size() == 2);
    CHECK(documents[1].kind == "fhir");
    const auto& attachment = documents[0];
    CHECK(attachment.kind == "attachment");
    CHECK(attachment.patient == desk.referral(id).patient);
    CHECK(desk.documents.get(attachment.hash).value() == "%PDF-1.4\n");
    // It calls itself a PDF and cannot be read as one: handed over as a file, never shown.
    CHECK(attachment.media_type == "application/octet-stream");
    CHECK(desk.referral(id).original == documents[1].id);
    const auto page = desk.page(id);
    CHECK(has(page, attachment.file_name));
    CHECK(has(page, "添付 1点(" + attachment.title + ")"));
    CHECK(has(page, "本体が文書の中にありません"));  // the second one came without its content
    const auto opened = desk.get("/documents/" + attachment.id.text());
    CHECK(opened.body == "%PDF-1.4\n");
    CHECK(has(opened.headers.get("Content-Disposition"), "attachment"));
    CHECK(desk.get("/referrals/" + id.text() + "?doc=" + attachment.id.text()).status == 200);
}
