#include <doctest/doctest.h>

#include "platform/auth/guard.hpp"
#include "platform/auth/password.hpp"
#include "platform/auth/session.hpp"
#include "support/test_database.hpp"

using namespace kakehashi;
using testing::TestDatabase;

namespace {

const Instant kMorning = instant_in_japan(*make_date(2026, 11, 24), std::chrono::hours{9});

void add_saeki(TestDatabase& database) {
    auto tx = database->write();
    tx.execute(db::Query{"test.facility",
                         "INSERT INTO facility (id, kind, name, name_key) VALUES (1, 'hospital', "
                         "'みなと市立総合病院', 'x')"});
    add_user(tx,
             {FacilityId{1}, "saeki", "佐伯 真理", "サエキ マリ", "看護師",
              hash_password("umi-no-hashi")},
             kMorning)
        .value();
    tx.commit();
}

struct Guarded {
    explicit Guarded(TestDatabase& database) {
        guard_routes(router, *database, clock);
        router.add("GET", "/today", [](http::Request& request) {
            return http::Response::text(request.attached<SignedIn>()->viewer.name);
        });
        router.add("POST", "/duties", [](http::Request&) { return http::Response::text("saved"); });
    }
    http::Request request(std::string method, std::string path, const std::string& token) const {
        http::Request out;
        out.method = std::move(method);
        out.path = out.target = std::move(path);
        out.headers.set("Accept", "text/html");
        out.cookies.push_back({std::string{kSessionCookie}, token});
        return out;
    }
    FixedClock clock{kMorning};
    http::Router router;
};

}  // namespace

TEST_CASE("the right password opens a session, the wrong one says nothing about the account") {
    TestDatabase database;
    add_saeki(database);
    const auto token = sign_in(*database, "saeki", "umi-no-hashi", kMorning).value();
    CHECK(find_session(*database, token, kMorning)->viewer.name == "佐伯 真理");
    CHECK(sign_in(*database, "saeki", "umi", kMorning).error().code == "auth.wrong");
    CHECK(sign_in(*database, "nobody", "umi", kMorning).error().code == "auth.wrong");
    CHECK_FALSE(find_session(*database, token + "0", kMorning).has_value());
}

TEST_CASE("a session ends when it is signed out, when it idles and when the shift is over") {
    TestDatabase database;
    add_saeki(database);
    const auto token = sign_in(*database, "saeki", "umi-no-hashi", kMorning).value();
    CHECK_FALSE(find_session(*database, token, kMorning + kSessionIdles).has_value());
    auto at = kMorning;
    while (at < kMorning + kSessionLives - std::chrono::hours{1}) {
        at += std::chrono::hours{1};
        CHECK(find_session(*database, token, at).has_value());
    }
    CHECK_FALSE(find_session(*database, token, kMorning + kSessionLives).has_value());
    const auto other = sign_in(*database, "saeki", "umi-no-hashi", kMorning).value();
    sign_out(*database, other);
    CHECK_FALSE(find_session(*database, other, kMorning).has_value());
}

TEST_CASE("a screen that refreshes itself does not keep an unattended session alive") {
    TestDatabase database;
    add_saeki(database);
    const auto token = sign_in(*database, "saeki", "umi-no-hashi", kMorning).value();
    const auto later = kMorning + kSessionIdles - std::chrono::minutes{1};
    CHECK(find_session(*database, token, later, false).has_value());
    CHECK_FALSE(find_session(*database, token, later + std::chrono::minutes{2}).has_value());
}

TEST_CASE("after many wrong passwords even the right one waits five minutes") {
    TestDatabase database;
    add_saeki(database);
    for (int i = 0; i < kFailuresMax; ++i)
        CHECK_FALSE(sign_in(*database, "saeki", "guess", kMorning).has_value());
    CHECK(sign_in(*database, "saeki", "umi-no-hashi", kMorning).error().code == "auth.locked");
    CHECK(sign_in(*database, "saeki", "umi-no-hashi", kMorning + kLockLasts).has_value());
}

TEST_CASE("who left the hospital is out at once and stays out until enabled again") {
    TestDatabase database;
    add_saeki(database);
    const auto token = sign_in(*database, "saeki", "umi-no-hashi", kMorning).value();
    const auto set_active = [&](std::string_view login, bool active) {
        auto tx = database->write();
        const auto done = set_user_active(tx, login, active);
        tx.commit();
        return done;
    };
    REQUIRE(set_active("saeki", false).has_value());
    CHECK_FALSE(find_session(*database, token, kMorning).has_value());
    CHECK(sign_in(*database, "saeki", "umi-no-hashi", kMorning).error().code == "auth.wrong");
    REQUIRE(set_active("saeki", true).has_value());
    CHECK_FALSE(find_session(*database, token, kMorning).has_value());  // that session is over
    CHECK(sign_in(*database, "saeki", "umi-no-hashi", kMorning).has_value());
    CHECK(set_active("nobody", false).error().code == "user.not_found");
}

TEST_CASE("a page leads to the sign-in and back; a post without the token is refused") {
    TestDatabase database;
    add_saeki(database);
    Guarded guarded(database);
    auto stranger = guarded.request("GET", "/today", "");
    const auto sent_away = guarded.router.handle(stranger);
    CHECK(sent_away.status == 303);
    CHECK(sent_away.headers.get("Location") == "/sign-in?return_to=%2Ftoday");

    const auto token = sign_in(*database, "saeki", "umi-no-hashi", kMorning).value();
    auto reading = guarded.request("GET", "/today", token);
    CHECK(guarded.router.handle(reading).body == "佐伯 真理");

    auto bare = guarded.request("POST", "/duties", token);
    CHECK(guarded.router.handle(bare).status == 403);
    auto signed_post = guarded.request("POST", "/duties", token);
    const auto csrf = find_session(*database, token, kMorning)->csrf;
    signed_post.headers.set("X-CSRF-Token", csrf);
    CHECK(guarded.router.handle(signed_post).status == 200);
    auto foreign = guarded.request("POST", "/duties", token);
    foreign.headers.set("X-CSRF-Token", csrf);
    foreign.headers.set("Sec-Fetch-Site", "cross-site");
    CHECK(guarded.router.handle(foreign).status == 403);
}
