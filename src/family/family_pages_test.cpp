#include "family/family_pages.hpp"

#include "family/family_test_house.hpp"

using namespace kakehashi;
using testing::FamilyHouse;

namespace {

using House = FamilyHouse;
using Fields = std::vector<std::pair<std::string, std::string>>;

bool has(const http::Response& answer, std::string_view words) {
    return answer.body.find(words) != std::string::npos;
}
std::string location(const http::Response& answer) {
    return std::string{answer.headers.get("Location")};
}

Fields a_form(std::string receiver, Fields more = {}) {
    Fields fields{{"receiver", std::move(receiver)}, {"recognised", "licence"},
                  {"asked_by", "receiver"},          {"handed_purpose", "病状の説明"},
                  {"handed_paper", "102"},           {"handed_paper", "104"}};
    for (auto& field : more) fields.push_back(std::move(field));
    return fields;
}

constexpr const char* kHanded = "/patients/5/handed";
constexpr const char* kNew = "/patients/5/handed/new";

}  // namespace

TEST_CASE("before pressing, the page says who may be handed what") {
    House house;
    CHECK(has(house.get(kNew), "ご家族への留保の申し出はありません"));
    CHECK(has(house.get(kNew), "渡してよい"));
    house.object(House::objection("長男"));
    const auto page = house.get(kNew);
    CHECK(page.status == 200);
    for (const char* words : {"家族(長男)には「すべて」を渡さない(11/24(火) 本人の申し出・口頭)",
                              "吉岡 由紀", "吉岡 大介", "渡さない</span>", "渡してよい</span>",
                              "返書(最終)", "みなと内科クリニック", "運転免許証", "患者さん本人"})
        CHECK_MESSAGE(has(page, words), words);
    for (const char* words : {"堀田 恵", "吉岡 昭", "送付状", "/documents/"})
        CHECK_FALSE_MESSAGE(has(page, words), words);
}

TEST_CASE("handed over, the papers and the receipt are opened from the record") {
    House house;
    CHECK(has(house.get(kHanded), "まだお渡しした文書はありません"));
    const auto saved = house.post(kHanded, a_form("1"));
    REQUIRE(saved.status == 303);
    const auto given = house.given().at(0);
    CHECK(location(saved) == std::string{kHanded} + "/" + given.id.text());
    const auto page = house.get(location(saved));
    for (const auto& words :
         {std::string{"長女 吉岡 由紀 さんへのお渡し"}, std::string{"運転免許証"},
          std::string{"/documents/102"}, std::string{"/documents/104"},
          "/documents/" + given.receipt.text(), given.number})
        CHECK_MESSAGE(has(page, words), words);
    CHECK(has(house.get(kHanded), "返書(最終)"));
    CHECK(has(house.get(kHanded), "1件"));
}

TEST_CASE("who is objected to gets nothing: the page says why, and offers the way for a life") {
    House house;
    house.object(House::objection("長男"));
    const auto refused = house.post(kHanded, a_form("2"));
    CHECK(refused.status == 422);
    for (const char* words :
         {"留保があり、このままではお渡しできません", "家族(長男)には「すべて」を渡さない",
          "生命・身体の保護のため", "value=\"2\" checked", "value=\"102\" checked"})
        CHECK_MESSAGE(has(refused, words), words);
    CHECK_FALSE(has(refused, "本文を読み"));
    CHECK(house.given().empty());
    const auto bare = house.post(kHanded, a_form("2", {{"ground", "emergency"}}));
    CHECK(bare.status == 422);
    CHECK(has(bare, "留保があっても送る・渡す理由を入力してください"));
    CHECK(
        house.post(kHanded, a_form("2", {{"ground", "emergency"}, {"leave_reason", "意識がない"}}))
            .status == 303);
    // By another door: typed.
    const Fields typed{{"receiver_name", "吉岡 大介"}, {"relation", "息子"}};
    CHECK(house.post(kHanded, a_form("other", typed)).status == 422);
    CHECK(house.given().size() == 1);
}

TEST_CASE("papers that stay here are named before the rest goes") {
    House house;
    house.object(House::objection("長男", SharedItem::Medication));
    const auto told = house.post(kHanded, a_form("2"));
    CHECK(told.status == 422);
    CHECK(has(told, "留保により、一部をお渡ししません"));
    CHECK(has(told, "「返書(最終)」はお渡ししません"));
    CHECK(has(told, R"(name="left_out" value="102")"));
    const auto saved = house.post(kHanded, a_form("2", {{"left_out", "102"}}));
    REQUIRE(saved.status == 303);
    const auto page = house.get(location(saved));
    CHECK(has(page, "留保のためお渡ししていないもの:<b>返書(最終)</b>"));
    CHECK_FALSE(has(page, "/documents/102"));
}

TEST_CASE("what is missing is said at its field, and what was typed stays") {
    House house;
    const auto empty = house.post(kHanded, {{"receiver_name", "吉岡 花"}});
    CHECK(empty.status == 422);
    for (const char* words :
         {"受け取る方を選んでください", "本人確認を選んでください", "申し出た人を選んでください",
          "目的を入力してください", "お渡しする文書を一つ以上選んでください", "吉岡 花"})
        CHECK_MESSAGE(has(empty, words), words);
    const auto nameless = house.post(kHanded, a_form("other", {{"relation", "姪"}}));
    CHECK(has(nameless, "受け取る方の氏名を入力してください"));
    CHECK(has(nameless, "value=\"姪\""));
    CHECK(house.post(kHanded, a_form("99")).status == 404);
    CHECK(house.given().empty());
}

TEST_CASE("a form that is sent twice hands over once") {
    House house;
    for (int i = 0; i < 2; ++i)
        CHECK(house.post(kHanded, a_form("1", {{"form_key", "once"}})).status == 303);
    CHECK(house.given().size() == 1);
}

TEST_CASE("a mistaken record is cancelled with its reason, and leads to the papers no more") {
    House house;
    const auto page = location(house.post(kHanded, a_form("1")));
    const auto bare = house.post(page + "/cancellation", {{"cancel_reason", ""}});
    CHECK(bare.status == 422);
    CHECK(has(bare, "取り消すわけを入力してください"));
    CHECK(house.post(page + "/cancellation", {{"cancel_reason", "長男の欄に書くところだった"}})
              .status == 303);
    const auto after = house.get(page);
    CHECK(has(after, "取り消した記録です"));
    CHECK(has(after, "長男の欄に書くところだった"));
    CHECK_FALSE(has(after, "/documents/102"));
    CHECK_FALSE(has(after, "この記録を取り消す"));
    CHECK(has(house.get(kHanded), "取り消し 11/24(火) 10:12 佐伯 真理"));
    CHECK(house.post(page + "/cancellation", {{"cancel_reason", "もう一度"}}).status == 409);
}

TEST_CASE("nobody's number, and a patient who is sealed from the viewer, have no page") {
    House house;
    const auto page = location(house.post(kHanded, a_form("1")));
    for (const auto* of : {"/patients/77/handed", "/patients/77/handed/new", "/patients/6/handed/1",
                           "/patients/5/handed/9"})
        CHECK_MESSAGE(house.get(of).status == 404, of);
    house.seal();
    house.acting = house.omura;
    for (const auto& of : {std::string{kHanded}, std::string{kNew}, page})
        CHECK_MESSAGE(house.get(of).status == 404, of);
    CHECK(house.post(kHanded, a_form("1")).status == 404);
    CHECK(house.post(page + "/cancellation", {{"cancel_reason", "x"}}).status == 404);
}
