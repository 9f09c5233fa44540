// 連携ポータル: a partner sees what it sent here and what was sent to it, and nothing else.
#include <doctest/doctest.h>

#include <regex>
#include <set>

#include "portal/portal_access.hpp"
#include "portal/portal_progress.hpp"
#include "portal/portal_store.hpp"
#include "portal/portal_test_house.hpp"

using namespace kakehashi;
using namespace kakehashi::portal;
using testing::PortalHouse;

namespace {

bool has(const http::Response& page, std::string_view words) {
    return page.body.find(words) != std::string::npos;
}

constexpr db::Query kOpenings{"portal_test.openings",
                              "SELECT count(*) FROM sending WHERE opened_at IS NOT NULL"};

}  // namespace

TEST_CASE("of a decision the referrer sees nothing before the office has told it") {
    const auto word = [](ReferralState state, bool answered) {
        return progress_of({.state = state, .answered = answered}).word;
    };
    for (const auto state :
         {ReferralState::AwaitingBooking, ReferralState::Declined, ReferralState::Forwarded})
        CHECK(word(state, false) == word(ReferralState::AwaitingDecision, false));
    CHECK(word(ReferralState::Declined, true) == "お受けできませんでした");
    CHECK(word(ReferralState::Forwarded, true) == "他院をご案内しました");
    CHECK(word(ReferralState::AwaitingVisit, false) == "予約を調整中");
    CHECK(word(ReferralState::AwaitingVisit, true) == "受診まち");
}

TEST_CASE("a case that has ended has no next step, each other has one of five") {
    using enum ReferralState;
    for (const auto state : {Received, AwaitingDecision, AskingDoctor, AwaitingBooking,
                             AwaitingVisit, NoShow, Visited}) {
        const auto progress = progress_of({.state = state, .answered = true});
        CHECK(progress.goes_on);
        CHECK(progress.step < static_cast<int>(kSteps.size()));
    }
    for (const auto state : {Replied, Declined, Forwarded, Withdrawn, NotReferral})
        CHECK_FALSE(progress_of({.state = state, .answered = true}).goes_on);
}

TEST_CASE("each step has its day, and the place only once the office has told of it") {
    CaseFacts facts;
    facts.state = ReferralState::AwaitingVisit;
    facts.received_at = instant_in_japan(*make_date(2026, 11, 23), std::chrono::hours{23});
    facts.appointment = Appointment{*make_date(2026, 11, 27), "10:30"};
    CHECK(days_of(facts)[0] == *make_date(2026, 11, 23));
    CHECK_FALSE(days_of(facts)[1].has_value());
    CHECK_FALSE(days_of(facts)[2].has_value());
    facts.answered = true;
    CHECK(days_of(facts)[2] == *make_date(2026, 11, 27));
    facts.closed_at = facts.received_at;
    CHECK_FALSE(days_of(facts)[4].has_value());  // ended, and not by a reply
}

TEST_CASE("a promise that has passed says so, and whom to call") {
    const auto today = *make_date(2026, 11, 24);
    CaseFacts facts;
    facts.state = ReferralState::AwaitingDecision;
    facts.answer_due_at = instant_in_japan(today, std::chrono::hours{15});
    CHECK(next_of(facts, today) == "本日 15:00 までにお返事します");
    CHECK(next_of(facts, *make_date(2026, 11, 25)) ==
          "お返事が遅れています。連携室へお電話ください");
}

TEST_CASE("each role of a partner sees what its line says, a role of the house nothing") {
    struct Line {
        Role role;
        bool progress, letters, sending;
    };
    const Line lines[] = {
        {Role::PartnerDoctor, true, true, true},
        {Role::PartnerStaff, true, true, true},
        {Role::CareManager, true, true, false},
        {Role::VisitingNurse, true, true, false},
        {Role::Counsellor, true, true, false},
        {Role::Pharmacist, false, true, false},
        {Role::PartnerAdministrator, false, false, false},
    };
    CHECK(std::size(lines) == roles_of(Party::Partner).size());
    for (const auto& [role, progress, letters, sending] : lines) {
        CHECK_MESSAGE(may_see(role, Item::Progress) == progress, japanese(role));
        CHECK_MESSAGE(may_see(role, Item::Letters) == letters, japanese(role));
        CHECK_MESSAGE(may_see(role, Item::Sending) == sending, japanese(role));
    }
    for (const auto role : roles_of(Party::House)) {
        CHECK_FALSE(may_see(role, Item::Progress));
        CHECK_FALSE(may_see(role, Item::Letters));
        CHECK_FALSE(may_see(role, Item::Sending));
    }
}

TEST_CASE("a clinic sees its own cases, and another's neither in a list nor by number") {
    PortalHouse house;
    const auto page = house.get("/portal");
    CHECK(page.status == 200);
    for (const auto* name : {"中村 正", "西田 明美", "山口 富子"}) CHECK(has(page, name));
    CHECK_FALSE(has(page, "青葉 太郎"));
    CHECK(has(page, "進行中 3件"));
    CHECK(house.get("/portal/referrals/3").status == 200);
    CHECK(house.get("/portal/referrals/4").status == 404);
    CHECK(house.get("/portal/referrals/4").body.size() ==
          house.get("/portal/referrals/999").body.size());
}

TEST_CASE("a letter is seen by those it was sent to, and opening it is noted once") {
    PortalHouse house;
    const auto ours = house.send_reply_of(3, 3, PortalHouse::kMinatoClinic);
    const auto others = house.send_reply_of(4, 4, PortalHouse::kAobaClinic);
    CHECK(has(house.get("/portal"), "/portal/letters/" + ours.text()));
    CHECK_FALSE(has(house.get("/portal"), "/portal/letters/" + others.text()));
    CHECK(house.get("/portal/letters/" + others.text()).status == 404);
    CHECK(house.get("/portal/letters/" + others.text() + "/pages/1.png").status == 404);
    CHECK(house.get("/portal/documents/" + others.text()).status == 404);
    CHECK(house.number(kOpenings) == 0);
    for (int n = 0; n < 2; ++n) {
        const auto paper = house.get("/portal/documents/" + ours.text());
        CHECK(paper.status == 200);
        CHECK(paper.body == "%PDF-1.7 返書 3");
    }
    CHECK(house.number(kOpenings) == 1);
    CHECK(has(house.get("/portal"), "新しい文書はありません"));
    CHECK(has(house.get("/portal/referrals/3"), "10:12 に開きました"));
}

TEST_CASE("a sealed patient is not on the portal, whoever referred them") {
    PortalHouse house;
    const auto letter = house.send_reply_of(3, 3, PortalHouse::kMinatoClinic);
    house.database.script(
        "INSERT INTO sealed_patient (patient_id, facility_id, kind, reason, sealed_at, sealed_by)"
        " VALUES (3, 1, 'abuse', 'a', 0, 1)");
    CHECK_FALSE(has(house.get("/portal"), "山口 富子"));
    CHECK(has(house.get("/portal"), "進行中 2件"));
    CHECK(house.get("/portal/referrals/3").status == 404);
    CHECK(house.get("/portal/documents/" + letter.text()).status == 404);
}

TEST_CASE("who objected to this clinic being told is not on its portal until that is withdrawn") {
    for (const auto* meant :
         {"'everyone', NULL, ''", "'partner', 2, ''", "'kind', NULL, 'clinic'"}) {
        INFO(meant);
        PortalHouse house;
        const auto letter = house.send_reply_of(3, 3, PortalHouse::kMinatoClinic);
        house.database.script(
            "INSERT INTO consent_statement (facility_id, patient_id, kind, items, said_by,"
            " said_how, said_on, notice_version, recorded_at, recorded_by, recorded_by_name,"
            " receiver, partner_id, partner_kind) VALUES (1, 3, 'objection', 'tests', 'self',"
            " 'spoken', '2026-11-24', 1, 0, 1, 'a', " +
            std::string{meant} + ")");
        CHECK_FALSE(has(house.get("/portal"), "山口 富子"));
        CHECK(has(house.get("/portal"), "進行中 2件"));
        CHECK(house.get("/portal/referrals/3").status == 404);
        CHECK(house.get("/portal/documents/" + letter.text()).status == 404);
        house.database.script(
            "UPDATE consent_statement SET withdrawn_at = 1, withdrawn_on = '2026-11-24'");
        CHECK(house.get("/portal/referrals/3").status == 200);
    }
}

TEST_CASE("an objection to another partner takes nothing from this one") {
    PortalHouse house;
    house.database.script(
        "INSERT INTO consent_statement (facility_id, patient_id, kind, items, said_by, said_how,"
        " said_on, notice_version, recorded_at, recorded_by, recorded_by_name, receiver,"
        " partner_id) VALUES (1, 3, 'objection', 'all', 'self', 'spoken', '2026-11-24', 1, 0, 1,"
        " 'a', 'partner', 3)");
    CHECK(house.get("/portal/referrals/3").status == 200);
}

TEST_CASE("a pharmacist opens what was sent to the pharmacy, and no list of cases") {
    PortalHouse house;
    const auto letter = house.send_reply_of(3, 3, PortalHouse::kMinatoClinic);
    house.become(Role::Pharmacist);
    CHECK_FALSE(has(house.get("/portal"), "中村 正"));
    CHECK(house.get("/portal/referrals").status == 404);
    CHECK(house.get("/portal/referrals/3").status == 404);
    CHECK(house.get("/portal/documents/" + letter.text()).status == 200);
}

TEST_CASE("the list of all cases is turned page by page, each case once") {
    PortalHouse house;
    std::string more;
    for (int id = 100; id < 145; ++id)
        more +=
            "INSERT INTO referral (id, facility_id, number, state, door, patient_id,"
            " referrer_id, received_at, updated_at) VALUES (" +
            std::to_string(id) + ", 1, 'R-" + std::to_string(id) + "', 'replied', 'fax', 1, 2, " +
            std::to_string(1790000000 + id / 3) + ", 0);";
    house.database.script(more);
    std::set<std::string> seen;
    std::string next = "/portal/referrals";
    for (int page = 0; page < 5 && !next.empty(); ++page) {
        const auto body = house.get(next).body;
        static const std::regex kCard(R"re(<a href="/portal/referrals/(\d+)")re");
        for (auto it = std::sregex_iterator(body.begin(), body.end(), kCard);
             it != std::sregex_iterator(); ++it)
            CHECK(seen.insert((*it)[1]).second);
        static const std::regex kOlder(R"re(href="(/portal/referrals\?after=[^"]+)")re");
        std::smatch older;
        next = std::regex_search(body, older, kOlder) ? older[1].str() : "";
    }
    CHECK(seen.size() == 48);
    CHECK(house.get("/portal/referrals?after=somewhere").status == 200);
}

TEST_CASE("each patient a page of the portal shows is in the house's trail") {
    PortalHouse house;
    auto looks = std::make_shared<Looks>();
    house.acting.looks = looks;
    house.get("/portal/referrals/3");
    CHECK(looks->text() == "p3");
    CHECK(house.acting.house() == PortalHouse::kOurHospital);
}
