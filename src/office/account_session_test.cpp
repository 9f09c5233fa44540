#include <doctest/doctest.h>

#include "platform/auth/own_sessions.hpp"
#include "platform/auth/sign_in.hpp"
#include "support/test_browser.hpp"

using namespace kakehashi;
using testing::TestBrowser;

namespace {

/// Two browsers of 佐伯 at one office: the desk, and one that comes later.
struct Desk : TestBrowser {
    Desk() { sign_in(); }
    /// Does `work` with the other browser's cookies.
    template <typename Work>
    void elsewhere(Work&& work) {
        std::swap(cookies, other);
        work();
        std::swap(cookies, other);
    }
    void sign_in_elsewhere() {
        const auto before = std::pair{agent, peer};
        elsewhere([&] {
            agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Safari/604.1";
            peer = "10.0.0.77";
            sign_in();
        });
        std::tie(agent, peer) = before;
    }
    bool shows(std::string_view words) {
        return get("/account").body.find(words) != std::string::npos;
    }
    std::string name_of_other() {
        auto tx = database->read();
        return sessions_of(tx, saeki.user, cookies.at(std::string{kSessionCookie}), clock.now())
            .at(1)
            .name;
    }
    std::map<std::string, std::string> other;
};

}  // namespace

TEST_CASE("a colleague sees where the own name is signed in, and which is this device") {
    Desk desk;
    desk.sign_in_elsewhere();
    const auto page = desk.get("/account").body;
    const auto own = page.find("Windows の Chrome <span class=\"k-tag\">この端末</span>");
    const auto other = page.find("iPhone の Safari</h3>");
    CHECK(own != std::string::npos);
    CHECK(other != std::string::npos);
    CHECK(own < other);
    CHECK(desk.shows("10.0.0.77 から 11/24(火) 10:12 にサインイン"));
    desk.clock.advance(kSessionIdles);
    desk.sign_in();
    CHECK_FALSE(desk.shows("iPhone の Safari</h3>"));  // it is over
}

TEST_CASE("a device is signed out from afar, at once") {
    Desk desk;
    desk.sign_in_elsewhere();
    CHECK(desk.post("/account/sessions/end", {{"session", desk.name_of_other()}}).status == 303);
    desk.elsewhere([&] {
        CHECK_FALSE(desk.is_signed_in());
        CHECK(desk.get("/account").headers.get("Location").starts_with("/sign-in"));
    });
    CHECK(desk.is_signed_in());
}

TEST_CASE("nobody signs a colleague out") {
    Desk desk;
    const auto ours =
        desk.database->read().first(db::Query{"test.session", "SELECT token_hash FROM session"},
                                    [](const db::Row& row) { return row.string(0); });
    auto tx = desk.database->write();
    CHECK_FALSE(end_session_of(tx, desk.omura.user, *ours));
    CHECK(end_other_sessions(tx, desk.omura.user, "") == 0);
    tx.commit();
    CHECK(desk.is_signed_in());
}

TEST_CASE("all other devices are signed out, this one stays") {
    Desk desk;
    desk.sign_in_elsewhere();
    CHECK(desk.post("/account/sessions/end-others").status == 303);
    CHECK(desk.is_signed_in());
    desk.elsewhere([&] { CHECK_FALSE(desk.is_signed_in()); });
    CHECK_FALSE(desk.shows("ほかの端末をすべて</button>"));
}

TEST_CASE("a sign-in from a new device is told on the others until it is answered") {
    Desk desk;
    const std::string_view news = "新しい端末からサインインがありました";
    CHECK_FALSE(desk.shows(news));  // the first device of all is no news
    desk.sign_in_elsewhere();
    CHECK(desk.shows(news));
    CHECK(desk.shows("11/24(火) 10:12 iPhone の Safari(10.0.0.77)"));
    desk.elsewhere([&] {
        CHECK_FALSE(desk.shows(news));
        desk.post("/account/notices", {{"mine", "yes"}});  // who came in cannot say it was fine
    });
    CHECK(desk.shows(news));
    desk.post("/account/notices", {{"mine", "yes"}});
    CHECK_FALSE(desk.shows(news));
    desk.elsewhere([&] {
        CHECK(desk.is_signed_in());
        desk.post("/sign-out");
        desk.sign_in();
    });
    CHECK_FALSE(desk.shows(news));  // known by now
}

TEST_CASE("a new device that was not the colleague's is put out and is a stranger again") {
    Desk desk;
    desk.sign_in_elsewhere();
    const auto answer = desk.post("/account/notices", {{"mine", "no"}});
    CHECK(answer.headers.get("Location") == "/account/password");
    CHECK(desk.is_signed_in());
    auto tx = desk.database->read();
    CHECK(is_known_device(tx, desk.saeki.user, desk.cookies.at(std::string{kDeviceCookie})));
    CHECK_FALSE(is_known_device(tx, desk.saeki.user, desk.other.at(std::string{kDeviceCookie})));
    desk.elsewhere([&] { CHECK_FALSE(desk.is_signed_in()); });
}
