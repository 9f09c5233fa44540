// 入職・代行・停止 through the whole program: the doors, the rules and the trail together.
#include <doctest/doctest.h>

#include <regex>

#include "app/crawled_office.hpp"
#include "platform/auth/authenticator_app.hpp"
#include "platform/auth/factor_policy.hpp"
#include "platform/auth/password.hpp"
#include "platform/duty/duty.hpp"

using namespace kakehashi;
using testing::CrawledOffice;

namespace {

constexpr const char* kOwn = "mukadewadensha";
using Fields = std::vector<std::pair<std::string, std::string>>;

struct House : CrawledOffice {
    http::Response get(const std::string& target) {
        auto asked = request("GET", target);
        const auto mark = target.find('?');
        asked.path = target.substr(0, mark);
        if (mark != std::string::npos)
            asked.query_parameters = http::parse_urlencoded(target.substr(mark + 1)).value();
        return router.handle(asked);
    }
    http::Response post(const std::string& target, const Fields& fields = {}) {
        auto sent = request("POST", target);
        sent.path = target;
        sent.parsed_form.add("form_key", "key-" + std::to_string(++posts));
        if (!cookie.empty()) sent.headers.set("X-CSRF-Token", csrf());
        for (const auto& [name, value] : fields) sent.parsed_form.add(name, value);
        return router.handle(sent);
    }
    void keep(const http::Response& answer) {
        const auto set = std::string{answer.headers.get("Set-Cookie")};
        cookie = set.substr(0, set.find(';'));
    }
    void ask(FactorAskedOf whom) {
        auto tx = database->write();
        set_factor_policy(tx, FacilityId{1}, whom, testing::kMorning);
        tx.commit();
    }
    /// The head invites 木下 葵; the code on the slip.
    std::string invite(const std::string& role = "clerk", const std::string& facility = "") {
        sign_in("hasegawa");
        return code_on(post("/settings/people/invitation", {{"name", "木下 葵"},
                                                            {"login", "kinoshita"},
                                                            {"role", role},
                                                            {"profession", "事務"},
                                                            {"facility", facility}}));
    }
    std::string code_on(const http::Response& slip) {
        CHECK(slip.status == 200);
        CHECK(slip.headers.get("Cache-Control") == "no-store");
        std::smatch found;
        static const std::regex kCode(R"re(id="invitation-code">([^<]*)<)re");
        REQUIRE(std::regex_search(slip.body, found, kCode));
        cookie.clear();
        return found[1].str();
    }
    http::Response join(const std::string& code, const std::string& password = kOwn) {
        return post(
            "/sign-in/invitation",
            {{"invitation", code}, {"new_password", password}, {"new_password_again", password}});
    }
    int posts = 0;
};

bool shows(const http::Response& page, std::string_view words) {
    return page.body.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("an invitation leads from the slip to the day's work, once") {
    House house;
    const auto code = house.invite();
    const auto door = house.get("/sign-in/invitation?invitation=" + code);
    CHECK(shows(door, "木下 葵 さん"));
    CHECK(door.headers.get("Referrer-Policy") == "no-referrer");
    CHECK(door.headers.get("Cache-Control") == "no-store");
    const auto weak = house.join(code, "kinoshita2026");
    CHECK(weak.status == 422);
    CHECK(shows(weak, "だれもが最初に試す"));
    CHECK_FALSE(shows(weak, "kinoshita2026"));
    const auto in = house.join(code);
    CHECK(in.status == 303);
    CHECK(in.headers.get("Location") == "/");
    const auto again = house.join(code);
    house.keep(in);
    CHECK(house.get("/today").status == 200);
    CHECK(again.status == 404);
}

TEST_CASE("somebody of a partner is invited, sees the portal alone, and is stopped by the house") {
    House house;
    const auto code = house.invite("partner_staff", "みなと内科クリニック");
    house.keep(house.join(code));
    CHECK(house.get("/").headers.get("Location") == "/portal");
    CHECK(shows(house.get("/portal"), "みなと内科クリニック"));
    CHECK(house.get("/today").status == 403);
    const auto open = house.cookie;
    house.sign_in("hasegawa");
    const auto people = house.get("/settings/people");
    CHECK(shows(people, "kinoshita"));
    CHECK(shows(people, "みなと内科クリニック"));
    auto tx = house.database->read();
    const auto accounts = accounts_of(tx, FacilityId{1});
    CHECK(house.post("/settings/people/" + accounts.back().id.text() + "/stop").status == 303);
    house.cookie = open;
    CHECK(house.get("/portal").status == 303);
}

TEST_CASE("a partner's role is for a partner's people, a role of the house for the house's") {
    House house;
    house.sign_in("hasegawa");
    const auto invite = [&](const char* role, const char* facility) {
        return house.post(
            "/settings/people/invitation",
            {{"name", "木下 葵"}, {"login", "kinoshita"}, {"role", role}, {"facility", facility}});
    };
    CHECK(invite("head", "みなと内科クリニック").status == 422);
    CHECK(invite("partner_doctor", "").status == 422);
    const auto nowhere = invite("partner_doctor", "どこにもない医院");
    CHECK(nowhere.status == 422);
    CHECK(shows(nowhere, "どこにもない医院"));
    CHECK(invite("partner_doctor", "みなと内科クリニック").status == 200);
}

TEST_CASE(
    "a partner's administrator invites for that facility, and reaches nobody else's account") {
    House house;
    house.ask(FactorAskedOf::Nobody);
    house.keep(house.join(house.invite("partner_administrator", "みなと内科クリニック")));
    const auto invited = house.post("/settings/people/invitation",
                                    {{"name", "森 茂"},
                                     {"login", "mori"},
                                     {"role", "partner_staff"},
                                     {"facility", "青葉町クリニック"}});  // not theirs to say
    const auto administrator = house.cookie;
    const auto code = house.code_on(invited);
    house.cookie = administrator;
    const auto people = house.get("/settings/people");
    CHECK(shows(people, "mori"));
    CHECK_FALSE(shows(people, "hasegawa"));
    CHECK(house.post("/settings/people/1/stop").status == 404);
    CHECK(house.post("/settings/people/1/role", {{"role", "partner_staff"}}).status == 404);
    CHECK(house.post("/settings/people/factor", {{"asked_of", "nobody"}}).status == 404);
    CHECK(house
              .post("/settings/people/invitation",
                    {{"name", "森 茂"}, {"login", "mori2"}, {"role", "head"}})
              .status == 422);
    house.cookie.clear();
    house.keep(house.join(code));
    CHECK(shows(house.get("/portal"), "みなと内科クリニック"));
}

TEST_CASE("used, revoked, old and invented invitations get one same page that names nobody") {
    House house;
    const auto used = house.invite();
    CHECK(house.join(used).status == 303);
    house.cookie.clear();
    const auto invented = std::string{"ABCD-EFGH"};
    const auto first = house.get("/sign-in/invitation?invitation=" + invented);
    CHECK(first.status == 404);
    for (const auto& code : {used, invented}) {
        CHECK(house.get("/sign-in/invitation?invitation=" + code).body == first.body);
        CHECK(house.join(code).body == first.body);
    }
    CHECK_FALSE(shows(first, "木下"));
}

TEST_CASE("no line of the trail holds an invitation's code, and each use and refusal is one") {
    House house;
    house.lines();
    const auto code = house.invite();
    house.get("/sign-in/invitation?invitation=" + code);
    CHECK(house.join(code).status == 303);
    CHECK(house.join(code).status == 404);
    int refused = 0;
    for (const auto& line : house.lines()) {
        const auto text = audit::journal_line(line);
        CHECK(text.find(code) == std::string::npos);
        CHECK(text.find(code.substr(0, 9)) == std::string::npos);
        if (line.what == "POST /sign-in/invitation" && line.action == audit::kRefused) ++refused;
    }
    CHECK(refused == 1);
    auto tx = house.database->read();
    constexpr db::Query kKept{"joining_test.kept",
                              "SELECT count(*) FROM audit_pending WHERE what IN ('user.invited', "
                              "'POST /sign-in/invitation')"
                              " AND action IN ('change', 'sign_in')"};
    CHECK(tx.number(kKept) == 2);
}

TEST_CASE("where the role asks for it nothing opens before the second factor") {
    House house;
    house.ask(FactorAskedOf::Everybody);
    const auto code = house.invite("nurse");
    house.keep(house.join(code));
    for (const auto* page : {"/", "/today", "/patients", "/patients/1", "/account/deputy"})
        CHECK(house.get(page).headers.get("Location") == "/account/app");
    CHECK(house.post("/patients/1/hold").status == 403);
    CHECK(house.post("/account/deputy/1/end").status == 403);
    CHECK(shows(house.get("/account/app"), "はじめに、二つ目の確認を加えます"));
    CHECK(house.get("/account").status == 200);
    CHECK(house.get("/session/ends").status == 200);
    {
        auto tx = house.database->write();
        const auto user = find_account(tx, "kinoshita")->id;
        add_app(tx, testing::doors(house.database.folder()).key, user, "ABCDEFGH", 0,
                testing::kMorning);
        tx.commit();
    }
    CHECK(house.get("/today").status == 200);
}

TEST_CASE("a first password that somebody else typed opens nothing but its own change") {
    House house;
    {
        auto tx = house.database->write();
        ask_for_own_password(tx, find_account(tx, "saeki")->id);
        tx.commit();
    }
    house.sign_in("saeki");
    for (const auto* page : {"/", "/today", "/patients/1", "/account", "/account/app"})
        CHECK(house.get(page).headers.get("Location") == "/account/password");
    CHECK(house.post("/account/app").status == 403);
    CHECK(shows(house.get("/account/password"), "はじめに、自分のパスワードに替えます"));
    const auto changed = house.post(
        "/account/password",
        {{"password", "kakehashi"}, {"new_password", kOwn}, {"new_password_again", kOwn}});
    CHECK(changed.headers.get("Location") == "/");
    CHECK(house.get("/today").status == 200);
}

TEST_CASE("in the grace the side says by when; everything else goes on") {
    House house;
    house.ask(FactorAskedOf::Overseers);
    house.sign_in("hasegawa");
    const auto page = house.get("/today");
    CHECK(page.status == 200);
    CHECK(shows(page, "二つ目の確認を加える(12/8(火)まで)"));
    house.sign_in("saeki");
    CHECK_FALSE(shows(house.get("/today"), "二つ目の確認を加える"));
}

TEST_CASE("what the only head took in is decided by who stands in for the head") {
    House house;
    const auto text_of = [&](std::string_view sql) {
        auto tx = house.database->read();
        return tx
            .first(db::Query{"joining_test.text", sql},
                   [](const db::Row& row) { return row.string(0); })
            .value_or("");
    };
    house.sign_in("hasegawa");
    const auto number =
        text_of("SELECT number FROM patient WHERE number <> '' ORDER BY id LIMIT 1");
    const auto taken = house.post("/disclosures", {{"number", number},
                                                   {"requester", "self"},
                                                   {"requester_name", "本人"},
                                                   {"received_on", "11/24"},
                                                   {"asked", "診療録"},
                                                   {"copy_form", "paper"}});
    REQUIRE(taken.status == 303);
    const std::string page{taken.headers.get("Location")};
    REQUIRE(house.post(page + "/identity", {{"document", "licence"}, {"on", "11/24"}}).status ==
            303);
    CHECK(shows(house.get(page), "/account/deputy"));
    CHECK(house.post(page + "/decision", {{"ruling", "full"}, {"on", "11/24"}}).status == 422);
    house.sign_in("omura");
    CHECK(house.post(page + "/decision", {{"ruling", "full"}, {"on", "11/24"}}).status == 403);

    house.sign_in("hasegawa");
    REQUIRE(house
                .post("/account/deputy",
                      {{"deputy", text_of("SELECT id FROM user_account WHERE login = 'omura'")},
                       {"from_on", "2026/11/24"},
                       {"until_on", "2026/11/24"}})
                .status == 303);
    CHECK(house.post(page + "/decision", {{"ruling", "full"}, {"on", "11/24"}}).status == 422);
    house.sign_in("omura");
    CHECK(shows(house.get(page), "判断を記録する"));
    CHECK(house.post(page + "/decision", {{"ruling", "full"}, {"on", "11/24"}}).status == 303);
    CHECK(text_of("SELECT decided_by_name FROM disclosure_request ORDER BY id DESC LIMIT 1") ==
          "大村 早苗(室長 長谷川 浩二 の代行)");
}

TEST_CASE("who stands in for the head does the head's work, and the trail says in whose place") {
    House house;
    house.sign_in("omura");
    CHECK(house.get("/settings/people").status == 403);
    CHECK(house.get("/audit").status == 403);
    house.sign_in("hasegawa");
    const auto id = [&](std::string_view login) {
        auto tx = house.database->read();
        return find_account(tx, login)->id.text();
    };
    CHECK(
        house
            .post("/account/deputy",
                  {{"deputy", id("omura")}, {"from_on", "2026/11/24"}, {"until_on", "2026/11/25"}})
            .status == 303);
    house.sign_in("omura");
    house.lines();
    CHECK(house.get("/audit").status == 200);
    const auto lines = house.lines();
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].actor_name == "大村 早苗(室長 長谷川 浩二 の代行)");
    CHECK(house.get("/patients/1").status == 200);
    CHECK(house.lines().back().actor_name == "大村 早苗");
    CHECK(shows(house.get("/settings/people"), "室長代行"));
    CHECK(house.post("/settings/people/" + id("fujii") + "/role", {{"role", "nurse"}}).status ==
          303);
    const auto alert = [&] {  // 緊急閲覧の見直し, the head's alone
        auto writing = house.database->write();
        open_duty(writing, {UserId{1}, FacilityId{1}, "佐伯 真理"}, testing::kMorning,
                  {.about = {"patient", 1},
                   .patient = PatientId{1},
                   .kind = "access.review",
                   .due_at = testing::kMorning});
        constexpr db::Query kAlert{"joining_test.alert",
                                   "SELECT id FROM duty WHERE kind = 'access.review'"};
        const auto number = writing.number(kAlert);
        writing.commit();
        return std::to_string(number);
    }();
    CHECK(
        house.post("/duties/" + alert + "/assignee", {{"version", "1"}, {"assignee", id("omura")}})
            .status == 303);
    auto tx = house.database->read();
    constexpr db::Query kAssigned{"joining_test.assigned",
                                  "SELECT count(*) FROM event WHERE kind = 'duty.assigned' AND "
                                  "actor_name = '大村 早苗(室長 長谷川 浩二 の代行)'"};
    CHECK(tx.number(kAssigned) == 1);
    constexpr db::Query kRole{"joining_test.role",
                              "SELECT count(*) FROM audit_pending WHERE what = 'user.role' AND "
                              "actor_name = '大村 早苗(室長 長谷川 浩二 の代行)'"};
    CHECK(tx.number(kRole) == 1);
}

TEST_CASE(
    "a colleague who is put out of use is out at once, and the day's work says whose it was") {
    House house;
    house.sign_in("saeki");
    const auto saeki = house.cookie;
    const auto mine = [&](std::string_view login) {
        auto tx = house.database->write();
        constexpr db::Query kGive{
            "joining_test.give",
            "UPDATE duty SET assignee_id = (SELECT id FROM user_account WHERE login = $1)"
            " WHERE closed_at IS NULL"};
        tx.execute(kGive, login);
        tx.commit();
    };
    mine("saeki");
    house.sign_in("hasegawa");
    CHECK_FALSE(shows(house.get("/today"), "停止中の人"));
    CHECK(house.post("/settings/people/1/stop").status == 303);
    const auto today = house.get("/today");
    CHECK(shows(today, "停止中の人(佐伯 真理 さん)の業務が"));
    CHECK(shows(today, "担当だった 佐伯 真理 さんは停止中"));
    house.cookie = saeki;
    CHECK(house.get("/today").headers.get("Location").starts_with("/sign-in"));
}
