#include <doctest/doctest.h>

#include "office/calls.hpp"
#include "platform/duty/duty.hpp"
#include "support/test_office.hpp"
#include "today/duty_actions.hpp"
#include "today/today_pages.hpp"

using namespace kakehashi;
using testing::kTenTwelve;
using testing::TestOffice;

namespace {

using std::chrono::hours;
using std::chrono::minutes;

/// A duty of a referral that needs nothing else of the referral.
DutyId owe(TestOffice& office, std::int64_t referral, std::string note, Instant due,
           bool urgent = false, UserId assignee = {}, std::string kind = "reply.final") {
    auto tx = office.database->write();
    open_duty(tx, office.saeki, kTenTwelve,
              {.about = {"referral", referral},
               .partner = TestOffice::kMinatoClinic,
               .kind = std::move(kind),
               .urgent = urgent,
               .due_at = due,
               .note = std::move(note),
               .assignee = assignee});
    const auto id = open_duties_of(tx, office.saeki, {"referral", referral}).back().id;
    tx.commit();
    return id;
}

std::string form_of(DutyId id, std::string_view act) {
    return "/duties/" + id.text() + "/" + std::string{act};
}

Result<Duty> find_duty(TestOffice& office, DutyId id) {
    auto tx = office.database->read();
    return find_duty(tx, office.saeki, id);
}

int version_of(TestOffice& office, DutyId id) {
    return find_duty(office, id)->version;
}

}  // namespace

TEST_CASE("the queue stands in the order that is written on the page") {
    TestOffice office({today_feature()});
    owe(office, 1, "あした", kTenTwelve + hours{26});
    owe(office, 2, "本日", kTenTwelve + hours{3});
    owe(office, 3, "きのう", kTenTwelve - hours{24});
    owe(office, 4, "至急の件", kTenTwelve + minutes{18}, true);
    const auto body = office.get("/today").body;
    const auto urgent = body.find("至急の件");
    const auto overdue = body.find("きのう");
    const auto today = body.find("本日</p>");
    const auto tomorrow = body.find("あした");
    REQUIRE(urgent != std::string::npos);
    CHECK(urgent < overdue);
    CHECK(overdue < today);
    CHECK(today < tomorrow);
    CHECK(body.find("あと18分") != std::string::npos);
    CHECK(body.find("期限を過ぎています") != std::string::npos);
}

TEST_CASE("an empty queue says so kindly") {
    TestOffice office({today_feature()});
    CHECK(office.get("/today").body.find("本日の業務はすべて終わりました") != std::string::npos);
}

TEST_CASE("a duty that is put off rests until its time and comes back by itself") {
    TestOffice office({today_feature()});
    const auto id = owe(office, 1, "返書の件", kTenTwelve + hours{1});
    const auto answer = office.post(
        form_of(id, "snooze"), {{"version", "1"}, {"until", "1h"}, {"reason", "主治医が手術中"}});
    CHECK(answer.status == 303);
    CHECK(office.get("/today").body.find("返書の件") == std::string::npos);
    CHECK(office.get("/today?scope=snoozed").body.find("主治医が手術中") != std::string::npos);
    office.clock.advance(hours{1});
    CHECK(office.get("/today").body.find("返書の件") != std::string::npos);
}

TEST_CASE("two colleagues take one duty: the second is told, not overwritten") {
    TestOffice office({today_feature()});
    const auto id = owe(office, 1, "x", kTenTwelve + hours{1});
    CHECK(office.post(form_of(id, "assignee"), {{"version", "1"}, {"assignee", "2"}}).status ==
          303);
    office.acting = office.fujii;
    CHECK(office.post(form_of(id, "assignee"), {{"version", "1"}, {"assignee", "3"}}).status ==
          409);
    auto tx = office.database->read();
    CHECK(find_duty(tx, office.saeki, id)->assignee_name == "大村 健");
}

TEST_CASE("a double click records one telephone call") {
    TestOffice office({today_feature()});
    const auto id = owe(office, 1, "x", kTenTwelve + hours{1});
    for (int click = 0; click < 2; ++click)
        office.post(form_of(id, "contacts"),
                    {{"outcome", "absent"}, {"form_key", "same"}, {"person", "受付 山田様"}});
    auto tx = office.database->read();
    const auto events = events_of_case(tx, office.saeki, {"referral", 1});
    REQUIRE(events.size() == 1);
    CHECK(office.office.timeline_text(events[0]).text == "電話 受付 山田様・不在");
}

TEST_CASE("a call-back that was promised becomes a duty, ends by a word and can be taken back") {
    TestOffice office({today_feature()});
    const auto id = owe(office, 1, "x", kTenTwelve + hours{1});
    office.post(form_of(id, "contacts"), {{"outcome", "call_back"}, {"person", "浜田先生"}});
    DutyId call_back;
    {
        auto tx = office.database->read();
        for (const auto& duty : open_duties_of(tx, office.saeki, {"referral", 1}))
            if (duty.kind == office::kDutyCallBack) call_back = duty.id;
    }
    REQUIRE(call_back);
    CHECK(office
              .post(form_of(call_back, "completion"),
                    {{"version", std::to_string(version_of(office, call_back))}})
              .status == 303);
    CHECK(office.get("/today").body.find("折り返しの電話を確かめる") == std::string::npos);
    CHECK(office.post(form_of(call_back, "reopening")).status == 303);
    CHECK(office.get("/today").body.find("折り返しの電話を確かめる:浜田先生") != std::string::npos);
}

TEST_CASE("a second promise to call back on one case once took the place of the first") {
    TestOffice office({today_feature()});
    const auto id = owe(office, 1, "x", kTenTwelve + hours{1});
    for (const auto* person : {"浜田先生", "長女 由紀様"})
        office.post(form_of(id, "contacts"), {{"outcome", "call_back"}, {"person", person}});
    const auto body = office.get("/today").body;
    CHECK(body.find("折り返しの電話を確かめる:浜田先生") != std::string::npos);
    CHECK(body.find("折り返しの電話を確かめる:長女 由紀様") != std::string::npos);
}

TEST_CASE("元にもどす brings back call-backs that were made, nothing else that has ended") {
    TestOffice office({today_feature()});
    const auto id = owe(office, 1, "返書の件", kTenTwelve + hours{1});
    {
        auto tx = office.database->write();
        close_duty(tx, office.saeki, kTenTwelve, {"referral", 1}, "reply.final");
        tx.commit();
    }
    CHECK(office.post(form_of(id, "reopening")).status == 409);
    CHECK(office.get("/today").body.find("返書の件") == std::string::npos);
}

TEST_CASE("a duty that was put off and then became 至急, or due earlier, once stayed hidden") {
    for (const bool urgent : {true, false}) {
        CAPTURE(urgent);
        TestOffice office({today_feature()});
        const auto id = owe(office, 1, "心電図変化", kTenTwelve + hours{30});
        office.post(form_of(id, "snooze"), {{"version", "1"}, {"until", "next"}, {"reason", "x"}});
        owe(office, 1, "心電図変化", kTenTwelve + hours{30});  // nothing new: it rests on
        CHECK(office.get("/today").body.find("心電図変化") == std::string::npos);
        CHECK(owe(office, 1, "心電図変化", kTenTwelve + hours{urgent ? 30 : 2}, urgent) == id);
        CHECK(office.get("/today").body.find("心電図変化") != std::string::npos);
        CHECK(find_duty(office, id)->snooze_reason.empty());
    }
}

TEST_CASE("the pane once showed another patient's duty when the chosen one was not in the list") {
    TestOffice office({today_feature()});
    const auto chosen = owe(office, 500, "えらんだ件", kTenTwelve + hours{900});
    for (int i = 0; i < 100; ++i) owe(office, 300 + i, "ほかの件", kTenTwelve + hours{i});
    const auto url = "/today?sel=" + chosen.text();
    const auto acts_on = [&](const std::string& body, DutyId id) {
        return body.find("action=\"" + form_of(id, "snooze") + "\"") != std::string::npos;
    };
    CHECK(acts_on(office.get(url).body, chosen));
    CHECK(acts_on(office.get(url + "&scope=mine").body, chosen));
    office.post(form_of(chosen, "snooze"), {{"version", "1"}, {"until", "1h"}, {"reason", ""}});
    CHECK(acts_on(office.get(url).body, chosen));
    {
        auto tx = office.database->write();
        close_duty(tx, office.saeki, kTenTwelve, {"referral", 500}, "reply.final");
        tx.commit();
    }
    const auto over = office.get(url).body;
    CHECK(over.find("この業務は終わっています") != std::string::npos);
    CHECK(over.find("/snooze\"") == std::string::npos);
}

TEST_CASE("each row says whether its time is 算定期限, 法定期限, 約束 or 目安") {
    TestOffice office({today_feature()});
    auto tx = office.database->write();
    for (const auto basis : {DutyBasis::Law, DutyBasis::Promise, DutyBasis::Target})
        open_duty(tx, office.saeki, kTenTwelve,
                  {.about = {"referral", static_cast<std::int64_t>(basis) + 1},
                   .partner = {},
                   .kind = "reply.final",
                   .basis = basis,
                   .due_at = kTenTwelve + hours{1}});
    open_duty(tx, office.saeki, kTenTwelve,
              {.about = {"incident", 1},
               .partner = {},
               .kind = "incident.final_report",
               .basis = DutyBasis::Law,
               .due_at = kTenTwelve + hours{1}});
    tx.commit();
    const auto body = office.get("/today").body;
    CHECK(body.find("<span class=\"k-law\">法定期限</span>") != std::string::npos);
    CHECK(body.find("<span class=\"k-law\">算定期限</span>") != std::string::npos);
    CHECK(body.find("<span class=\"k-basis\">約束</span>") != std::string::npos);
    CHECK(body.find("<span class=\"k-basis\">目安</span>") != std::string::npos);
}

TEST_CASE("a reply cannot be ended by a word: only by sending it") {
    TestOffice office({today_feature()});
    const auto id = owe(office, 1, "x", kTenTwelve + hours{1});
    const auto answer = office.post(form_of(id, "completion"), {{"version", "1"}});
    CHECK(answer.status == 422);
    CHECK(version_of(office, id) == 1);
}

TEST_CASE("the page costs the same number of statements for three duties and for a hundred") {
    TestOffice office({today_feature()});
    for (int i = 0; i < 3; ++i) owe(office, 100 + i, "x", kTenTwelve + hours{i});
    const auto few = office.statements([&] { office.get("/today"); });
    for (int i = 0; i < 97; ++i) owe(office, 200 + i, "x", kTenTwelve + hours{i});
    CHECK(office.statements([&] { office.get("/today"); }) == few);
    CHECK(few <= 8);
}

TEST_CASE("the times offered for a snooze are whole mornings and never a holiday") {
    const Holidays holidays;
    // Friday before the three days of 勤労感謝の日 2026-11-21 … 23.
    const auto friday = instant_in_japan(*make_date(2026, 11, 20), hours{17});
    for (const auto& choice : today::snooze_choices(friday, holidays)) {
        CHECK(choice.until > friday);
        if (choice.word == "next") CHECK(iso_instant(choice.until) == "2026-11-24T08:30:00+09:00");
    }
}

TEST_CASE("the fifty nearest duties stand first, and the rest of the same order one click away") {
    TestOffice office({today_feature()});
    for (int i = 0; i < 120; ++i)
        owe(office, 300 + i, "件" + std::to_string(i) + "。", kTenTwelve + hours{i});
    const auto first = office.get("/today").body;
    CHECK(first.find("件49。") != std::string::npos);
    CHECK(first.find("件50。") == std::string::npos);
    CHECK(first.find("つづきも表示する") != std::string::npos);
    CHECK(first.find("明日まで<span class=\"cnt\">24件") != std::string::npos);
    CHECK(first.find("それより先</h2>") !=
          std::string::npos);  // cut: what is shown is not its number
    CHECK(office.get("/today?rows=all").body.find("件119。") != std::string::npos);
}
