#include "office/frame.hpp"

#include <doctest/doctest.h>

#include "office/change.hpp"
#include "office/frame_pages.hpp"
#include "support/test_office.hpp"

namespace kakehashi::office {
namespace {

using std::chrono::hours;

Feature three_pages() {
    Feature feature{.name = "pages"};
    feature.nav = {{"前方連携", "紹介受付", "/referrals", "inbox", "referral.", "r"},
                   {"しごと", "本日の業務", "/today", "today", "*", "t"},
                   {"前方連携", "返書管理", "/replies", "reply", "reply.", "y"}};
    feature.add_routes = [](http::Router& router, Office& office) {
        router.add("POST", "/done", [&office](http::Request& request) {
            return change_once(office, request,
                               [](db::Transaction&, const Viewer&, Instant) -> Result<Done> {
                                   return Done{html::Url::path("/menu"), "返書を完了にしました",
                                               html::Url::path("/duties/7/reopening")};
                               });
        });
    };
    return feature;
}

void owe(testing::TestOffice& office, std::int64_t id, std::string kind, Instant due_at) {
    auto tx = office.database->write();
    NewDuty duty;
    duty.about = {"referral", id};
    duty.kind = std::move(kind);
    duty.due_at = due_at;
    open_duty(tx, office.saeki, office.clock.now(), duty);
    tx.commit();
}

http::Response get_with_cookie(testing::TestOffice& office, std::string_view target,
                               std::string_view cookie) {
    http::Request request;
    request.method = "GET";
    request.target = std::string{target};
    request.path = std::string{target.substr(0, target.find('?'))};
    request.headers.set("Cookie", cookie);
    return office.router.handle(request);
}

bool has(const http::Response& response, std::string_view text) {
    return response.body.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("the side shows the registered pages in the order of the design, and nothing else") {
    testing::TestOffice office({three_pages(), frame_feature()});
    const auto page = office.get("/menu");
    REQUIRE(page.status == 200);
    const auto today = page.body.find("本日の業務</span>");
    const auto intake = page.body.find("紹介受付</span>");
    CHECK(today < intake);
    CHECK(intake < page.body.find("返書管理</span>"));
    CHECK_FALSE(has(page, "監査ログ"));
    CHECK_FALSE(has(page, "お知らせ"));
    CHECK(has(page, "2026年11月24日(火) 10:12"));
    CHECK(has(page, "佐伯 真理(看護師)"));
    CHECK(has(page, "<b>みなと市立総合病院 地域医療連携室</b>"));
    CHECK(has(page, "出力 2026/11/24 10:12 佐伯"));
}

TEST_CASE("a red number in the side counts what cannot wait, a grey one what is open") {
    testing::TestOffice office({three_pages(), frame_feature()});
    owe(office, 1, "referral.decide", office.clock.now() + hours{72});
    owe(office, 2, "referral.decide", office.clock.now() + hours{96});
    owe(office, 3, "reply.first", office.clock.now() - hours{48});
    const auto page = office.get("/menu");
    CHECK(has(page, R"(<span class="n"><span class="sr">未処理 </span>2<)"));
    CHECK(has(page, R"(<span class="n hot"><span class="sr">本日まで </span>1<)"));
    CHECK_FALSE(has(page, R"(</span>3<)"));
}

TEST_CASE("the frame costs one statement however much is owed") {
    testing::TestOffice office({three_pages(), frame_feature()});
    const auto before = office.statements([&] { office.get("/menu"); });
    for (int i = 1; i <= 30; ++i) owe(office, i, "reply.first", office.clock.now());
    CHECK(office.statements([&] { office.get("/menu"); }) == before);
    CHECK(before <= 3);  // begin, count, end
}

TEST_CASE("a change leaves one sentence and its way back for the next page") {
    testing::TestOffice office({three_pages(), frame_feature()});
    const auto answer = office.post("/done");
    REQUIRE(answer.status == 303);
    const std::string set{answer.headers.get("Set-Cookie")};
    CHECK(set.find("Max-Age=10") != std::string::npos);
    const auto page = get_with_cookie(office, "/menu", set.substr(0, set.find(';')));
    CHECK(has(page, "<span>返書を完了にしました</span>"));
    CHECK(has(page, R"(action="/duties/7/reopening")"));
    CHECK_FALSE(has(office.get("/menu"), "k-toast"));
}

TEST_CASE("a forged toast cannot lead elsewhere") {
    testing::TestOffice office({three_pages(), frame_feature()});
    const auto page =
        get_with_cookie(office, "/menu", "toast=t=%3Cb%3Ehello&u=https%3A%2F%2Fexample.org%2F");
    CHECK(has(page, "&lt;b&gt;hello"));
    CHECK_FALSE(has(page, "example.org"));
    CHECK(get_with_cookie(office, "/menu", "toast=t=%FF%FE").status == 200);
}

TEST_CASE("the rail is the user's choice before it is the page's") {
    testing::TestOffice office({three_pages(), frame_feature()});
    CHECK_FALSE(has(office.get("/menu"), R"(class="k-shell rail")"));
    CHECK(has(get_with_cookie(office, "/menu", "rail=1"), R"(class="k-shell rail")"));
}

TEST_CASE("every rendering has a form key of its own") {
    testing::TestOffice office({three_pages(), frame_feature()});
    const auto key_of = [](const std::string& body) {
        const auto at = body.find(R"(name="form_key" value=")");
        return body.substr(at, 60);
    };
    CHECK(key_of(office.get("/menu").body) != key_of(office.get("/menu").body));
    CHECK(has(office.get("/menu"), R"(name="csrf" value="session-of-1")"));
}

TEST_CASE("the key help lists the pages that G reaches") {
    testing::TestOffice office({three_pages(), frame_feature()});
    const auto page = office.get("/help/keys");
    CHECK(has(page, "<kbd>G</kbd> のあと <kbd>Y</kbd></th><td>返書管理へ"));
}

TEST_CASE("a message stands in the frame for those signed in and alone for others") {
    testing::TestOffice office({three_pages(), frame_feature()});
    http::Request signed_in;
    signed_in.attach(SignedIn{office.saeki, "看護師", "みなと市立総合病院",
                              office.session_secret(office.saeki)});
    const auto inside =
        message_page(office.office, signed_in, 404, "見つかりません", "さがします。");
    CHECK(inside.status == 404);
    CHECK(has(inside, "k-side"));
    const auto outside = message_page(office.office, {}, 404, "見つかりません", "さがします。");
    CHECK_FALSE(has(outside, "k-side"));
    CHECK(has(outside, "見つかりません</h1>"));
}

TEST_CASE("what was typed into a refused form without a page of its own is not lost") {
    testing::TestOffice office({three_pages(), frame_feature()});
    http::Request refused;
    refused.method = "POST";
    refused.attach(SignedIn{office.saeki, "看護師", "みなと市立総合病院",
                            office.session_secret(office.saeki)});
    refused.parsed_form.add("note", "主治医は<午後>なら可");
    refused.parsed_form.add("means", "phone");
    refused.parsed_form.add("password", "himitsu");
    const auto page = message_page(office.office, refused, 422, "受け付けられませんでした", "時刻");
    CHECK(has(page, "主治医は&lt;午後&gt;なら可</textarea>"));
    CHECK_FALSE(has(page, ">phone</textarea>"));
    CHECK_FALSE(has(page, "himitsu"));
}

TEST_CASE("a choice that is no longer in its list is refused, not a failure") {
    Feature feature{.name = "chosen"};
    feature.add_routes = [](http::Router& router, Office& office) {
        router.add("POST", "/chosen", [&office](http::Request& request) {
            return change_once(
                office, request,
                [](db::Transaction& tx, const Viewer&, Instant now) -> Result<Done> {
                    NewDuty duty;
                    duty.about = {"referral", 1};
                    duty.kind = "referral.decide";
                    duty.due_at = now;
                    duty.assignee = UserId{999999999};
                    open_duty(tx, Viewer{UserId{1}, FacilityId{1}, "佐伯 真理"}, now, duty);
                    return Done{html::Url::path("/today")};
                });
        });
    };
    testing::TestOffice office({feature});
    CHECK(office.post("/chosen").status == 422);
}

TEST_CASE("a colleague is shown by the first letter of the family name") {
    html::Writer out;
    render_avatar(out, "髙橋 直子");
    CHECK(out.str().find("担当 髙橋\"") != std::string::npos);
    CHECK(out.str().find("<span aria-hidden=\"true\">髙</span>") != std::string::npos);
    html::Writer nobody;
    render_avatar(nobody, "");
    CHECK(nobody.str().find("担当未定") != std::string::npos);
}

}  // namespace kakehashi::office
