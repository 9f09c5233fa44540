// /patients/{id}/network.
#include <doctest/doctest.h>

#include "network/network_test_house.hpp"

using namespace kakehashi;
using testing::NetworkHouse;
using testing::TestOffice;

namespace {

constexpr const char* kPage = "/patients/1/network";

bool has(const http::Response& page, std::string_view words) {
    return page.body.find(words) != std::string::npos;
}

std::string seal_in(const http::Response& page) {
    constexpr std::string_view kBefore = "name=\"seal\" value=\"";
    const auto at = page.body.find(kBefore);
    REQUIRE(at != std::string::npos);
    const auto start = at + kBefore.size();
    return page.body.substr(start, page.body.find('"', start) - start);
}

using Fields = std::vector<std::pair<std::string, std::string>>;
http::Response press(NetworkHouse& house, const std::string& seal, Fields more = {}) {
    Fields fields{{"network", house.scope.network.text()}, {"referral", "1"}, {"seal", seal}};
    for (auto& field : more) fields.push_back(std::move(field));
    return house.post(kPage, fields);
}

constexpr db::Query kFiles{"network_test.files",
                           "SELECT count(*) FROM case_document WHERE kind = 'network_file'"};
std::int64_t files(NetworkHouse& house) {
    return house.database->read().number(kFiles);
}

}  // namespace

TEST_CASE("the page says before and after what leaves and what stays") {
    NetworkHouse house;
    house.agreed(SharedItem::Medication | SharedItem::Tests);
    const auto before = house.get(kPage);
    CHECK(has(before, "みなとネット"));
    CHECK(has(before, "ランソプラゾール"));
    CHECK_FALSE(has(before, "黒色便"));
    CHECK(has(before, "患者の同意がありません"));
    CHECK(has(before, "「病名・経過」は書いていません"));
    const auto done = press(house, seal_in(before), {{"read", "reply.findings"}});
    REQUIRE(done.status == 303);
    const auto after = house.get(done.headers.get("Location"));
    CHECK(has(after, "出さなかったもの: 受診・予約、傷病名"));
    CHECK(has(after, "みなとネット: 検査・画像、薬"));
    CHECK(has(after, "ファイルを保存する"));
}

TEST_CASE("the file is handed over as a file, also where the house looks at its documents") {
    NetworkHouse house;
    house.agreed(ItemSet::all());
    REQUIRE(press(house, seal_in(house.get(kPage))).status == 303);
    const auto file = house.get(std::string{kPage} + "/1");
    CHECK(file.status == 200);
    CHECK(file.headers.get("Content-Type").starts_with("application/fhir+json"));
    CHECK(file.headers.get("Content-Disposition").starts_with("attachment"));
    CHECK(house.get("/patients/2/network/1").status == 404);
}

TEST_CASE("before anything is posted the page says who may post it") {
    TestOffice house{{network_feature()}};
    house.database.script(NetworkHouse::kCase);
    const auto page = house.get(kPage);
    CHECK(page.status == 200);
    CHECK(has(page, "室長が設定の「共同利用の範囲」に書くと使えます"));
    CHECK_FALSE(has(page, "<form class=\"k-card\""));
}

TEST_CASE("without a consent the page has no button, and a press is refused and traced") {
    NetworkHouse house;
    const auto page = house.get(kPage);
    CHECK(has(page, "このネットワークへの同意がまだありません"));
    CHECK_FALSE(has(page, "この内容で書き出す"));
    CHECK_FALSE(has(page, "ランソプラゾール"));
    CHECK(press(house, "").status == 422);
    CHECK(files(house) == 0);
}

TEST_CASE("a consent that is withdrawn while the page is open refuses the next press") {
    NetworkHouse house;
    const auto consent = house.agreed(ItemSet::all());
    const auto seal = seal_in(house.get(kPage));
    house.withdraw(consent);
    const auto refused = press(house, seal);
    CHECK(refused.status == 422);
    CHECK(has(refused, "患者さんが同意を撤回しています"));
    CHECK(files(house) == 0);
}

TEST_CASE("what may leave changed while the page was open: it is shown before it leaves") {
    NetworkHouse house;
    house.agreed(ItemSet::all());
    const auto seal = seal_in(house.get(kPage));
    house.agreed(SharedItem::Medication);
    const auto again = press(house, seal);
    CHECK(again.status == 409);
    CHECK(has(again, "この画面を開いたあとに変わりました"));
    CHECK(files(house) == 0);
    CHECK(press(house, seal_in(again)).status == 303);
}

TEST_CASE("a file of nothing is not written") {
    NetworkHouse house;
    house.agreed(SharedItem::Tests);  // stands in sentences alone, which nobody has read
    const auto refused = press(house, seal_in(house.get(kPage)));
    CHECK(refused.status == 422);
    CHECK(has(refused, "本文を読んで確かめたものに印をつけてください"));
    CHECK(files(house) == 0);
}
