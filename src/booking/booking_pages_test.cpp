#include "booking/booking_pages.hpp"

#include <doctest/doctest.h>

#include "booking/booking_slips.hpp"
#include "booking/booking_week.hpp"
#include "booking_test_house.hpp"
#include "consent/consent_store.hpp"

using namespace kakehashi;
using namespace kakehashi::testing;
using namespace std::chrono_literals;

namespace {

struct Desk {
    TestOffice office{{booking_feature()}};
    const Viewer& saeki = office.saeki;

    Desk() { office.database.script(kClinics); }
    Referral referral(std::string_view name = "中川 由美", Instant due = kTenTwelve + 5h) {
        auto tx = office.database->write();
        auto referral = an_accepted_referral(tx, saeki, kTenTwelve, due, name);
        tx.commit();
        return referral;
    }
    Referral read(ReferralId id) {
        auto tx = office.database->read();
        return find_referral(tx, saeki, id).value();
    }
    std::vector<Booking> bookings(ReferralId id) {
        auto tx = office.database->read();
        return bookings_of_referral(tx, saeki, id);
    }
    http::Response hold(ReferralId id, std::string slot, std::string key = {}) {
        std::vector<std::pair<std::string, std::string>> fields{
            {"referral", id.text()}, {"slot", std::move(slot)}, {"week", "2026-11-24"}};
        if (!key.empty()) fields.emplace_back("form_key", std::move(key));
        return office.post("/bookings/holds", std::move(fields));
    }
    http::Response confirm(ReferralId id, std::string reply = "yes") {
        std::vector<std::pair<std::string, std::string>> fields{
            {"referral", id.text()},
            {"version", std::to_string(read(id).version)},
            {"reply", std::move(reply)},
            {"means", "fax"},
            {"note", "造影の予定はありません。"}};
        for (const auto& booking : bookings(id))
            if (booking.state == BookingState::Held)
                fields.emplace_back("held",
                                    booking.id.text() + "." + std::to_string(booking.version));
        return office.post("/bookings/confirmation", std::move(fields));
    }
    std::string page(ReferralId id, std::string_view more = "") {
        return office.get("/bookings?week=2026-11-24&sel=" + id.text() + std::string{more}).body;
    }
    std::size_t sendings(ReferralId id) {
        auto tx = office.database->read();
        return sendings_of_case(tx, saeki, case_of(id)).size();
    }
};

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the week shows free places as buttons, and who waits in the order of the promise") {
    Desk desk;
    const auto later = desk.referral("中村 正", kTenTwelve + 30h);
    const auto sooner = desk.referral("中川 由美", kTenTwelve + 4h);
    const auto response = desk.office.get("/bookings");
    CHECK(response.status == 200);
    const auto& body = response.body;
    CHECK(has(body, "<h1>予約調整</h1>"));
    CHECK(body.find("中川 由美") < body.find("中村 正"));
    CHECK(has(body, "約束 本日 14:12"));
    CHECK(has(body, R"(value="1.2026-11-27.10:30")"));
    CHECK(has(body, "消化器内科 11/27(金) 9:30 空2"));
    CHECK(has(body, "11/24(火)〜11/30(月)"));
    CHECK_FALSE(has(body, "11/28(土)"));
    CHECK_FALSE(has(body, R"(value="1.2026-11-24.09:30")"));  // it is 10:12
    CHECK(has(body, "/bookings?week=2026-11-24&amp;sel=" + later.id.text()));
    CHECK(has(body, "<h2 id=\"bk\">中川 由美 さん</h2>"));  // the first is selected
    CHECK(sooner.id != later.id);
}

TEST_CASE("a click holds a place, a second click of the same form holds no second one") {
    Desk desk;
    const auto referral = desk.referral();
    const auto first = desk.hold(referral.id, "1.2026-11-27.10:30", "same");
    CHECK(first.status == 303);
    const auto again = desk.hold(referral.id, "1.2026-11-27.10:30", "same");
    CHECK(again.status == 303);
    REQUIRE(desk.bookings(referral.id).size() == 1);
    const auto body = desk.page(referral.id);
    CHECK(has(body, "仮 中川"));
    CHECK(has(body, "あと5時間"));
    CHECK(has(body, "本日 15:12 に自動で空きます"));
    CHECK(has(body, "予約を確定して返信する"));
    CHECK(has(body, "FAX 042-000-0177"));
    // Another time of the same clinic moves the hold; the endoscopy stands beside it.
    CHECK(desk.hold(referral.id, "1.2026-11-30.10:30").status == 303);
    CHECK(desk.hold(referral.id, "3.2026-11-30.11:30").status == 303);
    int held = 0;
    for (const auto& booking : desk.bookings(referral.id))
        held += booking.state == BookingState::Held;
    CHECK(held == 2);
    CHECK(has(desk.page(referral.id), "上部内視鏡 11:30(前日 21時から絶食)"));
}

TEST_CASE("a place that went meanwhile is told on the page, and nothing is lost") {
    Desk desk;
    const auto a = desk.referral(), b = desk.referral("中村 正");
    CHECK(desk.hold(a.id, "1.2026-11-27.10:30").status == 303);
    const auto refused = desk.hold(b.id, "1.2026-11-27.10:30");
    CHECK(refused.status == 409);
    CHECK(has(refused.body, "この枠はいま埋まりました"));
    CHECK(has(refused.body, "<h2 id=\"bk\">中村 正 さん</h2>"));
    CHECK(desk.hold(b.id, "1.2027-01-11.10:30").status == 422);
    for (const auto* wrong : {"", "1", "1.2026-11-27", "x.2026-11-27.10:30", "1.2026-02-30.10:30",
                              "1.2026-11-27.25:00", "1.2026-11-27.10:30.1"})
        CHECK(desk.hold(b.id, wrong).status == 422);
}

TEST_CASE("confirming makes both sheets, records the sending and answers the referrer") {
    Desk desk;
    const auto referral = desk.referral();
    desk.hold(referral.id, "1.2026-11-27.10:30");
    desk.hold(referral.id, "3.2026-11-27.11:30");
    const auto draft =
        desk.office.get("/bookings/" + desk.bookings(referral.id)[0].id.text() + "/draft.pdf");
    CHECK(draft.status == 200);
    CHECK(draft.body.starts_with("%PDF"));
    REQUIRE(desk.confirm(referral.id).status == 303);
    const auto saved = desk.read(referral.id);
    CHECK(saved.state == ReferralState::AwaitingVisit);
    CHECK(saved.answered_at == kTenTwelve);
    CHECK(desk.sendings(referral.id) == 2);
    const auto body = desk.page(referral.id);
    CHECK(has(body, "FAXで送付(佐伯 真理)"));
    CHECK(has(body, "第1版"));
    CHECK_FALSE(has(body, "予約票を送ったと記録する"));
    const auto path = "/bookings/" + desk.bookings(referral.id)[0].id.text();
    for (const auto* file : {"/slip.pdf", "/guide.pdf"}) {
        const auto pdf = desk.office.get(path + file);
        CHECK(pdf.status == 200);
        CHECK(pdf.body.starts_with("%PDF"));
        CHECK(pdf.headers.get("Content-Type") == "application/pdf");
    }
}

TEST_CASE("confirming without a reply leaves the sending owed until it is recorded") {
    Desk desk;
    const auto referral = desk.referral();
    desk.hold(referral.id, "1.2026-11-27.10:30");
    REQUIRE(desk.confirm(referral.id, "no").status == 303);
    CHECK(desk.sendings(referral.id) == 0);
    CHECK(has(desk.page(referral.id), "予約票を送ったと記録する"));
    const auto send = [&](const char* means) {
        return desk.office.post("/bookings/sending",
                                {{"referral", referral.id.text()}, {"means", means}});
    };
    CHECK(send("pigeon").status == 422);
    CHECK(send("post").status == 303);
    CHECK(send("post").status == 422);  // told already
    CHECK(desk.sendings(referral.id) == 2);
    CHECK(desk.read(referral.id).answered_at);
}

TEST_CASE("a referrer who may not know of the booking is not told of it") {
    Desk desk;
    const auto referral = desk.referral();
    desk.hold(referral.id, "1.2026-11-27.10:30");
    auto tx = desk.office.database->write();
    ConsentStatement objection;
    objection.items = SharedItem::Visit;
    objection.said.on = date_in_japan(kTenTwelve);
    record_statement(tx, desk.saeki, kTenTwelve, referral.patient, objection).value();
    tx.commit();
    CHECK(has(desk.page(referral.id), "留保があり、このままでは送れません"));
    const auto refused = desk.confirm(referral.id);
    CHECK(refused.status == 422);
    CHECK(has(refused.body, "患者さんの留保があるため送れません"));
    CHECK(desk.bookings(referral.id)[0].state == BookingState::Held);
    REQUIRE(desk.confirm(referral.id, "no").status == 303);  // booked, and nobody is told
    const auto send = [&](const char* ground, const char* reason) {
        return desk.office.post("/bookings/sending", {{"referral", referral.id.text()},
                                                      {"means", "post"},
                                                      {"ground", ground},
                                                      {"leave_reason", reason}});
    };
    CHECK(send("", "").status == 422);
    CHECK(send("emergency", "").status == 422);
    CHECK(desk.sendings(referral.id) == 0);
    CHECK(send("emergency", "搬送の手配に要る").status == 303);
    CHECK(desk.sendings(referral.id) == 2);
}

TEST_CASE("a later move asks for its reason, issues the next version and owes the sending again") {
    Desk desk;
    const auto referral = desk.referral();
    desk.hold(referral.id, "1.2026-11-27.10:30");
    REQUIRE(desk.confirm(referral.id).status == 303);
    const auto booking = desk.bookings(referral.id)[0];
    const auto path = "/bookings/" + booking.id.text() + "/move";
    const auto table = desk.page(referral.id, "&move=" + booking.id.text());
    CHECK(has(table, "action=\"" + path + "\""));
    const auto ask = desk.office.get(path + "?slot=1.2026-11-30.10:30");
    CHECK(has(ask.body, "2026年11月30日(月) 10:30 消化器内科"));
    const auto post = [&](std::string reason, int version) {
        return desk.office.post(path, {{"slot", "1.2026-11-30.10:30"},
                                       {"reason", std::move(reason)},
                                       {"version", std::to_string(version)}});
    };
    const auto without = post("", booking.version);
    CHECK(without.status == 422);
    CHECK(has(without.body, "理由を入力してください"));
    const auto stale = post("都合", booking.version - 1);
    CHECK(stale.status == 409);
    CHECK(has(stale.body, "value=\"都合\""));  // what was typed stays
    CHECK(post("患者さんの都合", booking.version).status == 303);
    const auto body = desk.page(referral.id);
    CHECK(has(body, "第2版"));
    CHECK(has(body, "予約票を送ったと記録する"));
    CHECK_FALSE(desk.read(referral.id).answered_at);
}

TEST_CASE("a cancellation asks for its reason and sends the referral back to be booked") {
    Desk desk;
    const auto referral = desk.referral();
    desk.hold(referral.id, "1.2026-11-27.10:30");
    REQUIRE(desk.confirm(referral.id).status == 303);
    const auto booking = desk.bookings(referral.id)[0];
    const auto path = "/bookings/" + booking.id.text() + "/cancellation";
    CHECK(has(desk.office.get(path).body, "予約を取り消す"));
    CHECK(desk.office.post(path, {{"version", std::to_string(booking.version)}}).status == 422);
    CHECK(desk.office.post(path, {{"version", std::to_string(booking.version)}, {"reason", "発熱"}})
              .status == 303);
    CHECK(desk.read(referral.id).state == ReferralState::AwaitingBooking);
    CHECK(desk.office.get("/bookings/999/cancellation").status == 404);
}

TEST_CASE("a hold is made longer, or given back, from its card") {
    Desk desk;
    const auto referral = desk.referral();
    desk.hold(referral.id, "1.2026-11-27.10:30");
    const auto path = "/bookings/" + desk.bookings(referral.id)[0].id.text();
    CHECK(desk.office.post(path + "/extension", {{"version", "1"}}).status == 303);
    CHECK(desk.bookings(referral.id)[0].held_until == kTenTwelve + 6h);
    CHECK(desk.office.post(path + "/extension", {{"version", "1"}}).status == 409);
    CHECK(desk.office.post(path + "/release").status == 303);  // 元にもどす knows no version
    CHECK(desk.bookings(referral.id)[0].state == BookingState::Cancelled);
    CHECK(desk.office.post(path + "/release").status == 422);
}

TEST_CASE("the minute's round ends holds, and the page offers their places again") {
    Desk desk;
    const auto referral = desk.referral();
    desk.hold(referral.id, "1.2026-11-27.10:30");
    CHECK_FALSE(has(desk.page(referral.id), R"(value="1.2026-11-27.10:30")"));
    desk.office.clock.advance(5h);
    booking_feature().every_minute(desk.office.office);
    CHECK(desk.bookings(referral.id)[0].state == BookingState::Expired);
    CHECK(has(desk.page(referral.id), R"(value="1.2026-11-27.10:30")"));
}

TEST_CASE("day and first-free views offer the same places") {
    Desk desk;
    const auto referral = desk.referral();
    const auto day_view = desk.page(referral.id, "&view=day");
    CHECK_FALSE(has(day_view, "11/25(水)"));
    CHECK(has(day_view, R"(value="1.2026-11-24.10:30")"));
    const auto first = desk.page(referral.id, "&view=first");
    CHECK(has(first, R"(value="1.2026-11-24.10:30")"));
    CHECK_FALSE(has(first, R"(value="2.)"));  // the department asked for only
    for (const auto* odd : {"/bookings?week=x&view=y&sel=z", "/bookings?week=9999-12-31",
                            "/bookings?week=0001-01-01&view=first", "/bookings?move=7"})
        CHECK(desk.office.get(odd).status == 200);
    CHECK(desk.office.get("/bookings?sel=12345").status == 404);
}

TEST_CASE("a week beyond the announced holidays says so") {
    Desk desk;
    CHECK(has(desk.office.get("/bookings?week=2026-12-28").body, "元日"));
    desk.office.clock.set(
        instant_in_japan(Holidays{}.known_until() - days{30}, std::chrono::hours{9}));
    const auto week = iso_date(Holidays{}.known_until() - days{3});
    CHECK(has(desk.office.get("/bookings?week=" + week).body, "祝日未確認"));
}

TEST_CASE("the week page asks a constant number of questions, however many wait and are booked") {
    Desk desk;
    const auto one = desk.referral();
    desk.page(one.id);
    const auto few = desk.office.statements([&] { desk.page(one.id); });
    for (int i = 0; i < 40; ++i) {
        const auto other = desk.referral("待つ人");
        const auto on = iso_date(day("2026-11-25") + days{i % 3});
        desk.hold(other.id,
                  std::to_string(1 + i % 3) + "." + on + (i % 3 == 0 ? ".09:30" : ".09:00"));
    }
    const auto many = desk.office.statements([&] { desk.page(one.id); });
    CHECK(many == few);
    MESSAGE("statements of the week page: ", many);
    CHECK(many <= 26);
}

TEST_CASE("the hundred and first who waits for a place is reached by つづき") {
    Desk desk;
    for (int i = 0; i < 101; ++i) desk.referral("待つ人");
    const auto first = desk.office.get("/bookings").body;
    CHECK(first.find("はじめの100件") != std::string::npos);
    CHECK(first.find("asks=200") != std::string::npos);
    const auto all = desk.office.get("/bookings?asks=200").body;
    CHECK(all.find("101件") != std::string::npos);
    CHECK(all.find("つづきを見る") == std::string::npos);
}

TEST_CASE("today's agenda counts the visitors of each clinic and time") {
    Desk desk;
    for (const auto* name : {"中川 由美", "中村 正"}) {
        const auto referral = desk.referral(name);
        desk.hold(referral.id, "1.2026-11-27.09:30");
        REQUIRE(desk.confirm(referral.id).status == 303);
    }
    auto tx = desk.office.database->read();
    const auto lines = booking_feature().agenda(tx, desk.saeki, day("2026-11-27"));
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].what == "消化器内科 2名");
    CHECK(lines[0].at == at("09:30"));
}

TEST_CASE("the duty's pane leads to the week, and every event has its line") {
    Desk desk;
    const auto referral = desk.referral();
    desk.hold(referral.id, "1.2026-11-27.10:30");
    auto tx = desk.office.database->read();
    const auto duty = open_duties_of(tx, desk.saeki, case_of(referral.id)).front();
    const auto& kind = desk.office.office.duty_kind(duty.kind);
    CHECK(kind.heading(duty) == "仮予約の日時を紹介元へ返信する");
    const auto next = kind.next_action(desk.office.office, tx, desk.saeki, duty);
    REQUIRE(next.actions.size() == 1);
    CHECK(next.actions[0].url.text() == "/bookings?sel=" + referral.id.text());
    CHECK(next.facts.back().text == "11/27(金) 10:30 消化器内科");
    const auto event = events_of_case(tx, desk.saeki, case_of(referral.id)).front();
    CHECK(desk.office.office.timeline_text(event).text == "消化器内科 11/27(金) 10:30 を仮押さえ");
}
