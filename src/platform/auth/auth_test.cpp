#include <doctest/doctest.h>

#include <future>
#include <optional>
#include <thread>
#include <vector>

#include "platform/auth/guard.hpp"
#include "platform/auth/password.hpp"
#include "platform/auth/sign_in.hpp"
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

void prolong(TestDatabase& database, std::string_view token, Instant at) {
    auto tx = database->write();
    prolong_session(tx, token_hash(token), at);
    tx.commit();
}

struct Guarded {
    explicit Guarded(TestDatabase& database, Instant now = kMorning) : clock{now} {
        guard_routes(router, *database, clock);
        router.add("GET", "/today", [](http::Request& request) {
            return http::Response::text(request.attached<SignedIn>()->viewer.name);
        });
        router.add("POST", "/duties", [](http::Request&) { return http::Response::text("saved"); });
        router.add("POST", "/sign-in", [](http::Request&) { return http::Response::text("in"); },
                   {.open = true});
    }
    http::Request request(std::string method, std::string path, const std::string& token) const {
        http::Request out;
        out.method = std::move(method);
        out.path = out.target = std::move(path);
        out.headers.set("Accept", "text/html");
        out.headers.set("Cookie", std::string{kSessionCookie} + "=" + token);
        return out;
    }
    FixedClock clock;
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
        prolong(database, token, at);
    }
    CHECK_FALSE(find_session(*database, token, kMorning + kSessionLives).has_value());
    const auto other = sign_in(*database, "saeki", "umi-no-hashi", kMorning).value();
    auto tx = database->write();
    sign_out(tx, other);
    tx.commit();
    CHECK_FALSE(find_session(*database, other, kMorning).has_value());
}

TEST_CASE("a session that idled too long is forgotten, one in use is kept") {
    TestDatabase database;
    add_saeki(database);
    const auto left = sign_in(*database, "saeki", "umi-no-hashi", kMorning).value();
    const auto used = sign_in(*database, "saeki", "umi-no-hashi", kMorning).value();
    prolong(database, used, kMorning + std::chrono::hours{3});
    auto tx = database->write();
    forget_old_sessions(tx, kMorning + kSessionIdles);
    CHECK(tx.number(db::Query{"test.sessions", "SELECT count(*) FROM session"}) == 1);
    tx.commit();
    CHECK(find_session(*database, used, kMorning + kSessionIdles).has_value());
    CHECK_FALSE(find_session(*database, left, kMorning).has_value());
}

TEST_CASE("a screen that refreshes itself does not keep an unattended session alive") {
    TestDatabase database;
    add_saeki(database);
    const auto token = sign_in(*database, "saeki", "umi-no-hashi", kMorning).value();
    const auto later = kMorning + kSessionIdles - std::chrono::minutes{1};
    const auto look = [&](bool by_itself) {
        Guarded guarded(database, later);  // its end waits for what was noted
        auto request = guarded.request("GET", "/today", token);
        if (by_itself) request.headers.set("X-Background", "1");
        CHECK(guarded.router.handle(request).status == 200);
    };
    look(true);
    CHECK_FALSE(find_session(*database, token, kMorning + kSessionIdles).has_value());
    look(false);
    CHECK(find_session(*database, token, kMorning + kSessionIdles).has_value());
}

TEST_CASE("a page opens while somebody else writes for long") {
    TestDatabase database;
    add_saeki(database);
    const auto token = sign_in(*database, "saeki", "umi-no-hashi", kMorning).value();
    {
        Guarded guarded(database, kMorning + std::chrono::hours{2});
        std::optional writing{database->write()};
        auto page = std::async(std::launch::async, [&] {
            auto request = guarded.request("GET", "/today", token);
            return guarded.router.handle(request).status;
        });
        CHECK(page.wait_for(std::chrono::seconds{5}) == std::future_status::ready);
        writing.reset();
        CHECK(page.get() == 200);
    }
    CHECK(find_session(*database, token, kMorning + std::chrono::hours{5}).has_value());
}

TEST_CASE("a page opens when nothing can be written any more") {
    TestDatabase database;
    add_saeki(database);
    const auto token = sign_in(*database, "saeki", "umi-no-hashi", kMorning).value();
    // As a full disk: every write is refused.
    database->run_script(testing::on_postgres()
                             ? "CREATE TRIGGER full_disk BEFORE UPDATE OR DELETE ON session "
                               "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
                             : "PRAGMA query_only=ON");
    {
        Guarded guarded(database, kMorning + std::chrono::hours{2});
        auto request = guarded.request("GET", "/today", token);
        CHECK(guarded.router.handle(request).body == "佐伯 真理");
    }
    CHECK_FALSE(find_session(*database, token, kMorning + std::chrono::hours{5}).has_value());
}

TEST_CASE("after many wrong passwords even the right one waits five minutes") {
    TestDatabase database;
    add_saeki(database);
    for (int i = 0; i < kFailuresMax; ++i)
        CHECK_FALSE(sign_in(*database, "saeki", "guess", kMorning).has_value());
    CHECK_FALSE(sign_in(*database, "saeki", "umi-no-hashi", kMorning).has_value());
    // A guess meanwhile makes the rest neither longer nor shorter.
    const auto meanwhile = kMorning + std::chrono::minutes{4};
    CHECK_FALSE(sign_in(*database, "saeki", "guess", meanwhile).has_value());
    CHECK_FALSE(sign_in(*database, "saeki", "umi-no-hashi", meanwhile).has_value());
    CHECK(sign_in(*database, "saeki", "umi-no-hashi", kMorning + kLockLasts).has_value());
}

TEST_CASE("a rest given by a clock two days ahead ends when the clock is right again") {
    TestDatabase database;
    add_saeki(database);
    for (int guess = 0; guess < kFailuresMax; ++guess)
        CHECK_FALSE(sign_in(*database, "saeki", "wrong", kMorning + days{2}));
    CHECK_FALSE(sign_in(*database, "saeki", "umi-no-hashi", kMorning + days{2}));
    CHECK(sign_in(*database, "saeki", "umi-no-hashi", kMorning));
    for (int guess = 0; guess < kFailuresMax; ++guess)
        CHECK_FALSE(sign_in(*database, "saeki", "wrong", kMorning));
    CHECK_FALSE(sign_in(*database, "saeki", "umi-no-hashi", kMorning));  // this rest counts
}

TEST_CASE("a session outlives a clock that is set back an hour, and none lasts a year for it") {
    TestDatabase database;
    add_saeki(database);
    const auto token = sign_in(*database, "saeki", "umi-no-hashi", kMorning).value();
    CHECK(find_session(*database, token, kMorning - std::chrono::hours{1}));
    CHECK_FALSE(find_session(*database, token, kMorning - days{365}));
    CHECK(find_session(*database, token, kMorning));  // nobody tidied meanwhile
    auto tx = database->write();
    forget_old_sessions(tx, kMorning - days{365});
    tx.commit();
    CHECK_FALSE(find_session(*database, token, kMorning));
}

TEST_CASE("guesses sent side by side count one by one") {
    TestDatabase database;
    add_saeki(database);
    {
        std::vector<std::jthread> guesses;
        for (int i = 0; i < kFailuresMax; ++i)
            guesses.emplace_back([&, i] {
                CHECK(sign_in(*database, "saeki", "guess", kMorning, std::to_string(i))
                          .error()
                          .code == "auth.wrong");
            });
    }
    CHECK_FALSE(sign_in(*database, "saeki", "umi-no-hashi", kMorning).has_value());
}

TEST_CASE("no answer tells which logins there are") {
    TestDatabase database;
    add_saeki(database);
    for (int i = 0; i < kFailuresMax + 2; ++i) {
        CHECK(sign_in(*database, "saeki", "guess", kMorning).error().code == "auth.wrong");
        CHECK(sign_in(*database, "nobody", "guess", kMorning).error().code == "auth.wrong");
    }
}

TEST_CASE("a storm of sign-ins from one place leaves the door open for a colleague") {
    TestDatabase database;
    add_saeki(database);
    const auto code_from = [&](std::string_view address) {
        const auto in = sign_in(*database, "saeki", "umi-no-hashi", kMorning, address);
        return in ? std::string{} : in.error().code;
    };
    const auto device =
        pass_password(*database, "saeki", "umi-no-hashi", kMorning, {}).value().in.device;
    std::vector<PasswordPlace> waiting;
    for (int i = 0; i < kPasswordsPerAddressMax; ++i)
        waiting.push_back(PasswordPlace::take("10.0.0.9").value());
    CHECK(code_from("10.0.0.9") == "auth.busy");
    CHECK(code_from("10.0.0.7").empty());
    for (int i = kPasswordsPerAddressMax; i < kPasswordsMax; ++i)
        waiting.push_back(PasswordPlace::take("10.0.1." + std::to_string(i)).value());
    CHECK(code_from("10.0.0.7") == "auth.busy");  // told at once, and not after the whole line
    const auto known = [&] {
        const Caller caller{.address = "10.0.0.9", .device = device};
        const auto in = pass_password(*database, "saeki", "umi-no-hashi", kMorning, caller);
        return in ? std::string{} : in.error().code;
    };
    CHECK(known().empty());  // who has signed in there before does not stand in the strangers' line
    for (int i = 0; i < kPasswordsOfKnownMax; ++i)
        waiting.push_back(PasswordPlace::take_known().value());
    CHECK(known() == "auth.busy");
    waiting.clear();
    CHECK(code_from("10.0.0.9").empty());
}

TEST_CASE("another site cannot sign a browser in under a name of its choice") {
    TestDatabase database;
    add_saeki(database);
    Guarded guarded(database);
    const auto status = [&](std::string_view site) {
        auto request = guarded.request("POST", "/sign-in", "");
        if (!site.empty()) request.headers.set("Sec-Fetch-Site", site);
        return guarded.router.handle(request).status;
    };
    CHECK(status("cross-site") == 403);
    CHECK(status("same-site") == 403);
    CHECK(status("same-origin") == 200);
    CHECK(status("") == 200);  // an old browser
}

TEST_CASE("who left the hospital is out at once and stays out until enabled again") {
    TestDatabase database;
    add_saeki(database);
    const auto token = sign_in(*database, "saeki", "umi-no-hashi", kMorning).value();
    const auto set_active = [&](std::string_view login, bool active) {
        auto tx = database->write();
        const auto done = set_user_active(tx, login, active, kMorning);
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

TEST_CASE("what a page may read of patients follows the session, to the end of the request") {
    TestDatabase database;
    add_saeki(database);
    database.script(
        "INSERT INTO facility (id, kind, name, name_key) VALUES (2, 'hospital', 'やまて病院', 'y');"
        "INSERT INTO patient (facility_id, number, name, name_key) VALUES (1, '', '甲', 'x'), "
        "(2, '', '乙', 'x')");
    static constexpr db::Query kForgetful{"test.forgetful", "SELECT count(*) FROM patient"};
    const auto count = [&] { return database->read().number(kForgetful); };
    Guarded office{database};
    const auto page = [&](http::Request&) { return http::Response::text(std::to_string(count())); };
    office.router.add("GET", "/patients", page);
    office.router.add("GET", "/help", page, {.open = true});
    const auto token = sign_in(*database, "saeki", "umi-no-hashi", kMorning).value();
    {
        auto inside = office.request("GET", "/patients", token);
        auto outside = office.request("GET", "/help", token);
        CHECK(office.router.handle(inside).body == (testing::on_postgres() ? "1" : "2"));
        CHECK(office.router.handle(outside).body == (testing::on_postgres() ? "0" : "2"));
    }
    CHECK(count() == 2);  // the program's own work, on the same thread
}
