#include "facility/facility_pages.hpp"

#include <doctest/doctest.h>

#include "facility/facility_store.hpp"
#include "platform/event/contact.hpp"
#include "support/test_office.hpp"

using namespace kakehashi;
using testing::kTenTwelve;
using testing::TestOffice;

namespace {

struct Town : TestOffice {
    Town() : TestOffice({facility_feature()}) {}

    Facility partner(FacilityId id = kMinatoClinic) {
        auto tx = database->read();
        return find_facility(tx, saeki, id).value();
    }
    std::vector<std::pair<std::string, std::string>> form(const std::string& name,
                                                          const std::string& version = "1") {
        return {{"version", version},    {"kind", "clinic"},
                {"name", name},          {"kana", "みなと"},
                {"code", "1312345678"},  {"phone", "０４２-０００-０１３４"},
                {"reply_means", "post"}, {"registered_on", "令6.4.1"}};
    }
};

bool has(const http::Response& response, std::string_view text) {
    return response.body.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("the list shows partners, what is to be checked, and one of them in detail") {
    Town town;
    const auto response = town.get("/facilities");
    CHECK(response.status == 200);
    CHECK(has(response, "みなと内科クリニック"));
    CHECK(has(response, "青葉町クリニック"));
    CHECK(!has(response, "href=\"/facilities?sel=1\""));  // our own hospital is no partner
    CHECK(has(response, "要確認"));
    CHECK(has(response, "内容を確かめた"));
    const auto chosen = town.get("/facilities?sel=2");
    CHECK(has(chosen, "042-000-0135"));
    CHECK(has(chosen, "浜田 修"));
    CHECK(has(chosen, "登録医 第0087号"));
    CHECK(has(chosen, "紹介 0件"));
}

TEST_CASE("the list is searched and narrowed without a word in its address") {
    Town town;
    const auto searched = town.search("/facilities?kind=clinic", "あおば");
    CHECK(searched.starts_with("/facilities?kind=clinic&s="));
    CHECK(!has(town.get(searched), "浜田 修"));
    CHECK(has(town.get(searched), "青葉町クリニック"));
    CHECK(!has(town.get("/facilities?registered=1"), "青葉町クリニック"));
    CHECK(!has(town.get("/facilities?kind=pharmacy"), "青葉町クリニック"));
    CHECK(
        has(town.get("/facilities?kind=pharmacy&sel=2"), "浜田 修"));  // the chosen one stays shown
    CHECK(
        has(town.get(town.search("/facilities", "<b>")), "「&lt;b&gt;」に合う連携先はありません"));
    CHECK(town.get("/facilities?kind=%F0%9F%98%80&sel=x&after=-1").status == 200);
}

TEST_CASE("the list asks the same few questions, however many partners there are") {
    Town town;
    const auto few = town.statements([&] { town.get("/facilities"); });
    {
        auto tx = town.database->write();
        for (int n = 0; n < 120; ++n) {
            Facility facility;
            facility.name = "医院 " + std::to_string(n);
            REQUIRE(insert_facility(tx, town.saeki, kTenTwelve, facility));
        }
        tx.commit();
    }
    const auto many = town.statements([&] { town.get("/facilities"); });
    CHECK(many == few);
    CHECK(few <= 9);
    CHECK(has(town.get("/facilities"), "つぎの連携先を見る"));
}

TEST_CASE("内容を確かめた is one click, and can be undone") {
    Town town;
    const auto before = town.partner().confirmed_on;
    const auto done = town.post("/facilities/2/confirmation");
    CHECK(done.status == 303);
    CHECK(done.headers.get("Location") == "/facilities?sel=2");
    CHECK(town.partner().confirmed_on == date_in_japan(kTenTwelve));
    CHECK(has(town.get("/facilities?sel=2"), "本日 確認ずみ"));
    CHECK(town.post("/facilities/2/confirmation/undo").status == 303);
    CHECK(town.partner().confirmed_on == before);
    CHECK(town.post("/facilities/2/confirmation/undo").status == 409);  // nothing left to undo
    CHECK(has(town.get("/facilities/2"), "内容の確認を取り消した"));
}

TEST_CASE("who was spoken to is addressed once") {
    Town town;
    auto tx = town.database->write();
    for (const auto* person : {"川端", "林 幸一 先生"})
        log_contact(tx, town.saeki,
                    {.partner = Town::kMinatoClinic, .person = person, .at = kTenTwelve});
    tx.commit();
    const auto page = town.get("/facilities/2");
    CHECK(has(page, "川端様"));
    CHECK(has(page, "林 幸一 先生"));
    CHECK_FALSE(has(page, "先生様"));
}

TEST_CASE("a partner nobody had confirmed is unconfirmed again after the undo") {
    Town town;
    town.post("/facilities/3/confirmation");
    REQUIRE(town.partner(TestOffice::kAobaClinic).confirmed_on);
    town.post("/facilities/3/confirmation/undo");
    CHECK(!town.partner(TestOffice::kAobaClinic).confirmed_on);
}

TEST_CASE("a partner is registered with what people type") {
    Town town;
    const auto response = town.post("/facilities/new", {{"kind", "visiting_nurse"},
                                                        {"name", "汐見訪問看護"},
                                                        {"phone", "０４２-３３３-４４４４"},
                                                        {"reply_means", "phone"}});
    REQUIRE(response.status == 303);
    const auto saved = town.partner(FacilityId{4});
    CHECK(saved.kind == FacilityKind::VisitingNurse);
    CHECK(saved.phone == "042-333-4444");
    CHECK(saved.reply_means == ReplyMeans::Phone);
}

TEST_CASE("what is wrong is said beside its field, and everything typed stays") {
    Town town;
    auto fields = town.form("");
    fields[4].second = "12";
    fields.emplace_back("mail", "あて先");
    fields.emplace_back("confirmed_on", "2月30日");
    fields.emplace_back("contact_note", "午前のみ <電話>");
    const auto response = town.post("/facilities/2/edit", fields);
    CHECK(response.status == 422);
    CHECK(has(response, "入力を確かめてください(4件)"));
    CHECK(has(response, "href=\"#code\""));
    CHECK(has(response, "value=\"あて先\""));
    CHECK(has(response, "午前のみ &lt;電話&gt;"));
    CHECK(town.partner().version == 1);
}

TEST_CASE("a taken facility code is an error of its field") {
    Town town;
    const auto response = town.post("/facilities/3/edit", town.form("青葉町クリニック"));
    CHECK(response.status == 409);
    CHECK(has(response, "すでに別の医療機関に登録されています"));
    CHECK(has(response, "value=\"青葉町クリニック\""));
}

TEST_CASE("the second of two editors sees who changed what and loses nothing") {
    Town town;
    town.acting = town.omura;
    REQUIRE(town.post("/facilities/2/edit", town.form("みなと内科")).status == 303);
    town.acting = town.saeki;
    const auto response = town.post("/facilities/2/edit", town.form("みなと内科医院"));
    CHECK(response.status == 409);
    CHECK(has(response, "大村 健さんが先に変更しました(10:12)"));
    CHECK(has(response, "名称:みなと内科クリニック → みなと内科"));
    CHECK(has(response, "value=\"みなと内科医院\""));
    CHECK(has(response, "name=\"version\" value=\"2\""));
    CHECK(town.post("/facilities/2/edit", town.form("みなと内科医院", "2")).status == 303);
    CHECK(town.partner().name == "みなと内科医院");
}

TEST_CASE("departments and doctors are added and corrected on one page") {
    Town town;
    REQUIRE(town.post("/facilities/2/departments",
                      {{"department.name", "内科"}, {"department.position", "1"}})
                .status == 303);
    REQUIRE(town.post("/facilities/2/doctors",
                      {{"doctor.name", "森 茂"}, {"doctor.department_id", "4"}})
                .status == 303);
    CHECK(has(town.get("/facilities/2/people?doctor=5"), "森 茂 を直す"));
    CHECK(has(town.get("/facilities?sel=2"), "森 茂"));
    const auto twice = town.post("/facilities/2/departments", {{"department.name", "内科"}});
    CHECK(twice.status == 409);
    CHECK(has(twice, "同じ名前の診療科があります"));
    const auto bad = town.post("/facilities/2/doctors", {{"doctor.name", "森😀茂"}});
    CHECK(bad.status == 422);
    CHECK(has(bad, "森😀茂"));
    CHECK(town.post("/facilities/2/doctors",
                    {{"doctor.name", "森 茂"}, {"doctor.department_id", "1"}})
              .status == 404);  // a department of another place
    CHECK(town.post("/facilities/2/doctors",
                    {{"id", "5"}, {"doctor.name", "森 茂"}, {"inactive", "1"}})
              .status == 303);
    CHECK(!has(town.get("/facilities?sel=2"), "森 茂"));
    CHECK(has(town.get("/facilities/1/people"), "循環器内科"));
}

TEST_CASE("a CSV file is taken over once, and its report names the refused lines") {
    Town town;
    const http::Upload file{"file", "連携先.csv", "text/csv",
                            "種別,名称\n診療所,よい医院\nホテル,わるい医院\n"};
    const auto report = town.post("/facilities/import", {{"form_key", "once"}}, {file});
    CHECK(report.status == 200);
    CHECK(has(report, "新しく登録 1件"));
    CHECK(has(report, "わるい医院"));
    CHECK(has(report, "種別が一覧にありません"));
    const auto again = town.post("/facilities/import", {{"form_key", "once"}}, {file});
    CHECK(again.status == 303);
    CHECK(!has(town.get(town.search("/facilities", "わるい")), "?sel=4"));
    CHECK(town.post("/facilities/import").status == 422);
    const http::Upload wrong{"file", "絵.csv", "text/csv", "a,b\n1,2\n"};
    const auto refused = town.post("/facilities/import", {}, {wrong});
    CHECK(refused.status == 422);
    CHECK(has(refused, "名称"));
}

TEST_CASE("the list leaves as a file in either encoding") {
    Town town;
    const auto utf8 = town.get("/facilities/export?encoding=utf8");
    CHECK(utf8.body.starts_with("\xEF\xBB\xBF種別,"));
    CHECK(utf8.headers.get("Content-Disposition").find("attachment") != std::string::npos);
    const auto cp932 = town.get("/facilities/export?encoding=cp932");
    CHECK(cp932.body.starts_with("\x8E\xED\x95\xCA,"));
}

TEST_CASE("a partner that is not there is not found") {
    Town town;
    for (const auto* target :
         {"/facilities/99", "/facilities/99/edit", "/facilities/99/people", "/facilities/x/edit"})
        CHECK(town.get(target).status == 404);
    CHECK(town.post("/facilities/99/confirmation").status == 404);
    CHECK(town.post("/facilities/99/departments", {{"department.name", "内科"}}).status == 404);
}
