#include <doctest/doctest.h>

#include "platform/auth/authenticator_app.hpp"
#include "platform/auth/sign_in.hpp"
#include "support/test_browser.hpp"

using namespace kakehashi;
using testing::TestBrowser;

namespace {

bool shows(const http::Response& page, std::string_view words) {
    return page.body.find(words) != std::string::npos;
}

http::Response change(TestBrowser& desk, const std::string& now, const std::string& to,
                      const std::string& again) {
    return desk.post("/account/password",
                     {{"password", now}, {"new_password", to}, {"new_password_again", again}});
}

}  // namespace

TEST_CASE("a colleague changes the own password, and the new one counts") {
    TestBrowser desk;
    desk.sign_in();
    const auto done = change(desk, TestBrowser::kPassword, "mukadewadensha", "mukadewadensha");
    CHECK(done.headers.get("Location") == "/account");
    CHECK(desk.is_signed_in());
    desk.forget_cookies();
    CHECK(
        desk.post("/sign-in", {{"login", "saeki"}, {"password", TestBrowser::kPassword}}).status ==
        403);
    CHECK(desk.post("/sign-in", {{"login", "saeki"}, {"password", "mukadewadensha"}}).status ==
          303);
}

TEST_CASE("what is wrong with a new password stands beside its field; nothing typed comes back") {
    TestBrowser desk;
    desk.sign_in();
    const auto shorter = change(desk, TestBrowser::kPassword, "mukade", "mukada");
    CHECK(shorter.status == 422);
    CHECK(shows(shorter, "13文字以上にしてください"));
    CHECK(shows(shorter, "二つの欄が違います"));
    CHECK_FALSE(shows(shorter, "mukade"));
    CHECK(shows(change(desk, TestBrowser::kPassword, "password-2026-11", "password-2026-11"),
                "だれもが最初に試す"));
    CHECK(shows(change(desk, "guess", "mukadewadensha", "mukadewadensha"), "パスワードが違います"));
    CHECK(sign_in(*desk.database, "saeki", TestBrowser::kPassword, desk.clock.now()).has_value());
}

TEST_CASE("who has a short password does not give up the second factor before a longer one") {
    TestBrowser desk;
    desk.sign_in();
    auto tx = desk.database->write();
    add_app(tx, testing::doors(desk.database.folder()).key, UserId{1}, "ABCDEFGH", 0,
            desk.clock.now());
    tx.commit();
    CHECK(shows(desk.get("/account/password"), "8文字以上。"));
    CHECK(change(desk, TestBrowser::kPassword, "mukade-7", "mukade-7").status == 303);
    const auto refused = desk.post("/account/app/removal", {{"app_off.password", "mukade-7"}});
    CHECK(refused.status == 422);
    CHECK(shows(refused, "先にパスワードを13文字以上に替えます"));
    CHECK(change(desk, "mukade-7", "mukadewadensha", "mukadewadensha").status == 303);
    CHECK(desk.post("/account/app/removal", {{"app_off.password", "mukadewadensha"}}).status ==
          303);
}
