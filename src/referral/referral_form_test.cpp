#include <doctest/doctest.h>

#include "platform/document/document_store.hpp"
#include "referral/test_desk.hpp"

using namespace kakehashi;
using testing::a_fax;
using testing::has;
using testing::hidden;
using testing::ReferralDesk;

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

Instant at(const char* day, int hour, int minute = 0) {
    return instant_in_japan(*parse_iso_date(day),
                            std::chrono::hours{hour} + std::chrono::minutes{minute});
}

}  // namespace

TEST_CASE("a call from a new clinic about a patient like another is registered in the end") {
    ReferralDesk desk;
    desk.a_registered_letter();
    const Fields call{{"door", "phone"},
                      {"urgency", "routine"},
                      {"patient.name", "佐々木 健一"},
                      {"born_on", "1970/1/1"},
                      {"referring_facility", "北浜ファミリー医院"}};
    const auto clinic = desk.post("/referrals/new", call);
    CHECK(has(clinic, "を連携先に新しく登録"));
    auto answered = call;
    answered.emplace_back("referrer_pick", "new");
    const auto patient = desk.post("/referrals/new", answered);
    CHECK(has(patient, "この患者はどなたですか"));
    CHECK(hidden(patient, "referrer_pick") == "new");
    auto both = call;
    both.emplace_back("referrer_pick", hidden(patient, "referrer_pick"));
    both.emplace_back("referrer_pick_for", hidden(patient, "referrer_pick_for"));
    both.emplace_back("patient", "new");
    CHECK(desk.post("/referrals/new", both).status == 303);
    // The other way round: the patient answered first stays answered.
    auto first = call;
    first[4].second = "南浜ファミリー医院";
    first.emplace_back("patient", "new");
    CHECK(hidden(desk.post("/referrals/new", first), "patient") == "new");
}

TEST_CASE("a partner chosen for another name than the one typed now is asked again") {
    ReferralDesk desk;
    const auto page = desk.post("/referrals/new", {{"door", "phone"},
                                                   {"urgency", "routine"},
                                                   {"patient.name", "西村 茜"},
                                                   {"referring_facility", "南浜医院"},
                                                   {"referrer_pick", "2"},
                                                   {"referrer_pick_for", "みなと"}});
    CHECK(page.status == 422);
    CHECK(has(page, "「南浜医院」を連携先に新しく登録"));
}

TEST_CASE("the paper of a form that was refused is the original once the form is right") {
    ReferralDesk desk;
    Fields form{{"door", "paper"},
                {"urgency", "routine"},
                {"patient.name", ""},
                {"referring_facility", "青葉町クリニック"}};
    const auto refused =
        desk.post("/referrals/new", form, {{"paper", "紙.pdf", "application/pdf", a_fax()}});
    REQUIRE(refused.status == 422);
    CHECK(has(refused, "紙.pdf を受け取りました"));
    const auto token = hidden(refused, "paper_token");
    REQUIRE_FALSE(token.empty());
    form[2].second = "西村 茜";
    form.emplace_back("paper_token", token);
    const auto done = desk.post("/referrals/new", form);
    REQUIRE(done.status == 303);
    const auto id = ReferralId::parse(std::string{done.headers.get("Location")}.substr(11)).value();
    auto tx = desk.office.db.read();
    const auto document = find_document(tx, desk.saeki, desk.referral(id).original).value();
    CHECK(desk.documents.get(document.hash).value() == a_fax());
    CHECK(document.file_name == "紙.pdf");
}

TEST_CASE("nobody takes up a paper that a colleague handed over, or a hash typed into the form") {
    ReferralDesk desk;
    const auto refused = desk.post("/referrals/new", {{"door", "paper"}, {"urgency", "routine"}},
                                   {{"paper", "紙.pdf", "application/pdf", a_fax()}});
    desk.acting = desk.fujii;
    for (const auto& token : {hidden(refused, "paper_token"), DocumentHash::of(a_fax()).text()}) {
        const auto page = desk.post(
            "/referrals/new", {{"door", "paper"}, {"urgency", "routine"}, {"paper_token", token}});
        CHECK_FALSE(has(page, "を受け取りました"));
    }
}

TEST_CASE("a save keeps a department that was closed and a doctor of another one") {
    ReferralDesk desk;
    const auto id = desk.a_registered_letter();
    desk.database.script(
        "UPDATE department SET active = 0 WHERE id = 1;"
        "UPDATE referral SET doctor_id = 3;");
    const auto page = desk.get(ReferralDesk::path(id));
    CHECK(has(page, "<option value=\"1\" selected>循環器内科</option>"));
    CHECK(has(page, "<option value=\"3\" selected>小野 恵</option>"));
    REQUIRE(desk.post(ReferralDesk::path(id), desk.form(id, {{"remarks", "車いす"}})).status ==
            303);
    CHECK(desk.referral(id).department == DepartmentId{1});
    CHECK(desk.referral(id).doctor == DoctorId{3});
}

TEST_CASE("another house's doctor, a closed department and a colleague who left are refused") {
    ReferralDesk desk;
    const auto id = desk.a_registered_letter();
    desk.database.script(
        "UPDATE department SET active = 0 WHERE id = 2;"
        "UPDATE user_account SET active = 0 WHERE id = 3;");
    for (const auto& [name, value] : Fields{{"doctor", "4"}, {"department", "2"}}) {
        CAPTURE(name);
        const auto page = desk.post(ReferralDesk::path(id), desk.form(id, {{name, value}}));
        CHECK(page.status == 422);
        CHECK(has(page, "選んだものが一覧にありません"));
    }
    CHECK(desk.post(ReferralDesk::path(id, "/consultation"),
                    {{"version", desk.version(id)}, {"doctor", "4"}})
              .status == 422);
    CHECK(desk.post(ReferralDesk::path(id, "/assignee"),
                    {{"version", desk.version(id)}, {"assignee", "3"}})
              .status == 422);
    CHECK(desk.post("/referrals/new", {{"door", "phone"},
                                       {"urgency", "routine"},
                                       {"patient.name", "西村 茜"},
                                       {"referring_facility", "青葉町クリニック"},
                                       {"department", "2"}})
              .status == 422);
    CHECK(desk.referral(id).version == 2);
}

TEST_CASE("a letter found to be urgent is answered in half an hour, not tomorrow at 17:00") {
    ReferralDesk desk;
    const auto id = desk.a_registered_letter();
    REQUIRE(desk.referral(id).answer_due_at == at("2026-11-25", 17));
    const auto raise = [&](std::map<std::string, std::string> typed) {
        typed["urgency"] = "emergency";
        return desk.post(ReferralDesk::path(id), desk.form(id, typed)).status;
    };
    desk.clock.advance(std::chrono::hours{2});  // 12:12: half an hour from the receipt is over
    REQUIRE(raise({{"answer_due_on", "2026-11-25"}, {"answer_due_time", "17:00"}}) == 303);
    CHECK(desk.referral(id).answer_due_at == at("2026-11-24", 12, 42));
    REQUIRE(raise({{"answer_due_on", "2026-11-24"}, {"answer_due_time", "15:30"}}) == 303);
    CHECK(desk.referral(id).answer_due_at == at("2026-11-24", 15, 30));  // as promised by phone
}

TEST_CASE("a letter is not dated tomorrow: the visit would come before it") {
    ReferralDesk desk;
    const auto id = desk.a_registered_letter();
    const auto page =
        desk.post(ReferralDesk::path(id), desk.form(id, {{"letter_dated_on", "2026-11-25"}}));
    CHECK(page.status == 422);
    CHECK(has(page, "紹介状の日付が本日より後です"));
    CHECK(desk.post("/referrals/new", {{"door", "phone"},
                                       {"urgency", "routine"},
                                       {"patient.name", "西村 茜"},
                                       {"referring_facility", "青葉町クリニック"},
                                       {"letter_dated_on", "2026-11-25"}})
              .status == 422);
}

TEST_CASE("two people read one FAX: the second sees how the first read the patient") {
    ReferralDesk desk;
    const auto id = desk.a_received_fax();
    auto theirs = desk.form(id, {{"patient.name", "齋藤 文子"}, {"sex", "female"}});
    auto mine = desk.form(id, {{"patient.name", "斉藤 文字"}, {"sex", "male"}, {"doctor", "2"}});
    desk.acting = desk.fujii;
    REQUIRE(desk.post(ReferralDesk::path(id), theirs).status == 303);
    desk.acting = desk.saeki;
    const auto conflict = desk.post(ReferralDesk::path(id), mine);
    REQUIRE(conflict.status == 409);
    CHECK(has(conflict, "患者氏名:斉藤 文字 → 齋藤 文子"));
    CHECK(has(conflict, "性別:男 → 女"));
    CHECK(has(conflict, "担当医:"));
    CHECK(has(desk.get(ReferralDesk::path(id)), "患者氏名(空)→「齋藤 文子」"));
}
