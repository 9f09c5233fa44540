#include <doctest/doctest.h>

#include "disclosure/disclosure_test_house.hpp"
#include "office/access.hpp"

using namespace kakehashi;
using namespace kakehashi::disclosure;
using testing::DisclosureHouse;

namespace {

bool has(const http::Response& answer, std::string_view words) {
    return answer.body.find(words) != std::string::npos;
}
std::string location(const http::Response& answer) {
    return std::string{answer.headers.get("Location")};
}
using Fields = std::vector<std::pair<std::string, std::string>>;

Fields a_form() {
    return {
        {"number", "0058-1042"},        {"requester", "bereaved"}, {"requester_name", "吉岡 由紀"},
        {"relation", "長女"},           {"contact", ""},           {"received_on", "11/24"},
        {"asked", "4月の入院の診療録"}, {"copy_form", "paper"}};
}

}  // namespace

TEST_CASE("a request is taken in, and each page says what comes next") {
    DisclosureHouse house;
    house.acting = house.omura;
    CHECK(has(house.get("/disclosures/new"), "請求の<b>理由は聞きません</b>"));
    const auto taken = house.post("/disclosures", a_form());
    REQUIRE(taken.status == 303);
    const auto page = location(taken);
    CHECK(has(house.get(page), "本人確認をする"));
    CHECK(has(house.get(page), "代理人・遺族の書類"));
    CHECK(has(house.get("/disclosures"), "遺族 吉岡 由紀(長女)"));
    CHECK(has(house.get("/disclosures"), "あと14日"));

    // Nothing is answered by who has shown no paper.
    CHECK(house.post(page + "/delivery", {{"answer_means", "desk"}, {"on", "11/24"}}).status ==
          422);
    const auto without = house.post(page + "/identity", {{"document", "licence"}, {"on", "11/24"}});
    CHECK(without.status == 422);
    CHECK(has(without, "代理人・遺族とわかる書類を選んでください"));
    CHECK(house
              .post(page + "/identity",
                    {{"document", "licence"}, {"authority", "family_register"}, {"on", "11/24"}})
              .status == 303);

    CHECK(has(house.get(page), "受け付けた人は判断できません"));
    CHECK(house.post(page + "/decision", {{"ruling", "full"}, {"on", "11/24"}}).status == 422);
    house.acting = house.saeki;
    const auto unreasoned =
        house.post(page + "/decision", {{"ruling", "partial"}, {"on", "11/24"}});
    CHECK(unreasoned.status == 422);
    CHECK(has(unreasoned, "開示しない部分の根拠を選んでください"));
    CHECK(house
              .post(page + "/decision", {{"ruling", "partial"},
                                         {"refusal_ground", "harms_others"},
                                         {"reason", "家族から聞いたこと"},
                                         {"on", "11/24"}})
              .status == 303);
    CHECK(house
              .post(page + "/delivery",
                    {{"answer_means", "post"}, {"fee_yen", "1200"}, {"on", "11/24"}})
              .status == 303);
    const auto done = house.get(page);
    for (const char* words : {"完了", "運転免許証", "戸籍謄本・抄本", "一部開示", "1,200円"})
        CHECK_MESSAGE(has(done, words), words);
    CHECK_FALSE(has(done, "取り下げる"));
    CHECK(has(house.get("/disclosures"), "終わった請求"));
    CHECK(house.duties().empty());
}

TEST_CASE("a form with mistakes keeps what was typed, and says each of them") {
    DisclosureHouse house;
    house.acting = house.omura;
    auto form = a_form();
    form[0].second = "99999999";
    form[3].second = "";
    const auto answer = house.post("/disclosures", form);
    CHECK(answer.status == 422);
    for (const char* words : {"この患者IDの方はいません", "本人との続柄を入力してください",
                              "吉岡 由紀", "4月の入院の診療録", "99999999"})
        CHECK_MESSAGE(has(answer, words), words);
    CHECK(house.duties().empty());
}

TEST_CASE("a request that is overdue says by how much") {
    DisclosureHouse house;
    house.a_request(*make_date(2026, 11, 6));
    CHECK(has(house.get("/disclosures"), "4日超過"));
}

TEST_CASE("the year's CSV runs no formula that somebody typed") {
    DisclosureHouse house;
    auto form = a_form();
    form[6].second = "=HYPERLINK(\"http://example.jp\")";
    REQUIRE(house.post("/disclosures", form).status == 303);
    const auto csv = house.get("/disclosures/export?year=2026");
    CHECK(csv.status == 200);
    CHECK(has(csv, "D-2026-0001"));
    CHECK(has(csv, "'=HYPERLINK"));
    CHECK_FALSE(has(csv, "\"=HYPERLINK"));
    CHECK_FALSE(has(house.get("/disclosures/export?year=2025"), "D-2026-0001"));
}

TEST_CASE("the pane of the duty leads who may to the request, and tells the others whose it is") {
    DisclosureHouse house;
    const auto request = house.identified(house.a_request());
    auto tx = house.database->read();
    const auto duty = open_duties(tx, house.saeki, house.clock.now(), {}).at(0);
    const auto& kind = house.office.duty_kind(duty.kind);
    CHECK(kind.heading(duty) == "開示するかどうかを判断する");
    const auto of_head = kind.next_action(house.office, tx, house.saeki, duty);
    REQUIRE(of_head.actions.size() == 1);
    CHECK(of_head.actions[0].url.text() == "/disclosures/" + request.id.text());
    CHECK(of_head.facts.size() == 1);
    const auto of_clerk = kind.next_action(house.office, tx, house.omura, duty);
    CHECK(of_clerk.facts.back().text == "室長");
    house.database.script("UPDATE user_account SET role = 'nurse' WHERE id = 3");
    auto later = house.database->read();
    CHECK(kind.next_action(house.office, later, house.fujii, duty).actions.empty());
}

TEST_CASE("a provision is written down once and corrected by a line of its own") {
    DisclosureHouse house;
    Fields form{{"patient_id", house.patient.text()},
                {"basis", "police"},
                {"provided_on", "11/24"},
                {"paper_number", ""},
                {"recipient", "みなと警察署"},
                {"items", "診療録の写し 10枚"}};
    const auto unnumbered = house.post("/provisions", form);
    CHECK(unnumbered.status == 422);
    CHECK(has(unnumbered, "照会書の番号を入力してください"));
    CHECK(has(unnumbered, "吉岡 トメ"));
    form[3].second = "み署発第12号";
    CHECK(house.post("/provisions", form).status == 303);
    const auto list = house.get("/provisions");
    for (const char* words : {"み署発第12号", "保存 2029-11-24 まで", "/provisions/1/correction"})
        CHECK_MESSAGE(has(list, words), words);
    form[5].second = "診療録の写し 12枚";
    CHECK(house.post("/provisions/1/correction", form).status == 422);
    form.emplace_back("correction", "枚数が違っていた");
    CHECK(house.post("/provisions/1/correction", form).status == 303);
    CHECK(house.post("/provisions/1/correction", form).status == 409);
    const auto corrected = house.get("/provisions");
    for (const char* words : {"10枚", "12枚", "訂正ずみ", "枚数が違っていた"})
        CHECK_MESSAGE(has(corrected, words), words);
    CHECK(house.get("/provisions/9/correction").status == 404);
}
