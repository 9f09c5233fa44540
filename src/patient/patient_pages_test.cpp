#include "patient/patient_pages.hpp"

#include <doctest/doctest.h>

#include "base/era.hpp"
#include "patient/patient_merge.hpp"
#include "patient/patient_store.hpp"
#include "platform/duty/duty.hpp"
#include "support/test_office.hpp"

using namespace kakehashi;
using testing::kTenTwelve;
using testing::TestOffice;

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

Feature referral_lines() {
    Feature feature;
    feature.timeline = {
        {"referral.received", [](const Event&) { return TimelineText{"紹介状を受信"}; }}};
    feature.duty_kinds = {
        {"referral.decide",
         {"紹介", "inbox", [](const Duty&) { return std::string{"受入の可否を返答する"}; }, {}}}};
    return feature;
}

struct Town : TestOffice {
    Town() : TestOffice({patient_feature(), referral_lines()}) {}

    PatientId add(const std::string& name, const std::string& kana, const std::string& born,
                  const std::string& number = {}) {
        auto tx = database->write();
        Patient patient;
        patient.name = name;
        patient.kana = kana;
        patient.born_on = parse_birth_date("born_on", born, date_in_japan(kTenTwelve)).value();
        patient.number = number;
        patient.caution = "ペニシリンで発疹";
        const auto id = insert_patient(tx, saeki, kTenTwelve, patient).value().id;
        tx.commit();
        return id;
    }
    PatientId saito() { return add("齋藤 健一", "サイトウ ケンイチ", "昭26.9.3", "0031-7745"); }

    Patient read(PatientId id) {
        auto tx = database->read();
        return find_patient(tx, saeki, id).value();
    }
};

bool has(const http::Response& response, std::string_view text) {
    return response.body.find(text) != std::string::npos;
}

const Fields kTanaka{
    {"name", "田中 花子"},    {"kana", "たなか はなこ"},           {"born_on", "Ｓ３７０４０８"},
    {"sex", "female"},        {"phone", "０９０１２３４５６７８"}, {"number", ""},
    {"caution", "造影剤禁忌"}};

}  // namespace

TEST_CASE("the search shows who was found, both calendars, and why") {
    Town town;
    const auto id = town.saito();
    const auto where = town.search("/patients", "サイトウ 昭26.9.3");
    CHECK(where.starts_with("/patients?s="));
    const auto response = town.get(where);
    CHECK(response.status == 200);
    CHECK(has(response, "齋藤 健一"));
    CHECK(has(response, "1951-09-03(昭26)"));
    CHECK(has(response, "0031-7745"));
    CHECK(has(response, "カナ・生年月日"));
    CHECK(has(response, "href=\"/patients/" + id.text() + "\""));
    CHECK(has(town.get(town.search("/patients", "山田")), "合う患者はいません"));
    CHECK(has(town.get("/patients"), "患者をさがします"));
}

TEST_CASE("a patient is registered as people type it, without a number too") {
    Town town;
    const auto response = town.post("/patients/new", kTanaka);
    REQUIRE(response.status == 303);
    CHECK(response.headers.get("Location") == "/patients/1");
    const auto patient = town.read(PatientId{1});
    CHECK(patient.kana == "タナカ ハナコ");
    CHECK(patient.born_on == make_date(1962, 4, 8));
    CHECK(patient.phone == "090-1234-5678");
    CHECK(patient.sex == Sex::Female);
    const auto page = town.get("/patients/1");
    CHECK(has(page, "未採番"));
    CHECK(has(page, "1962-04-08(昭37)"));
    CHECK(has(page, "造影剤禁忌"));
    CHECK(has(page, "患者を登録"));
}

TEST_CASE("probable duplicates are shown with why before a new record is made") {
    Town town;
    const auto id = town.saito();
    Fields fields{{"name", "斉藤 健一"},
                  {"kana", "サイトウ ケンイチ"},
                  {"born_on", "1951/9/3"},
                  {"contact", "長男 <b>"}};
    const auto asked = town.post("/patients/new", fields);
    CHECK(asked.status == 409);
    CHECK(has(asked, "同じ人かもしれない患者がいます"));
    CHECK(has(asked, "合う:</span>生年月日"));
    CHECK(has(asked, "未確認:</span>字体"));
    CHECK(has(asked, "href=\"/patients/" + id.text() + "\""));
    CHECK(has(asked, "value=\"斉藤 健一\""));
    CHECK(has(asked, "長男 &lt;b&gt;"));
    fields.emplace_back("new_person", "1");
    CHECK(town.post("/patients/new", fields).status == 303);
    CHECK(town.read(PatientId{id.value + 1}).name == "斉藤 健一");
}

TEST_CASE("every fault of the form is named at once, and everything typed stays") {
    Town town;
    const auto response = town.post("/patients/new", {{"name", "田中😀花子"},
                                                      {"kana", "漢字"},
                                                      {"born_on", "昭和65年2月30日"},
                                                      {"number", "番号"},
                                                      {"phone", "12"},
                                                      {"postal_code", "1"},
                                                      {"sex", "?"},
                                                      {"address", std::string(2000, 'a')}});
    CHECK(response.status == 422);
    CHECK(has(response, "入力を確かめてください(8件)"));
    CHECK(has(response, "value=\"田中😀花子\""));
    CHECK(has(response, "value=\"昭和65年2月30日\""));
    CHECK(town.post("/patients/new").status == 422);
    CHECK(town.post("/patients/new", {{"name", "田中 花子"}, {"born_on", "2026/11/25"}}).status ==
          422);
}

TEST_CASE("a number that is taken is an error of its field") {
    Town town;
    town.saito();
    const auto other = town.add("山田 太郎", "ヤマダ タロウ", "昭40.1.1");
    const auto response =
        town.post("/patients/" + other.text() + "/edit",
                  {{"version", "1"}, {"name", "山田 太郎"}, {"number", "00317745"}});
    CHECK(response.status == 409);
    CHECK(has(response, "すでに別の患者に使われています"));
}

TEST_CASE("the second of two editors sees who changed what and loses nothing") {
    Town town;
    const auto id = town.saito();
    const auto edit = "/patients/" + id.text() + "/edit";
    town.acting = town.omura;
    REQUIRE(town.post(edit, {{"version", "1"}, {"name", "齋藤 健一"}, {"phone", "042-000-9999"}})
                .status == 303);
    town.acting = town.saeki;
    const auto response = town.post(edit, {{"version", "1"}, {"name", "齋藤 健市"}});
    CHECK(response.status == 409);
    CHECK(has(response, "大村 健さんが先に変更しました(10:12)"));
    CHECK(has(response, "電話番号:なし → 042-000-9999"));
    CHECK(has(response, "value=\"齋藤 健市\""));
    CHECK(has(response, "name=\"version\" value=\"2\""));
    CHECK(town.post(edit, {{"version", "2"}, {"name", "齋藤 健市"}}).status == 303);
}

TEST_CASE("one patient shows the timeline of all referrals, duties and documents, newest first") {
    Town town;
    const auto id = town.saito();
    town.database.script(
        "INSERT INTO referral (id, facility_id, number, state, door, patient_id, referrer_id,"
        " diagnoses, received_at, updated_at) VALUES (7, 1, 'R-2026-11-0007', 'awaiting_decision',"
        " 'fax', 1, 2, '狭心症の疑い\n高血圧', 1795400000, 1)");
    {
        auto tx = town.database->write();
        record_event(tx, town.saeki, *parse_iso_date("2025-06-01").transform([](Date day) {
            return instant_in_japan(day, std::chrono::hours{9});
        }),
                     {"referral", 6}, id, "referral.received");
        record_event(tx, town.omura, kTenTwelve, {"referral", 7}, id, "referral.received");
        record_event(tx, town.omura, kTenTwelve, {"referral", 7}, id, "referral.unknown_thing");
        open_duty(tx, town.saeki, kTenTwelve,
                  {.about = {"referral", 7},
                   .patient = id,
                   .partner = {},
                   .kind = "referral.decide",
                   .due_at = kTenTwelve - std::chrono::hours{1}});
        tx.commit();
    }
    const auto page = town.get("/patients/" + id.text());
    CHECK(has(page, "狭心症の疑い"));
    CHECK(!has(page, "高血圧"));
    CHECK(has(page, "R-2026-11-0007"));
    CHECK(has(page, "受入判断まち"));
    CHECK(has(page, "みなと内科クリニック"));
    CHECK(has(page, "受入の可否を返答する"));
    CHECK(has(page, "超過"));
    CHECK(has(page, "ペニシリンで発疹"));
    CHECK(has(page, "<li class=\"yr\">2025年</li>"));
    CHECK(has(page, "href=\"/referrals/6\">紹介状を受信"));
    CHECK(page.body.find("/referrals/7\">紹介状を受信") <
          page.body.find("/referrals/6\">紹介状を受信"));
    CHECK(!has(page, "unknown_thing"));
}

TEST_CASE("a long timeline is paged, and costs the same statements however long it is") {
    Town town;
    const auto id = town.saito();
    const auto where = "/patients/" + id.text();
    const auto few = town.statements([&] { town.get(where); });
    {
        auto tx = town.database->write();
        for (int n = 0; n < 120; ++n)
            record_event(tx, town.saeki, kTenTwelve, {"referral", n + 1}, id, "referral.received");
        tx.commit();
    }
    http::Response page;
    const auto many = town.statements([&] { page = town.get(where); });
    CHECK(many == few);
    CHECK(few <= 13);
    int seen = 0;
    std::string next = where;
    for (int pages = 0; !next.empty() && pages < 10; ++pages) {
        page = town.get(next);
        for (auto at = page.body.find("紹介状を受信"); at != std::string::npos;
             at = page.body.find("紹介状を受信", at + 1))
            ++seen;
        const auto link = page.body.find("?before=");
        const auto begin = page.body.rfind('"', link) + 1;
        next = link == std::string::npos
                   ? ""
                   : page.body.substr(begin, page.body.find('"', link) - begin);
    }
    CHECK(seen == 120);
}

TEST_CASE("a call about the patient is logged in two actions, and a promised call is owed") {
    Town town;
    const auto id = town.saito();
    const auto where = "/patients/" + id.text();
    const auto done = town.post(
        where + "/contacts",
        {{"means", "phone"}, {"direction", "in"}, {"person", "長女"}, {"outcome", "call_back"}});
    CHECK(done.status == 303);
    {
        auto tx = town.database->read();
        const auto duties = open_duties_of(tx, town.saeki, case_of(id));
        REQUIRE(duties.size() == 1);
        CHECK(duties[0].note == "長女");
        CHECK(timeline_of_patient(tx, town.saeki, id).front().kind == "contact.logged");
    }
    const auto wrong = town.post(
        where + "/contacts",
        {{"means", "pigeon"}, {"direction", "in"}, {"note", "覚え <x>"}, {"outcome", "reached"}});
    CHECK(wrong.status == 422);
    CHECK(has(wrong, "覚え &lt;x&gt;"));
}

TEST_CASE("two records are compared side by side, merged with a reason, and parted again") {
    Town town;
    const auto keep = town.saito();
    const auto drop = town.add("斉藤 健一", "サイトウ ケンイチ", "昭26.9.3", "900");
    const auto merge = "/patients/" + keep.text() + "/merge";
    const auto choose = town.get(merge);
    CHECK(has(choose, "?with=" + drop.text()));
    CHECK(has(town.get(town.search(merge, "900")), "?with=" + drop.text()));
    const auto compare = town.get(merge + "?with=" + drop.text());
    CHECK(has(compare, "統合する記録"));
    CHECK(has(compare, "class=\"flag\""));
    CHECK(has(compare, "/patients/" + drop.text() + "/merge?with=" + keep.text()));

    const auto without = town.post(merge, {{"with", drop.text()}, {"reason", " "}});
    CHECK(without.status == 422);
    CHECK(has(without, "aria-invalid"));
    const auto done = town.post(merge, {{"with", drop.text()}, {"reason", "FAX で二重に登録"}});
    REQUIRE(done.status == 303);
    const auto moved = town.get("/patients/" + drop.text());
    CHECK(moved.status == 303);
    CHECK(moved.headers.get("Location") == "/patients/" + keep.text());
    const auto page = town.get("/patients/" + keep.text());
    CHECK(has(page, "統合した記録"));
    CHECK(has(page, "二重の記録を統合。FAX で二重に登録"));
    CHECK(has(page, "/patients/" + drop.text() + "/unmerge"));
    CHECK(town.get("/patients/" + drop.text() + "/edit").status == 303);

    CHECK(town.post("/patients/" + drop.text() + "/unmerge").status == 303);
    CHECK(town.get("/patients/" + drop.text()).status == 200);
    CHECK(!has(town.get("/patients/" + keep.text()), "統合した記録"));
}

TEST_CASE("a patient of nobody here is not found") {
    Town town;
    town.saito();
    for (const auto* target : {"/patients/99", "/patients/99/edit", "/patients/99/merge",
                               "/patients/x", "/patients/1/merge?with=99"})
        CHECK(town.get(target).status == 404);
    CHECK(town.post("/patients/99/contacts",
                    {{"means", "phone"}, {"direction", "in"}, {"outcome", "reached"}})
              .status == 404);
    CHECK(town.post("/patients/1/merge", {{"with", "99"}, {"reason", "x"}}).status == 404);
}
