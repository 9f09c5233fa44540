// One member of a team, and the pages of the team.
#include "team/team.hpp"

#include <doctest/doctest.h>

#include <set>

#include "platform/event/event.hpp"
#include "support/test_office.hpp"
#include "team/team_pages.hpp"
#include "team/team_store.hpp"

using namespace kakehashi;
using namespace kakehashi::team;
using testing::kTenTwelve;
using testing::TestOffice;

namespace {

const Date kToday = date_in_japan(kTenTwelve);

/// 佐伯 is 室長, 大村 事務, 藤井 MSW; a patient 吉岡 トメ, and another.
struct TeamHouse : TestOffice {
    TeamHouse() : TestOffice({team_feature()}) {
        database.script(
            "UPDATE user_account SET role = 'head' WHERE id = 1;"
            "UPDATE user_account SET role = 'clerk' WHERE id = 2;"
            "UPDATE user_account SET role = 'social_worker' WHERE id = 3;"
            "INSERT INTO patient (id, facility_id, number, name, kana, name_key, kana_key)"
            " VALUES (5, 1, '00581042', '吉岡 トメ', 'ヨシオカ トメ', '', ''),"
            " (6, 1, '', '村上 ハル', '', '', '')");
    }
    static TeamMember colleague(UserId user, TeamRole role = TeamRole::SocialWorker) {
        TeamMember member;
        member.patient = kPatient;
        member.user = user;
        member.role = role;
        member.since = kToday - days{20};
        return member;
    }
    Result<TeamMemberId> add(const TeamMember& member) {
        auto tx = database->write();
        const auto id = add_member(tx, saeki, kTenTwelve, member);
        if (id) tx.commit();
        return id;
    }
    Result<void> end(TeamMemberId id, const Viewer& by) {
        auto tx = database->write();
        TRY(const auto listed, find_member(tx, by, kPatient, id));
        TRY(const auto over, listed.member.ended(kToday, kToday));
        TRY_DO(end_member(tx, by, kTenTwelve, over));
        tx.commit();
        return {};
    }
    std::vector<ListedMember> members(const Viewer& viewer) {
        auto tx = database->read();
        return team_of(tx, viewer, kPatient);
    }
    void seal(const std::string& readers) {
        database.script(
            "INSERT INTO sealed_patient (patient_id, facility_id, kind, reason, sealed_at,"
            " sealed_by) VALUES (5, 1, 'abuse', '試験', 1, 1);" +
            readers);
    }
    bool sees(const Viewer& viewer) {
        auto tx = database->read();
        return find_team_patient(tx, viewer, kPatient).has_value();
    }
    std::vector<std::string> events() {
        auto tx = database->read();
        std::vector<std::string> kinds;
        for (const auto& event : events_of_case(tx, saeki, case_of(kPatient)))
            kinds.push_back(event.kind);
        return kinds;
    }
    static constexpr PatientId kPatient{5};
    static constexpr const char* kReaders =
        "INSERT INTO sealed_patient_reader (patient_id, user_id) VALUES (5, 3), (5, 2);";
};

bool has(const http::Response& answer, std::string_view words) {
    return answer.body.find(words) != std::string::npos;
}

template <typename T>
std::string code_of(const Result<T>& result) {
    return result ? "" : result.error().code;
}

}  // namespace

TEST_CASE("each role has one word in the database and one on the page") {
    std::set<std::string_view> words, pages;
    for (const auto& role : team_roles()) {
        words.insert(role.text);
        pages.insert(role.japanese);
        CHECK(parse_team_role(role.text).value() == role.value);
    }
    CHECK(words.size() == team_roles().size());
    CHECK(pages.size() == team_roles().size());
    CHECK(code_of(parse_team_role("boss")) == "choice.required");
}

TEST_CASE(
    "a member is somebody, family says how near, and nobody leaves before coming or later than "
    "today") {
    TeamMember member;
    member.since = kToday - days{3};
    CHECK(code_of(member.checked()) == "text.required");
    member.person = "吉岡 由紀";
    CHECK(member.checked());
    member.role = TeamRole::Family;
    CHECK(code_of(member.checked()) == "team.family_without_relation");
    member.relation = "長女";
    CHECK(member.checked());
    CHECK(code_of(member.ended(kToday - days{4}, kToday)) == "team.before_since");
    CHECK(code_of(member.ended(kToday + days{1}, kToday)) == "date.in_future");
    const auto over = member.ended(kToday - days{3}, kToday).value();
    CHECK_FALSE(over.is_current());
    CHECK(code_of(over.ended(kToday, kToday)) == "team.ended_already");
}

TEST_CASE("a team is read in its order: colleagues, partners, family; then who has left") {
    TeamHouse house;
    TeamMember daughter;
    daughter.patient = TeamHouse::kPatient;
    daughter.role = TeamRole::Family;
    daughter.person = "吉岡 由紀";
    daughter.relation = "長女";
    daughter.phone = "090-0000-0001";
    daughter.since = kToday;
    TeamMember manager = daughter;
    manager.role = TeamRole::CareManager;
    manager.person = "堀田 恵";
    manager.relation = manager.phone = "";
    manager.partner = TestOffice::kMinatoClinic;
    REQUIRE(house.add(daughter));
    REQUIRE(house.add(manager));
    const auto nurse = house.add(TeamHouse::colleague(house.omura.user, TeamRole::WardNurse));
    REQUIRE(house.add(TeamHouse::colleague(house.fujii.user)));
    REQUIRE(house.end(*nurse, house.saeki));
    const auto team = house.members(house.saeki);
    REQUIRE(team.size() == 4);
    CHECK(team[0].name == "藤井 直子");
    CHECK(team[0].profession == "社会福祉士");
    CHECK(team[1].name == "堀田 恵");
    CHECK(team[1].partner == "みなと内科クリニック");
    CHECK(team[1].phone() == "042-000-0134");  // the register's, for want of her own
    CHECK(team[2].phone() == "090-0000-0001");
    CHECK(team[3].name == "大村 健");
    CHECK(team[3].member.until == kToday);
    CHECK(house.events().front() == "team.left");
    // Who has no account here has no sight to lose.
    for (const auto& listed : team) CHECK_FALSE(listed.kept_out);
}

TEST_CASE("nobody is twice in one role, and who is no colleague and no partner is nobody") {
    TeamHouse house;
    const auto id = house.add(TeamHouse::colleague(house.fujii.user));
    REQUIRE(id);
    CHECK(code_of(house.add(TeamHouse::colleague(house.fujii.user))) == "team.there_already");
    CHECK(house.add(TeamHouse::colleague(house.fujii.user, TeamRole::Other)));
    CHECK(code_of(house.add(TeamHouse::colleague(UserId{99}))) == "choice.gone");
    auto stranger = TeamHouse::colleague({});
    stranger.person = "だれか";
    stranger.partner = TestOffice::kOurHospital;  // ours is no partner
    CHECK(code_of(house.add(stranger)) == "choice.gone");
    REQUIRE(house.end(*id, house.saeki));
    CHECK(house.add(TeamHouse::colleague(house.fujii.user)));  // and comes back
}

TEST_CASE("of two who correct the same member one is told that the other was first") {
    TeamHouse house;
    const auto id = house.add(TeamHouse::colleague(house.fujii.user)).value();
    auto tx = house.database->write();
    auto member = find_member(tx, house.saeki, TeamHouse::kPatient, id)->member;
    member.note = "主担当";
    CHECK(correct_member(tx, house.saeki, kTenTwelve, member));
    CHECK(code_of(correct_member(tx, house.omura, kTenTwelve, member)) == "team.changed_meanwhile");
    CHECK(code_of(find_member(tx, house.saeki, PatientId{6}, id)) == "team.not_found");
}

TEST_CASE("who leaves the team of a sealed patient sees nothing of them from then on") {
    TeamHouse house;
    const auto id = house.add(TeamHouse::colleague(house.fujii.user)).value();
    const auto second = house.add(TeamHouse::colleague(house.fujii.user, TeamRole::Other)).value();
    house.seal(TeamHouse::kReaders);
    CHECK(house.sees(house.fujii));
    REQUIRE(house.end(id, house.omura));
    CHECK(house.sees(house.fujii));  // still there in another role
    REQUIRE(house.end(second, house.omura));
    CHECK_FALSE(house.sees(house.fujii));
    CHECK(house.members(house.fujii).empty());
    CHECK(house.sees(house.omura));  // named, and never of the team
    CHECK(house.events().front() == "patient.seal_readers");
}

TEST_CASE("to be taken into the team opens no sealed record, and the list says so") {
    TeamHouse house;
    house.seal("");
    CHECK_FALSE(house.sees(house.fujii));
    REQUIRE(house.add(TeamHouse::colleague(house.fujii.user)));
    CHECK_FALSE(house.sees(house.fujii));
    CHECK(house.members(house.saeki).at(0).kept_out);
    CHECK(has(house.get("/patients/5/team"), "この記録は見られません"));
}

TEST_CASE("who opened a record in an emergency takes nobody else's sight") {
    TeamHouse house;
    const auto id = house.add(TeamHouse::colleague(house.fujii.user)).value();
    house.seal(
        "INSERT INTO sealed_patient_reader (patient_id, user_id, until) VALUES (5, 3, NULL),"
        " (5, 2, 2000000000);");
    CHECK(code_of(house.end(id, house.omura)) == "seal.opened_only");
    CHECK(house.sees(house.fujii));
}

TEST_CASE("a team is put together, corrected and left on its pages") {
    TeamHouse house;
    CHECK(has(house.get("/patients/5/team"), "まだだれもいません"));
    CHECK(house
              .post("/patients/5/team", {{"who", "colleague"},
                                         {"colleague", "3"},
                                         {"team_role", "social_worker"},
                                         {"since", "11/4"},
                                         {"note", "主担当"}})
              .status == 303);
    const auto list = house.get("/patients/5/team");
    for (const char* words : {"藤井 直子", "MSW", "11/4(水)", "主担当", "ヨシオカ トメ"})
        CHECK_MESSAGE(has(list, words), words);
    CHECK(house
              .post("/patients/5/team/1",
                    {{"team_role", "other"}, {"since", "11/5"}, {"note", ""}, {"version", "1"}})
              .status == 303);
    CHECK(house
              .post("/patients/5/team/1",
                    {{"team_role", "other"}, {"since", "11/6"}, {"version", "1"}})
              .status == 409);
    CHECK(house.post("/patients/5/team/1/end", {{"until", "2026-11-25"}}).status == 422);
    CHECK(house.post("/patients/5/team/1/end", {{"until", "2026-11-24"}}).status == 303);
    CHECK(house.post("/patients/5/team/1/end", {{"until", "2026-11-24"}}).status == 422);
    CHECK(has(house.get("/patients/5/team"), "これまでの人"));
    CHECK(house.get("/patients/6/team/1").status == 404);
    CHECK(house.get("/patients/9/team").status == 404);
}

TEST_CASE("a partner's person is found by what people type, and by name in the register") {
    TeamHouse house;
    const auto post = [&](std::string partner, std::string chosen = {}) {
        return house.post("/patients/5/team", {{"who", "partner"},
                                               {"partner", std::move(partner)},
                                               {"partner_id", std::move(chosen)},
                                               {"team_role", "family_doctor"},
                                               {"member_name", "浜田 修"},
                                               {"since", "11/24"}});
    };
    const auto none = post("どこにもない医院");
    CHECK(none.status == 422);
    CHECK(has(none, "その連携先は見つかりません"));
    const auto several = post("クリニック");
    CHECK(several.status == 422);
    CHECK(has(several, "青葉町クリニック"));
    CHECK(has(several, "浜田 修"));
    CHECK(post("クリニック", "3").status == 303);
    CHECK(post("みなと内科クリニック").status == 303);
    const auto team = house.members(house.saeki);
    REQUIRE(team.size() == 2);
    CHECK(team[0].partner == "青葉町クリニック");
    CHECK_FALSE(team[0].member.doctor);
    CHECK(team[1].member.doctor == DoctorId{4});
}

TEST_CASE("a form with mistakes keeps what was typed") {
    TeamHouse house;
    const auto answer = house.post("/patients/5/team", {{"who", "other"},
                                                        {"team_role", "family"},
                                                        {"member_name", "吉岡 由紀"},
                                                        {"relation", ""},
                                                        {"phone", "090-0000-0001"},
                                                        {"since", "11/24"}});
    CHECK(answer.status == 422);
    for (const char* words : {"家族の続柄を入力してください", "吉岡 由紀", "090-0000-0001"})
        CHECK_MESSAGE(has(answer, words), words);
    CHECK(house.members(house.saeki).empty());
}
