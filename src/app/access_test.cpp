// Every route of the program, visited by somebody of each role.
#include <doctest/doctest.h>

#include <map>
#include <regex>

#include "app/crawled_office.hpp"
#include "office/access.hpp"

using namespace kakehashi;
using office::may;
using office::rule_of;
using testing::CrawledOffice;

namespace {

constexpr db::Query kJoin{"access_test.join", R"sql(
    INSERT INTO user_account (facility_id, host_id, login, name, password_hash, role)
    SELECT facility_id, host_id, $1, $2, password_hash, $3 FROM user_account WHERE login = $4
)sql"};

constexpr db::Query kIntoWard{"access_test.into_ward", R"sql(
    INSERT INTO affiliation (facility_id, user_id, ward_id, since, running)
    SELECT facility_id, id, 1, '2026-01-01', 1 FROM user_account WHERE login = 'in-ward_nurse'
)sql"};

/// Somebody of each role, also of none; the login is in-ROLE.
void take_in_everybody(CrawledOffice& office) {
    auto tx = office.database->write();
    const auto join = [&](std::string_view role, std::string_view beside) {
        tx.execute(kJoin, "in-" + std::string{role}, "試験 " + std::string{role}, role, beside);
    };
    join("", "saeki");
    for (const auto role : roles_of(Party::House)) join(to_text(role), "saeki");
    for (const auto role : roles_of(Party::Partner)) join(to_text(role), "hamada");
    tx.execute(kIntoWard);
    tx.commit();
}

/// /referrals/{id}/hold with 7 → /referrals/7/hold
std::string with_number(const std::string& pattern, const std::string& number) {
    return std::regex_replace(pattern, std::regex(R"(\{[a-z_]+\})"), number);
}

/// What differs between two answers by chance alone.
std::string without_chance(const std::string& body) {
    return std::regex_replace(body, std::regex(R"re((name="form_key" value=")[^"]*)re"), "$1");
}

http::Response visit(CrawledOffice& office, const http::Router::Listed& route,
                     const std::string& number) {
    auto request = office.request(route.method, with_number(route.pattern, number));
    if (route.method == "POST") {
        request.headers.set("Content-Type", "application/x-www-form-urlencoded");
        request.headers.set("X-CSRF-Token", office.csrf());
    }
    return office.router.handle(request);
}

}  // namespace

TEST_CASE("no route is without a rule: who adds a page says whose it is") {
    CrawledOffice office;
    REQUIRE(office.router.routes().size() > 90);
    for (const auto& route : office.router.routes())
        if (!route.open)
            CHECK_MESSAGE(rule_of(route.method, route.pattern) != nullptr, route.method, " ",
                          route.pattern);
}

TEST_CASE("what is open to everybody is the sign-in and nothing else") {
    CrawledOffice office;
    for (const auto& route : office.router.routes())
        if (route.open) CHECK_MESSAGE(route.pattern.starts_with("/sign-in"), route.pattern);
}

TEST_CASE(
    "each role is refused every page that is not its own, and each try is in the audit trail") {
    // Alike whether the thing is there or not.
    CrawledOffice office;
    take_in_everybody(office);
    auto everybody = std::vector<Role>(all_roles().begin(), all_roles().end());
    everybody.push_back(Role::None);
    int refused = 0, let_in = 0;
    for (const auto role : everybody) {
        office.cookie.clear();
        office.sign_in("in-" + std::string{to_text(role)});
        for (const auto& route : office.router.routes()) {
            if (route.open || route.pattern == "/live" || route.pattern == "/sign-out") continue;
            INFO(japanese(role), ": ", route.method, " ", route.pattern);
            office.lines();
            if (may(role, rule_of(route.method, route.pattern)->need)) {
                if (route.method != "GET") continue;
                CHECK(visit(office, route, "1").status != 403);
                ++let_in;
                continue;
            }
            const auto there = visit(office, route, "1");
            const auto lines = office.lines();
            CHECK(there.status == 403);
            REQUIRE(lines.size() == 1);
            CHECK(lines[0].action == audit::kRefused);
            CHECK(lines[0].what == route.method + " " + route.pattern);
            CHECK(lines[0].seen.empty());
            const auto not_there = visit(office, route, "999999");
            CHECK(not_there.status == 403);
            CHECK(without_chance(there.body) == without_chance(not_there.body));
            ++refused;
        }
    }
    MESSAGE(refused << " pages refused, " << let_in << " opened");
    CHECK(refused > 300);
    CHECK(let_in > 200);
}

TEST_CASE("a page leads nobody to a page that refuses them") {
    CrawledOffice office;
    take_in_everybody(office);
    static const std::regex kLink(R"re((?:href|action|data-href)="(/[^"#?]*))re");
    const auto in_ward = std::to_string(office.database->read().number(
        db::Query{"access_test.in_ward", "SELECT min(patient_id) FROM stay WHERE ward_id = 1"}));
    const auto of_patient = "/patients/" + in_ward, of_ward = "/ward/patients/" + in_ward,
               stay = of_patient + "/stay", asked = of_patient + "/questions";
    for (const auto role : all_roles()) {
        office.cookie.clear();
        office.sign_in("in-" + std::string{to_text(role)});
        for (const char* page : {"/",
                                 "/today",
                                 "/menu",
                                 "/help/keys",
                                 "/account",
                                 "/referrals",
                                 "/referrals/1",
                                 "/patients",
                                 "/patients/1",
                                 "/bookings",
                                 "/arrivals",
                                 "/replies",
                                 "/facilities",
                                 "/facilities/2",
                                 "/settings",
                                 "/settings/people",
                                 "/settings/people/1/affiliations",
                                 "/settings/units",
                                 "/ward",
                                 of_ward.c_str(),
                                 of_patient.c_str(),
                                 stay.c_str(),
                                 asked.c_str(),
                                 "/questions/1",
                                 "/settings/retention",
                                 "/settings/delivery",
                                 "/disclosures",
                                 "/disclosures/1",
                                 "/provisions",
                                 "/incidents",
                                 "/incidents/1",
                                 "/incidents/1/sheet",
                                 "/portal",
                                 "/portal/referrals"}) {
            auto request = office.request("GET", page);
            const auto answer = office.router.handle(request);
            if (answer.status != 200) continue;
            for (auto it = std::sregex_iterator(answer.body.begin(), answer.body.end(), kLink);
                 it != std::sregex_iterator(); ++it) {
                const auto target = (*it)[1].str();
                for (const auto* method : {"GET", "POST"}) {
                    const bool is_form = (*it)[0].str().starts_with("action");
                    if (is_form != (std::string_view{method} == "POST")) continue;
                    const auto match = office.router.find(method, target);
                    if (match.handler == nullptr || match.options.open) continue;
                    CHECK_MESSAGE(may(role, rule_of(method, match.route)->need), japanese(role),
                                  ": ", page, " leads to ", target);
                }
            }
        }
    }
}
