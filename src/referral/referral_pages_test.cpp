#include "referral/referral_pages.hpp"

#include <doctest/doctest.h>

#include "consent/consent_store.hpp"
#include "platform/document/document_store.hpp"
#include "referral/test_desk.hpp"

using namespace kakehashi;
using testing::a_fax;
using testing::has;
using testing::TestOffice;

namespace {

struct Desk : testing::ReferralDesk {
    /// 佐々木 健一 from みなと内科クリニック with an allergy and a doctor's name, registered.
    ReferralId a_registered_letter(std::string_view urgency = "") {
        const std::string row =
            "患者氏名,フリガナ,生年月日,性別,紹介元,受診科,緊急度,傷病名,アレルギー,紹介医\n"
            "佐々木 健一,ササキ ケンイチ,昭37.4.8,男,みなと内科クリニック,循環器内科," +
            std::string{urgency} + ",不安定狭心症の疑い,ヨード造影剤,浜田 修\n";
        return receive_csv(office, saeki, csv::parse(row).value(), "a.csv")
            .value()
            .taken.at(0)
            .referral;
    }
};

using Fields = std::vector<std::pair<std::string, std::string>>;

/// The whole form of a registered referral, as the browser sends it.
Fields letter_form(const Referral& referral, std::string_view purpose) {
    return {{"version", std::to_string(referral.version)},
            {"referring_facility", "みなと内科クリニック"},
            {"referring_doctor", referral.letter.referring_doctor},
            {"referring_department", ""},
            {"diagnoses", referral.letter.diagnoses},
            {"purpose", std::string{purpose}},
            {"allergies", referral.letter.allergies},
            {"history", ""},
            {"course", ""},
            {"treatment", ""},
            {"medication", ""},
            {"remarks", ""},
            {"urgency", "routine"},
            {"department", "1"}};
}

}  // namespace

TEST_CASE("the list shows what waits, its entrance and the pane of the first row") {
    Desk desk;
    desk.a_received_fax();
    desk.a_registered_letter();
    const auto page = desk.get("/referrals");
    CHECK(page.status == 200);
    CHECK(has(page, "受信・未登録"));
    CHECK(has(page, "受入判断まち"));
    CHECK(has(page, "佐々木 健一 さん 64歳 男・不安定狭心症の疑い"));
    CHECK(has(page, "本日 1通"));
    CHECK(has(page, "/documents/"));  // the first page of the FAX stands in the pane
    CHECK(has(page, "data-pane=\"referral\""));
}

TEST_CASE("an empty list says what it is for") {
    Desk desk;
    CHECK(has(desk.get("/referrals"), "要対応の紹介はありません"));
    for (const auto* stage : {"received", "decision", "booking", "visit", "reply", "closed", "x"})
        CHECK(desk.get(std::string{"/referrals?stage="} + stage).status == 200);
}

TEST_CASE("the list costs the same number of statements for one letter and for thirty") {
    Desk desk;
    desk.a_received_fax();
    const auto few = desk.statements([&] { desk.get("/referrals"); });
    for (int i = 0; i < 29; ++i) desk.a_received_fax();
    const auto many = desk.statements([&] { desk.get("/referrals"); });
    CHECK(few == many);
    CHECK(many <= 18);
}

TEST_CASE("the page of one referral costs a fixed number of statements") {
    Desk desk;
    const auto id = desk.a_registered_letter();
    const auto few = desk.statements([&] { desk.get(Desk::path(id)); });
    for (int i = 0; i < 10; ++i)
        desk.post(Desk::path(id, "/contacts"), {{"outcome", "absent"}, {"note", "不在"}});
    const auto many = desk.statements([&] { desk.get(Desk::path(id)); });
    CHECK(few == many);
    CHECK(many <= 26);
}

TEST_CASE("search shows where the words hit, in any kana or glyph") {
    Desk desk;
    desk.a_registered_letter();
    const auto found = [&](std::string words) {
        return desk.get(desk.search("/referrals", std::move(words)));
    };
    const auto by_kana = found("ささき");
    CHECK(has(by_kana, "<mark class=\"hit\">佐々木 健一</mark>"));
    const auto by_doctor = found("浜田");
    CHECK(has(by_doctor, "紹介元の医師"));
    CHECK(has(by_doctor, "<mark class=\"hit\">浜田</mark>"));
    CHECK(has(found("山田"), "に合う紹介はありません"));
}

TEST_CASE("a FAX is read by a person, matched with a patient and registered") {
    Desk desk;
    const auto known = desk.a_registered_letter();
    const auto id = desk.a_received_fax();
    auto form = letter_form(desk.referral(id), "精査");
    form.emplace_back("patient.name", "佐々木 健一");
    form.emplace_back("born_on", "S370408");
    form.emplace_back("sex", "male");
    const auto saved = desk.post(Desk::path(id), form);
    REQUIRE(saved.status == 303);
    const auto page = desk.get(Desk::path(id));
    CHECK(has(page, "この患者はどなたですか"));
    CHECK(has(page, "生年月日"));
    const auto patient = desk.referral(known).patient;

    // The same patient from the same referrer has an open case: said before a second one.
    const Fields choice{{"version", desk.version(id)}, {"patient", patient.text()}};
    const auto asked = desk.post(Desk::path(id, "/registration"), choice);
    CHECK(asked.status == 409);
    CHECK(has(asked, desk.referral(known).number));
    CHECK(desk.referral(id).state == ReferralState::Received);

    auto sure = choice;
    sure.emplace_back("overlap", "1");
    CHECK(desk.post(Desk::path(id, "/registration"), sure).status == 303);
    CHECK(desk.referral(id).patient == patient);
    CHECK(desk.duties(id) == std::vector<std::string>{"referral.decide"});
}

TEST_CASE("wrong fields are all said at once and everything typed stays") {
    Desk desk;
    const auto id = desk.a_received_fax();
    auto form = letter_form(desk.referral(id), "精査加療のお願い");
    form.emplace_back("patient.name", "");
    form.emplace_back("born_on", "昭和65年4月8日");
    form.emplace_back("phone", "123");
    const auto page = desk.post(Desk::path(id), form);
    CHECK(page.status == 422);
    CHECK(has(page, "患者氏名を入力してください"));
    CHECK(has(page, "昭和は64年までです"));
    CHECK(has(page, "電話番号を読み取れません"));
    CHECK(has(page, "昭和65年4月8日"));
    CHECK(has(page, "精査加療のお願い"));
    CHECK(desk.referral(id).version == 1);
}

TEST_CASE("an unknown referrer is offered as a new partner before one is made") {
    Desk desk;
    const auto id = desk.a_received_fax();
    auto form = letter_form(desk.referral(id), "");
    form[1].second = "北浜ファミリー医院";
    form.emplace_back("patient.name", "齋藤 文子");
    const auto asked = desk.post(Desk::path(id), form);
    CHECK(asked.status == 422);
    CHECK(has(asked, "「北浜ファミリー医院」を連携先に新しく登録"));
    form.emplace_back("referrer_pick", "new");
    CHECK(desk.post(Desk::path(id), form).status == 303);
    CHECK(desk.referral(id).referrer);
    CHECK(has(desk.get(Desk::path(id)), "北浜ファミリー医院"));
}

TEST_CASE("two people save one referral: the second sees the conflict and loses nothing") {
    Desk desk;
    const auto id = desk.a_registered_letter();
    const auto seen_by_both = desk.referral(id);
    desk.acting = desk.fujii;
    REQUIRE(desk.post(Desk::path(id), letter_form(seen_by_both, "手術の相談")).status == 303);
    desk.acting = desk.saeki;
    const auto lost = desk.post(Desk::path(id), letter_form(seen_by_both, "精査加療のお願い"));
    CHECK(lost.status == 409);
    CHECK(has(lost, "藤井さんが先に変更しました(10:12)"));
    CHECK(has(lost, "紹介目的:精査加療のお願い → 手術の相談"));
    CHECK(has(lost, "藤井さんの変更を残す"));
    CHECK(has(lost, "自分の入力を残す"));
    CHECK(has(lost, "name=\"version\" value=\"" + desk.version(id) + "\""));
    CHECK(desk.referral(id).letter.purpose == "手術の相談");
    // 自分の入力を残す sends the same form at the new version.
    CHECK(desk.post(Desk::path(id), letter_form(desk.referral(id), "精査加療のお願い")).status ==
          303);
    CHECK(desk.referral(id).letter.purpose == "精査加療のお願い");
}

TEST_CASE("keeping the own words does not undo what the other changed elsewhere") {
    Desk desk;
    const auto id = desk.a_registered_letter();
    auto theirs = letter_form(desk.referral(id), desk.referral(id).letter.purpose);
    auto mine = letter_form(desk.referral(id), "精査加療のお願い");
    for (auto& [name, value] : theirs)
        if (name == "diagnoses") value = "胃癌の疑い";
    desk.acting = desk.fujii;
    REQUIRE(desk.post(Desk::path(id), theirs).status == 303);
    desk.acting = desk.saeki;
    const auto conflict = desk.post(Desk::path(id), mine);
    REQUIRE(conflict.status == 409);
    CHECK(has(conflict, "胃癌の疑い</textarea>"));
    CHECK(has(conflict, "\n精査加療のお願い</textarea>"));
    CHECK(has(desk.get(Desk::path(id)), "→「胃癌の疑い」"));
}

TEST_CASE("declining with a field that is wrong keeps where and how the answer went") {
    Desk desk;
    const auto id = desk.a_registered_letter();
    const auto page = desk.post(Desk::path(id, "/decline"), {{"version", desk.version(id)},
                                                             {"reason", "no_bed"},
                                                             {"note", std::string(2000, 'x')},
                                                             {"means", "phone"},
                                                             {"address", "042-000-0134"}});
    REQUIRE(page.status == 422);
    CHECK(has(page, "紹介元に伝えることは"));
    CHECK(has(page, "value=\"042-000-0134\""));
    CHECK(has(page, "value=\"phone\" selected"));
}

TEST_CASE("a double click on accept does one thing and can be taken back") {
    Desk desk;
    const auto id = desk.a_registered_letter();
    const Fields once{{"version", desk.version(id)}, {"form_key", "one"}};
    CHECK(desk.post(Desk::path(id, "/acceptance"), once).status == 303);
    CHECK(desk.post(Desk::path(id, "/acceptance"), once).status == 303);
    CHECK(desk.referral(id).state == ReferralState::AwaitingBooking);
    CHECK(desk.referral(id).version == 3);
    CHECK(desk.duties(id) == std::vector<std::string>{"booking.arrange"});
    CHECK(desk.post(Desk::path(id, "/take-back")).status == 303);
    CHECK(desk.duties(id) == std::vector<std::string>{"referral.decide"});
}

TEST_CASE("an urgent patient is accepted without a booking and the referrer told by phone") {
    Desk desk;
    const auto id = desk.a_registered_letter("至急");
    CHECK(has(desk.get("/referrals"), "至急・いま対応"));
    CHECK(
        desk.post(Desk::path(id, "/acceptance"), {{"version", desk.version(id)}, {"walk_in", "1"}})
            .status == 303);
    CHECK(desk.referral(id).state == ReferralState::AwaitingVisit);
    CHECK(desk.post(Desk::path(id, "/answer"), {{"version", desk.version(id)}, {"means", "phone"}})
              .status == 303);
    CHECK(desk.referral(id).answered_at);
    CHECK(desk.duties(id) == std::vector<std::string>{"visit.confirm"});
    CHECK(has(desk.get(Desk::path(id)), "紹介元へ返答(電話)"));
}

TEST_CASE("a note to the referrer that may hold what was objected to waits for who has read it") {
    Desk desk;
    const auto id = desk.a_registered_letter();
    auto tx = desk.office.db.write();
    ConsentStatement objection;
    objection.items = SharedItem::Life;
    objection.said.on = date_in_japan(testing::kTenTwelve);
    record_statement(tx, desk.saeki, testing::kTenTwelve, desk.referral(id).patient, objection)
        .value();
    tx.commit();
    std::vector<std::pair<std::string, std::string>> form{{"version", desk.version(id)},
                                                          {"reason", "no_bed"},
                                                          {"note", "12月に再度ご相談ください"},
                                                          {"means", "fax"}};
    CHECK_FALSE(has(desk.get(Desk::path(id, "/decline")), "留保があり"));  // nothing is written yet
    const auto refused = desk.post(Desk::path(id, "/decline"), form);
    CHECK(refused.status == 422);
    CHECK(has(refused, "渡さないよう申し出のあった内容が、文章の中にあるかもしれません"));
    CHECK(has(refused, "12月に再度ご相談ください"));
    CHECK(has(refused, "name=\"ground\""));
    CHECK_FALSE(desk.referral(id).closed_at);
    form.emplace_back("ground", "read_through");
    form.emplace_back("leave_reason", "日付のことだけ");
    CHECK(desk.post(Desk::path(id, "/decline"), form).status == 303);
    CHECK(desk.referral(id).closed_at);
}

TEST_CASE("declining tells the referrer by FAX, keeps the cover and closes the case") {
    Desk desk;
    const auto id = desk.a_registered_letter();
    CHECK(has(desk.get(Desk::path(id, "/decline")), "満床のため"));
    const auto refused =
        desk.post(Desk::path(id, "/decline"), {{"version", desk.version(id)}, {"reason", "busy"}});
    CHECK(refused.status == 422);
    CHECK(has(refused, "受入不可の理由を選んでください"));
    CHECK(desk.post(Desk::path(id, "/decline"), {{"version", desk.version(id)},
                                                 {"reason", "no_bed"},
                                                 {"note", "12月に再度ご相談ください"},
                                                 {"means", "fax"}})
              .status == 303);
    CHECK(desk.referral(id).closed_at);
    CHECK(desk.duties(id).empty());
    auto tx = desk.office.db.read();
    const auto sendings = sendings_of_case(tx, desk.saeki, case_of(id));
    REQUIRE(sendings.size() == 1);
    CHECK(sendings[0].means == "fax");
    CHECK(sendings[0].address == "042-000-0135");
    CHECK(has(desk.get("/referrals?stage=closed"), "受入不可"));
}

TEST_CASE("a decline that was not told yet still owes the answer") {
    Desk desk;
    const auto id = desk.a_registered_letter();
    REQUIRE(desk.post(Desk::path(id, "/decline"),
                      {{"version", desk.version(id)}, {"reason", "no_bed"}, {"means", ""}})
                .status == 303);
    CHECK(desk.duties(id) == std::vector<std::string>{"referral.answer"});
    CHECK(has(desk.get("/referrals"), "返答を送る"));
}

TEST_CASE("withdrawing, setting aside and forwarding need their words") {
    Desk desk;
    const auto id = desk.a_registered_letter();
    CHECK(desk.post(Desk::path(id, "/withdrawal"), {{"version", desk.version(id)}}).status == 422);
    CHECK(desk.post(Desk::path(id, "/forward"), {{"version", desk.version(id)}}).status == 422);
    CHECK(desk.post(Desk::path(id, "/withdrawal"),
                    {{"version", desk.version(id)}, {"reason", "他院で受診"}})
              .status == 303);
    CHECK(desk.referral(id).state == ReferralState::Withdrawn);
    const auto fax = desk.a_received_fax();
    CHECK(desk.post(Desk::path(fax, "/set-aside"), {{"version", "1"}}).status == 422);
    CHECK(desk.post(Desk::path(fax, "/set-aside"), {{"version", "1"}, {"reason", "広告"}}).status ==
          303);
    CHECK(desk.referral(fax).closed_at);
}

TEST_CASE("a call is logged in two actions, and a call-back becomes a duty at its time") {
    Desk desk;
    const auto id = desk.a_registered_letter();
    CHECK(
        desk.post(Desk::path(id, "/contacts"),
                  {{"outcome", "call_back"}, {"person", "木村医師"}, {"call_back_at", "１１:００"}})
            .status == 303);
    auto tx = desk.office.db.read();
    const auto duties = open_duties_of(tx, desk.saeki, case_of(id));
    REQUIRE(duties.size() == 2);
    CHECK(duties[0].kind == "contact.callback");
    CHECK(duties[0].due_at == desk.clock.now() + std::chrono::minutes{48});
    CHECK(desk.post(Desk::path(id, "/contacts"), {{"outcome", "shouted"}}).status == 422);
}

TEST_CASE("a referral is assigned with its duties and put off until a time") {
    Desk desk;
    const auto id = desk.a_registered_letter();
    CHECK(desk.post(Desk::path(id, "/assignee"), {{"version", desk.version(id)}, {"assignee", "2"}})
              .status == 303);
    auto tx = desk.office.db.read();
    const auto duty = open_duties_of(tx, desk.saeki, case_of(id)).at(0);
    CHECK(duty.assignee == UserId{2});
    CHECK(desk.post(Desk::path(id, "/snooze"), {{"duty", duty.id.text()},
                                                {"version", std::to_string(duty.version)},
                                                {"until", "morning"}})
              .status == 303);
    CHECK(has(desk.get("/referrals"), "要対応の紹介はありません"));
}

TEST_CASE("the pages of an original are pictures, the file itself comes byte for byte") {
    Desk desk;
    const auto id = desk.a_received_fax();
    const auto document = desk.referral(id).original.text();
    const auto page = desk.get("/documents/" + document + "/pages/2.png?rot=90");
    CHECK(page.status == 200);
    CHECK(page.headers.get("Content-Type") == "image/png");
    CHECK(page.body.starts_with("\x89PNG"));
    CHECK(desk.get("/documents/" + document + "/pages/3.png").status == 404);
    CHECK(desk.get("/documents/" + document + "/pages/x.png").status == 404);
    const auto file = desk.get("/documents/" + document);
    CHECK(file.body == a_fax());
    CHECK(file.headers.get("Content-Type") == "application/pdf");
    CHECK(has(desk.get(Desk::path(id, "?page=2&rot=90&zoom=1")), "pages/2.png?rot=90"));
    CHECK(desk.get("/documents/99").status == 404);
}

TEST_CASE("a field is linked to its place on the page and turns with it") {
    Desk desk;
    const auto id = desk.a_received_fax();
    const auto document = desk.referral(id).original.text();
    CHECK(has(desk.get(Desk::path(id, "?link=diagnoses")), "が書いてある場所"));
    CHECK(desk.post(Desk::path(id, "/sources"), {{"field", "diagnoses"},
                                                 {"document", document},
                                                 {"page", "1"},
                                                 {"left", "１００"},
                                                 {"top", "200"},
                                                 {"width", "300"},
                                                 {"height", "40"}})
              .status == 303);
    const auto shown = desk.get(Desk::path(id, "?mark=diagnoses"));
    CHECK(has(shown,
              "<rect class=\"on\" data-field=\"diagnoses\" x=\"100\" y=\"200\" width=\"300\" "
              "height=\"40\">"));
    CHECK(has(shown, "原本 p.1"));
    CHECK(has(desk.get(Desk::path(id, "?rot=90")),
              "x=\"760\" y=\"100\" width=\"40\" height=\"300\""));
    CHECK(desk.post(Desk::path(id, "/sources"),
                    {{"field", "diagnoses"}, {"document", document}, {"left", "2000"}})
              .status == 422);
    CHECK(desk.post(Desk::path(id, "/sources"), {{"field", "other"}, {"document", document}})
              .status == 422);
    desk.post(Desk::path(id, "/sources"), {{"field", "diagnoses"}, {"forget", "1"}});
    CHECK_FALSE(has(desk.get(Desk::path(id)), "<rect"));
}

TEST_CASE("the reception sheet is stored when printed, each printing a version") {
    Desk desk;
    const auto id = desk.a_registered_letter();
    CHECK(desk.get(Desk::path(id, "/reception-sheet.pdf")).body.starts_with("%PDF"));
    CHECK(desk.get(Desk::path(id, "/fax-cover.pdf")).body.starts_with("%PDF"));
    for (int i = 0; i < 2; ++i)
        CHECK(desk.post(Desk::path(id, "/reception-sheet.pdf")).status == 303);
    auto tx = desk.office.db.read();
    const auto documents = documents_of_case(tx, desk.saeki, case_of(id));
    REQUIRE(documents.size() == 3);
    CHECK(documents[0].version == 2);
    CHECK(documents[0].number.ends_with("-02"));
    CHECK(documents[0].replaces == documents[1].id);
}

TEST_CASE("a call is typed in: similar patients are shown with why before a new one is made") {
    Desk desk;
    desk.a_registered_letter();
    Fields form{{"door", "phone"},
                {"urgency", "soon"},
                {"patient.name", "佐々木 健一"},
                {"born_on", "1970/1/1"},
                {"referring_facility", "青葉町クリニック"},
                {"diagnoses", "右肺の影"}};
    const auto asked = desk.post("/referrals/new", form);
    CHECK(asked.status == 422);
    CHECK(has(asked, "この患者はどなたですか"));
    CHECK(has(asked, "1962-04-08"));
    CHECK(has(asked, "右肺の影"));
    form.emplace_back("patient", "new");
    const auto done = desk.post("/referrals/new", form);
    REQUIRE(done.status == 303);
    const auto page = desk.get(done.headers.get("Location"));
    CHECK(has(page, "1970-01-01(昭45)"));
    CHECK(has(page, "準緊急"));
}

TEST_CASE("the new form keeps what was typed and names every wrong field") {
    Desk desk;
    CHECK(desk.get("/referrals/new").status == 200);
    const auto page = desk.post("/referrals/new", {{"door", "phone"},
                                                   {"urgency", "soon"},
                                                   {"patient.name", "山田★"},
                                                   {"born_on", "2月30日"},
                                                   {"purpose", "精査"}});
    CHECK(page.status == 422);
    CHECK(has(page, "紹介元を入力してください"));
    CHECK(has(page, "山田★"));
    CHECK(has(page, "\n精査</textarea>"));
}

TEST_CASE("files of several kinds are taken in together, with a report for each") {
    Desk desk;
    const auto done = desk.post(
        "/referrals/import", {},
        {{"file", "fax.pdf", "application/pdf", a_fax()},
         {"file", "broken.json", "application/json", "{\"resourceType\":\"Patient\"}"},
         {"file", "list.csv", "text/csv", "患者氏名,紹介元\n岩崎 里美,\n西村 茜,まつかぜ眼科\n"}});
    REQUIRE(done.status == 303);
    const auto report = desk.get(done.headers.get("Location"));
    CHECK(has(report, "取り込み 2件、取り込めなかったもの 2件"));
    CHECK(has(report, "2行目"));
    CHECK(has(report, "紹介元を入力してください"));
    CHECK(desk.post("/referrals/import").status == 422);
}

TEST_CASE("another office finds neither the referral nor its documents") {
    Desk desk;
    const auto id = desk.a_registered_letter();
    const auto document = desk.referral(id).original.text();
    desk.acting.facility = FacilityId{2};
    CHECK(desk.get(Desk::path(id)).status == 404);
    CHECK(desk.get("/documents/" + document).status == 404);
    CHECK(desk.post(Desk::path(id, "/acceptance"), {{"version", "2"}}).status == 404);
}
