#include "consent/consent_pages.hpp"

#include <doctest/doctest.h>

#include "consent/consent_store.hpp"
#include "support/test_office.hpp"

using namespace kakehashi;
using testing::kTenTwelve;
using testing::TestOffice;

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

struct House : TestOffice {
    House() : TestOffice({consent_feature()}) {
        database.script(
            "INSERT INTO patient (id, facility_id, number, name, kana, name_key, kana_key,"
            " created_at, updated_at) VALUES (1, 1, '', '中川 由美', '', '', '', 1, 1)");
    }
    std::vector<ConsentStatement> statements() {
        auto tx = database->read();
        return statements_of(tx, saeki, PatientId{1});
    }
};

bool has(const http::Response& response, std::string_view text) {
    return response.body.find(text) != std::string::npos;
}

Fields objection(Fields more = {}) {
    Fields fields{
        {"whom", "partner"},     {"partner", "青葉町クリニック"}, {"item", "medication"},
        {"item", "tests"},       {"said_by", "family"},           {"said_name", "中川 修"},
        {"said_relation", "夫"}, {"said_how", "written"},         {"said_on", "11/20"}};
    for (auto& field : more) fields.push_back(std::move(field));
    return fields;
}

}  // namespace

TEST_CASE("an objection is written down on one page, and stands on the next") {
    House house;
    CHECK(has(house.get("/patients/1/consent"), "申し出はありません"));
    CHECK(has(house.get("/patients/1/consent/objection"), "青葉町クリニック"));
    const auto saved = house.post("/patients/1/consent/objection", objection());
    REQUIRE(saved.status == 303);
    CHECK(saved.headers.get("Location") == "/patients/1/consent");
    const auto page = house.get("/patients/1/consent");
    CHECK(has(page, "青葉町クリニックに渡さない"));
    CHECK(has(page, "渡さないもの: 検査・画像、薬"));
    CHECK(has(page, "11/20(金) 家族 夫 中川 修 さん・書面"));
    CHECK(has(page, "掲示 第1版"));
    CHECK(has(page, "<th scope=\"row\">青葉町クリニック</th>"));
    CHECK(has(page, "<th scope=\"row\">そのほか</th>"));
}

TEST_CASE("what is missing or cannot be read is said at its field, and what was typed stays") {
    House house;
    const auto nobody =
        house.post("/patients/1/consent/objection", {{"whom", "partner"},
                                                     {"partner", "どこかの医院"},
                                                     {"scope", "隣の先生には黙っていて"},
                                                     {"said_by", "proxy"},
                                                     {"said_how", "spoken"},
                                                     {"said_on", "11/20"}});
    CHECK(nobody.status == 422);
    CHECK(has(nobody, "この名前の連携先が一つに決まりません"));
    CHECK(has(nobody, "隣の先生には黙っていて"));
    const auto bare = house.post(
        "/patients/1/consent/objection",
        {{"whom", "everyone"}, {"said_by", "proxy"}, {"said_how", "spoken"}, {"said_on", "11/25"}});
    CHECK(bare.status == 422);
    CHECK(has(bare, "渡さないもの・渡してよいものを一つ以上選んでください"));
    CHECK(has(bare, "id=\"said_name-error\""));
    CHECK(has(bare, "申し出の日が本日より後です"));
    CHECK(house.statements().empty());
}

TEST_CASE("a partner is found by the number of its FAX too, and two of one name are not guessed") {
    House house;
    auto fields = objection();
    fields[1].second = "042-000-0177";
    CHECK(house.post("/patients/1/consent/objection", fields).status == 303);
    CHECK(house.statements().front().partner == TestOffice::kAobaClinic);
    house.database.script(
        "UPDATE facility SET name = '青葉町クリニック', name_key = '青葉町クリニツク'"
        " WHERE id = 2");
    CHECK(house.post("/patients/1/consent/objection", objection()).status == 422);
}

TEST_CASE("a withdrawal says who withdrew, once; the objection stays below") {
    House house;
    house.post("/patients/1/consent/objection", objection());
    const auto path = "/patients/1/consent/" + house.statements().front().id.text() + "/withdrawal";
    CHECK(has(house.get(path), "青葉町クリニックに渡さない"));
    const Fields said{
        {"version", "1"}, {"said_by", "self"}, {"said_how", "spoken"}, {"said_on", "11/24"}};
    auto early = said;
    early.back().second = "11/19";
    CHECK(house.post(path, early).status == 422);
    CHECK(house.post(path, said).status == 303);
    CHECK(house.post(path, said).status == 422);  // withdrawn already
    const auto page = house.get("/patients/1/consent");
    CHECK(has(page, "いま有効な申し出"));
    CHECK(has(page, "申し出はありません"));
    CHECK(has(page, "取り下げ 11/24(火) 本人・口頭"));
    CHECK(has(page, "夫 中川 修 さん・書面"));
    CHECK(house.get(path).status == 422);
}

TEST_CASE("an explicit consent has its end, and after it stands among what is over") {
    House house;
    const auto saved =
        house.post("/patients/1/consent/agreement", {{"kind", "network"},
                                                     {"scope", "みなと地区ネットワーク"},
                                                     {"item", "tests"},
                                                     {"valid_until", "2026-12-01"},
                                                     {"said_by", "self"},
                                                     {"said_how", "written"},
                                                     {"said_on", "11/24"}});
    REQUIRE(saved.status == 303);
    CHECK(has(house.get("/patients/1/consent"), "同意あり: 地域医療情報連携ネットワークでの共有"));
    house.clock.set(kTenTwelve + std::chrono::hours{24 * 8});
    const auto page = house.get("/patients/1/consent");
    CHECK(has(page, "期限切れ"));
    CHECK_FALSE(has(page, "同意あり"));
}

TEST_CASE("a form that is sent twice writes one statement") {
    House house;
    const auto fields = objection({{"form_key", "once"}});
    CHECK(house.post("/patients/1/consent/objection", fields).status == 303);
    CHECK(house.post("/patients/1/consent/objection", fields).status == 303);
    CHECK(house.statements().size() == 1);
}

TEST_CASE("nobody's number has no page") {
    House house;
    for (const auto* page : {"", "/objection", "/agreement", "/1/withdrawal"})
        CHECK(house.get(std::string{"/patients/77/consent"} + page).status == 404);
    CHECK(house.post("/patients/77/consent/objection", objection()).status == 404);
}

TEST_CASE("the posted purposes are read by version, and the next one is written in the settings") {
    House house;
    CHECK(has(house.get("/purposes"), "当院は、患者さんの個人情報を次の目的で利用します"));
    CHECK(house.get("/purposes?version=2").status == 404);
    CHECK(has(house.get("/settings/purposes"), "第2版を書く"));
    const Fields next{{"seen", "1"}, {"body", "短い掲示"}, {"valid_from", "11/25"}};
    CHECK(house.post("/settings/purposes", next).status == 303);
    CHECK(has(house.get("/purposes"), "当院は、患者さん"));  // until tomorrow
    CHECK(has(house.get("/purposes?version=2"), "短い掲示"));
    const auto late = house.post("/settings/purposes", next);
    CHECK(late.status == 409);
    CHECK(has(late, "先に別の版が書かれています"));
    CHECK(has(late, "短い掲示"));
    house.clock.set(kTenTwelve + std::chrono::hours{24});
    CHECK(has(house.get("/purposes"), "短い掲示"));
    CHECK(has(house.get("/purposes?version=1"), "当院は、患者さん"));
}
