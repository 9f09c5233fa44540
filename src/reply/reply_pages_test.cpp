#include "reply/reply_pages.hpp"

#include <doctest/doctest.h>

#include "reply/reply_routes.hpp"
#include "reply/reply_test_house.hpp"

using namespace kakehashi;
using namespace kakehashi::testing;

namespace {

bool shows(const http::Response& page, std::string_view words) {
    return page.body.find(words) != std::string::npos;
}

std::string location(const http::Response& response) {
    return std::string{response.headers.get("Location")};
}

using Fields = std::vector<std::pair<std::string, std::string>>;

/// The editor's form as a browser sends it.
Fields a_full_form(int seen, std::string course = "内服を調整しました。") {
    return {{"seen", std::to_string(seen)},       {"reply.doctor", "1"},
            {"reply.diagnosis", "労作性狭心症"},  {"reply.course", std::move(course)},
            {"reply.prescription", "変更なし"},   {"reply.further_care", "continues"},
            {"reply.next_report", "検査の結果"},  {"reply.next_report_on", "12/4"},
            {"reply.refer_again", "安静時の胸痛"}};
}

ReplyObligation first_reply(TestOffice& office, Date visited_on = kToday,
                            std::string_view name = "原 良子") {
    const auto referral = a_visited_referral(office, visited_on, name);
    return stage_of(office, referral.id, ReplyStage::First);
}

std::string page_of(ReplyObligationId id, std::string_view rest = "") {
    return "/replies/" + id.text() + std::string{rest};
}

}  // namespace

TEST_CASE("the list shows the longest waiting first, and the strip counts what it shows") {
    TestOffice office({reply_feature()});
    first_reply(office, kToday - days{9}, "安田 和子");
    first_reply(office, kToday - days{38}, "永井 昭二");
    first_reply(office, kToday - days{2}, "久米 達也");
    const auto page = office.get("/replies");
    const auto oldest = page.body.find("永井 昭二");
    const auto younger = page.body.find("安田 和子");
    REQUIRE(oldest != std::string::npos);
    CHECK(oldest < younger);
    CHECK_FALSE(shows(page, "久米 達也"));
    CHECK(shows(page, "38日"));
    CHECK(shows(page, "要対応 <span class=\"num\">3</span>"));  // 永井: first and final
    CHECK(shows(office.get("/replies?tab=week"), "久米 達也"));
    CHECK(shows(office.get("/replies?stage=final"), "永井 昭二"));
    CHECK_FALSE(shows(office.get("/replies?stage=final"), "安田 和子"));
    CHECK(shows(office.get("/replies?department=2"), "しぼりこみに合う返書はありません"));
    CHECK(shows(office.get("/replies/by-department"), "循環器内科"));
}

TEST_CASE("addresses somebody made up show the list and no failure") {
    TestOffice office({reply_feature()});
    first_reply(office, kToday - days{9});
    for (const auto* target :
         {"/replies?tab=%F0%9F%98%80", "/replies?after=x", "/replies?after=99999999999999999999.1",
          "/replies?after=20000000000.1", "/replies?department=-1&doctor=abc",
          "/replies?stage=none"})
        CHECK(office.get(target).status == 200);
    CHECK(office.get("/replies/999").status == 404);
    CHECK(office.get("/replies/abc").status == 404);
    CHECK(office.get("/replies/sending?id=999&id=x").status == 200);
}

TEST_CASE("a draft is saved, previewed, looked at and sent once") {
    TestOffice office({reply_feature()});
    const auto reply = first_reply(office);
    CHECK(shows(office.get(page_of(reply.id)), "まだ保存していません"));
    auto form = a_full_form(0);
    form.emplace_back("then", "send");
    const auto saved = office.post(page_of(reply.id, "/draft"), form);
    CHECK(location(saved) == "/replies/sending?id=" + reply.id.text());
    CHECK(office.get(page_of(reply.id, "/preview.pdf")).body.starts_with("%PDF"));

    const auto look = office.get(location(saved));
    CHECK(shows(look, "みなと内科クリニック"));
    CHECK(shows(look, "FAX 042-000-0135"));
    CHECK(shows(look, "内服を調整しました。"));
    const Fields send{{"id", reply.id.text()},
                      {"seen." + reply.id.text(), "1"},
                      {"means." + reply.id.text(), "fax"}};
    const auto sent = office.post("/replies/sending", send);
    CHECK(location(sent) == "/replies/sent?id=" + reply.id.text());
    CHECK(shows(office.get(location(sent)), "FAX送付状"));
    CHECK(office.post("/replies/sending", send).status == 422);
    CHECK(shows(office.get(page_of(reply.id)), "に送りました"));
}

TEST_CASE("two people write one reply: the second keeps every word and sees the other's") {
    TestOffice office({reply_feature()});
    const auto reply = first_reply(office);
    CHECK(office.post(page_of(reply.id, "/draft"), a_full_form(0, "先の内容")).status == 303);
    office.acting = office.omura;
    const auto lost = office.post(page_of(reply.id, "/draft"), a_full_form(0, "あとの内容"));
    CHECK(lost.status == 409);
    CHECK(shows(lost, "佐伯 真理さんが"));
    CHECK(shows(lost, "先の内容"));
    CHECK(shows(lost, "あとの内容</textarea>"));
    CHECK(shows(lost, "name=\"seen\" value=\"1\""));
    CHECK(office.post(page_of(reply.id, "/draft"), a_full_form(1, "あとの内容")).status == 303);
    CHECK(shows(office.get(page_of(reply.id)), "第2版 大村 健"));
}

TEST_CASE("what cannot be read stays in its field with a sentence") {
    TestOffice office({reply_feature()});
    const auto reply = first_reply(office);
    auto form = a_full_form(0, std::string(13'000, 'x'));
    for (auto& [name, value] : form)
        if (name == "reply.next_report_on") value = "2月30日";
    const auto answer = office.post(page_of(reply.id, "/draft"), form);
    CHECK(answer.status == 422);
    CHECK(shows(answer, "入力を確かめてください(2件)"));
    CHECK(shows(answer, "value=\"2月30日\""));
    CHECK(shows(answer, std::string(13'000, 'x')));
}

TEST_CASE("many replies leave together; those that changed meanwhile stay behind and are told") {
    TestOffice office({reply_feature()});
    Fields form;
    for (const auto* name : {"原 良子", "上田 茂", "安田 和子"}) {
        const auto reply = first_reply(office, kToday - days{10}, name);
        office.post(page_of(reply.id, "/draft"), a_full_form(0));
        form.emplace_back("id", reply.id.text());
        form.emplace_back("seen." + reply.id.text(), name == std::string{"上田 茂"} ? "0" : "1");
    }
    const auto answer = office.post("/replies/sending", form);
    CHECK(answer.status == 303);
    const auto page = office.get(location(answer));
    CHECK(shows(page, "原 良子"));
    CHECK_FALSE(shows(page, "上田 茂"));
    CHECK(shows(office.get("/replies"), "上田 茂"));
    CHECK_FALSE(shows(office.get("/replies"), "原 良子 さん"));
}

TEST_CASE("a chaser moves the row to 催促ずみ and is found in the timeline") {
    TestOffice office({reply_feature()});
    const auto reply = first_reply(office, kToday - days{10}, "久米 達也");
    CHECK(shows(office.get("/replies/chaser?id=" + reply.id.text()), "担当医 木村 亮"));
    CHECK(office.post("/replies/chaser", {{"id", reply.id.text()}, {"note", "外来の合間に"}})
              .status == 303);
    CHECK_FALSE(shows(office.get("/replies"), "久米 達也"));
    CHECK(shows(office.get("/replies?tab=chased"), "催促 11/24"));
    auto tx = office.database->read();
    std::string told;
    for (const auto& event : events_of_case(tx, office.saeki, case_of(reply.referral)))
        told += office.office.timeline_text(event).text + "\n";
    CHECK(told.find("一次返書を木村 亮 医師に催促") != std::string::npos);
    CHECK(told.find("来院 11/14(土)") != std::string::npos);
}

TEST_CASE("返書不要 asks for a reason, keeps it and can be taken back") {
    TestOffice office({reply_feature()});
    const auto reply = first_reply(office, kToday - days{10}, "久米 達也");
    CHECK(office.post("/replies/not-needed", {{"id", reply.id.text()}, {"reason", "　"}}).status ==
          422);
    CHECK(
        office.post("/replies/not-needed", {{"id", reply.id.text()}, {"reason", "電話で報告ずみ"}})
            .status == 303);
    CHECK(shows(office.get("/replies?tab=not-needed"), "電話で報告ずみ"));
    CHECK(office.post(page_of(reply.id, "/reopening")).status == 303);
    CHECK(shows(office.get("/replies"), "久米 達也"));
}

TEST_CASE("admission and discharge are recorded beside the reply") {
    TestOffice office({reply_feature()});
    const auto reply = first_reply(office, kToday - days{10});
    CHECK(office.post(page_of(reply.id, "/admission"), {{"on", "11/20"}}).status == 303);
    CHECK(shows(office.get(page_of(reply.id)), "経過報告"));
    const auto wrong = office.post(page_of(reply.id, "/discharge"), {{"on", "11/19"}});
    CHECK(wrong.status == 422);
    CHECK(shows(wrong, "退院日が入院日より前です"));
    CHECK(shows(wrong, "value=\"11/19\""));
    CHECK(office.post(page_of(reply.id, "/discharge"), {{"on", "11/24"}}).status == 303);
    CHECK(stage_of(office, reply.referral, ReplyStage::Final).due_on == kToday + days{14});
}

TEST_CASE("the list costs the same number of statements for five replies and for fifty") {
    TestOffice office({reply_feature()});
    const auto fill = [&](int number) {
        for (int i = 0; i < number; ++i) first_reply(office, kToday - days{9 + i % 20});
    };
    fill(5);
    const auto few = office.statements([&] { office.get("/replies"); });
    fill(45);
    CHECK(office.statements([&] { office.get("/replies"); }) == few);
    CHECK(few <= 8);
    const auto page = office.get("/replies");
    CHECK(shows(page, "つづきを見る"));
}

TEST_CASE("the pane of a duty offers the acts that fit it") {
    TestOffice office({reply_feature()});
    const auto referral = an_awaited_referral(office);
    const auto labels = [&] {
        auto tx = office.database->read();
        std::map<std::string, std::string> out;
        for (const auto& duty : open_duties_of(tx, office.saeki, case_of(referral.id))) {
            const auto next = office.office.duty_kind(duty.kind).next_action(office.office, tx,
                                                                             office.saeki, duty);
            for (const auto& action : next.actions) out[duty.kind] += action.label + " ";
        }
        return out;
    };
    CHECK(labels()["visit.confirm"] == "来院した 来院せず ");
    committed(office, [&](db::Transaction& tx) {
        return record_arrival(tx, office.saeki, office.clock.now(), referral.id, kToday).value();
    });
    CHECK(labels()["reply.arrival_notice"] == "受診報告を送る 内容を直す ");
    CHECK(labels()["reply.first"] == "返書を書く 医師に催促する ");
}

TEST_CASE("no patient stands in an address of this feature") {
    TestOffice office({reply_feature()});
    const auto reply = first_reply(office, kToday - days{10}, "久米 達也");
    for (const auto* target : {"/replies", "/arrivals"}) {
        const auto page = office.get(target);
        for (auto at = page.body.find("href=\""); at != std::string::npos;
             at = page.body.find("href=\"", at + 1)) {
            const auto address = page.body.substr(at + 6, page.body.find('"', at + 6) - at - 6);
            CHECK(address.find("%E4%B9%85") == std::string::npos);
            CHECK(address.find("久米") == std::string::npos);
        }
    }
}
