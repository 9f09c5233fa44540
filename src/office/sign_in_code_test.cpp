#include <doctest/doctest.h>

#include "office/account_pages.hpp"
#include "office/sign_in_pages.hpp"
#include "platform/auth/authenticator_app.hpp"
#include "platform/auth/guard.hpp"
#include "platform/auth/password.hpp"
#include "platform/auth/recovery_codes.hpp"
#include "platform/auth/session.hpp"
#include "platform/auth/totp.hpp"
#include "support/test_browser.hpp"

using namespace kakehashi;
using namespace kakehashi::office;

namespace {

bool shows(const http::Response& page, std::string_view words) {
    return page.body.find(words) != std::string::npos;
}

/// What stands between `before` and the next `after`.
std::string between(std::string_view text, std::string_view before, std::string_view after) {
    const auto begin = text.find(before);
    REQUIRE(begin != std::string_view::npos);
    const auto rest = text.substr(begin + before.size());
    return std::string{rest.substr(0, rest.find(after))};
}

/// 佐伯's browser, and the telephone beside it.
struct Desk : testing::TestBrowser {
    std::string app_code() const {
        return totp_code(secret, clock.now().time_since_epoch() / kTotpStep);
    }
    /// Adds the app as the page says, and keeps the codes it shows.
    void enrol() {
        const auto page = get("/account/app");
        secret = between(page.body, "<code>", "</code>");
        std::erase(secret, ' ');
        const auto answer =
            post("/account/app", {{"secret", between(page.body, R"(name="secret" value=")", "\"")},
                                  {"app_code", app_code()},
                                  {"password", kPassword}});
        REQUIRE(answer.status == 200);
        std::string_view rest = answer.body;
        while (rest.find("<li><code>") != std::string_view::npos) {
            codes.push_back(between(rest, "<li><code>", "</code>"));
            rest.remove_prefix(rest.find("<li><code>") + 10);
        }
    }
    std::string secret;
    std::vector<std::string> codes;
};

}  // namespace

TEST_CASE("an app is added by its picture, a code and the password; ten codes are shown once") {
    Desk desk;
    desk.sign_in();
    CHECK(shows(desk.get("/account"), "いまはパスワードだけで入れます"));
    desk.enrol();
    CHECK(desk.codes.size() == kRecoveryCodes);
    const auto account = desk.get("/account");
    CHECK(shows(account, "残り 10個"));
    CHECK_FALSE(shows(account, desk.codes[0]));
    CHECK_FALSE(shows(desk.get("/account/app"), desk.secret));
}

TEST_CASE("an app is not added with a wrong code or password, and the secret stays the same") {
    Desk desk;
    desk.sign_in();
    const auto page = desk.get("/account/app");
    const auto sealed = between(page.body, R"(name="secret" value=")", "\"");
    const auto groups = between(page.body, "<code>", "</code>");
    const auto again = desk.post(
        "/account/app", {{"secret", sealed}, {"app_code", "000000"}, {"password", "guess"}});
    CHECK(again.status == 403);
    CHECK(desk.lines_of("refused").back().what == "POST /account/app");
    CHECK(shows(again, "番号が違います"));
    CHECK(shows(again, "パスワードが違います"));
    CHECK(shows(again, groups));
    CHECK_FALSE(has_app(*std::make_unique<db::Transaction>(desk.database->read()), UserId{1}));
    // A secret of somebody else's session is none.
    const auto foreign =
        desk.post("/account/app", {{"secret", "A" + sealed}, {"app_code", "000000"}});
    CHECK(foreign.headers.get("Location") == "/account/app");
}

TEST_CASE("with an app the door asks for its code, and leads where the person wanted to go") {
    Desk desk;
    desk.sign_in();
    desk.enrol();
    desk.forget_cookies();
    desk.clock.advance(std::chrono::minutes{2});
    const auto asked =
        desk.post("/sign-in",
                  {{"login", "saeki"}, {"password", Desk::kPassword}, {"return_to", "/referrals"}});
    CHECK(asked.headers.get("Location") == "/sign-in/code?return_to=%2Freferrals");
    CHECK_FALSE(desk.is_signed_in());
    const auto page = desk.get("/sign-in/code?return_to=%2Freferrals");
    CHECK(shows(page, "佐伯 真理 さん"));
    CHECK(shows(page, "前回のサインイン"));
    const auto wrong = desk.post("/sign-in/code", {{"code", "000000"}});
    CHECK(wrong.status == 403);
    CHECK(shows(wrong, "番号が違うか、もう使われています"));
    CHECK(desk.lines().back().result == "wrong_code");
    CHECK(desk.lines_of("refused").back().actor_name == "佐伯 真理");
    const auto in =
        desk.post("/sign-in/code", {{"code", desk.app_code()}, {"return_to", "/referrals"}});
    CHECK(in.headers.get("Location") == "/referrals");
    CHECK(desk.is_signed_in());
    CHECK(desk.database->read().number(
              db::Query{"test.traces",
                        "SELECT count(*) FROM audit_pending WHERE action = 'sign_in' AND "
                        "what = 'POST /sign-in/code'"}) == 1);
}

TEST_CASE("a recovery code opens the door; without the first step there is no second") {
    Desk desk;
    desk.sign_in();
    desk.enrol();
    desk.forget_cookies();
    CHECK(desk.get("/sign-in/code").headers.get("Location") == "/sign-in");
    CHECK(desk.post("/sign-in/code", {{"recovery", desk.codes[0]}}).headers.get("Location") ==
          "/sign-in");
    desk.post("/sign-in", {{"login", "saeki"}, {"password", Desk::kPassword}});
    CHECK(desk.post("/sign-in/code", {{"recovery", desk.codes[0]}}).status == 303);
    CHECK(desk.is_signed_in());
    CHECK(shows(desk.get("/account"), "残り 9個"));
}

TEST_CASE("the app is given up and codes are renewed with the password alone") {
    Desk desk;
    desk.sign_in();
    CHECK(desk.post("/account/codes", {{"codes.password", Desk::kPassword}}).status == 422);
    desk.enrol();
    const auto guessed = desk.post("/account/codes", {{"codes.password", "guess"}});
    CHECK(guessed.status == 403);
    CHECK(shows(guessed, "パスワードが違います"));
    const auto renewed = desk.post("/account/codes", {{"codes.password", Desk::kPassword}});
    CHECK(shows(renewed, "予備のコード"));
    CHECK_FALSE(shows(renewed, desk.codes[0]));
    CHECK(desk.post("/account/app/removal", {{"app_off.password", "guess"}}).status == 403);
    CHECK(desk.post("/account/app/removal", {{"app_off.password", Desk::kPassword}}).status == 303);
    CHECK(shows(desk.get("/account"), "いまはパスワードだけで入れます"));
    CHECK(desk.database->read().number(
              db::Query{"test.codes", "SELECT count(*) FROM recovery_code"}) == 0);
}
