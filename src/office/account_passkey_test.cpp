#include <doctest/doctest.h>

#include "base/json/json.hpp"
#include "platform/auth/passkeys.hpp"
#include "support/test_authenticator.hpp"
#include "support/test_browser.hpp"

using namespace kakehashi;

namespace {

const RelyingParty kParty = RelyingParty::of("https://kakehashi.example.jp").value();

/// 佐伯's browser with a telephone that can hold a passkey.
struct Desk : testing::TestBrowser {
    Desk() : TestBrowser(kParty) { sign_in(); }

    std::string challenge(std::string_view where) {
        const auto options = json::parse(get(where).body).value();
        handle = std::string{options.at("user", "id").string()};
        return std::string{options.at("challenge").string()};
    }
    http::Response add(const std::string& asked, const std::string& password = kPassword) {
        return post(
            "/account/passkeys",
            {{"passkey.name", "仕事用のスマートフォン"},
             {"passkey.password", password},
             {"client_data", to_base64url(phone.client_data_of_registration(kParty, asked))},
             {"attestation", to_base64url(phone.attestation(kParty.id))}});
    }
    http::Response come_in() {
        const auto answer = phone.answer(kParty, challenge("/sign-in/passkey/challenge"));
        return post("/sign-in/passkey", {{"credential_id", answer.credential_id},
                                         {"client_data", answer.client_data},
                                         {"authenticator_data", answer.authenticator_data},
                                         {"signature", answer.signature},
                                         {"user_handle", answer.user_handle},
                                         {"return_to", "/referrals"}});
    }
    bool shows(const http::Response& page, std::string_view words) {
        return page.body.find(words) != std::string::npos;
    }
    testing::TestAuthenticator phone;
    std::string handle;
};

}  // namespace

TEST_CASE("a passkey is added with a name and the password, and signs in by itself") {
    Desk desk;
    const auto asked = desk.challenge("/account/passkeys/challenge");
    desk.phone.user_handle = desk.handle;
    CHECK(desk.shows(desk.add(asked), "予備のコード"));
    CHECK(desk.shows(desk.get("/account"), "仕事用のスマートフォン"));
    CHECK(desk.add(asked).status == 403);  // that challenge is over
    desk.forget_cookies();
    CHECK(desk.come_in().headers.get("Location") == "/referrals");
    CHECK(desk.is_signed_in());
    CHECK(desk.database->read().number(
              db::Query{"test.traces",
                        "SELECT count(*) FROM audit_pending WHERE action = 'sign_in' AND "
                        "what = 'POST /sign-in/passkey'"}) == 1);
}

TEST_CASE("who has a passkey is asked for it, or for a recovery code, after the password") {
    Desk desk;
    const auto asked = desk.challenge("/account/passkeys/challenge");
    desk.phone.user_handle = desk.handle;
    const auto codes = desk.add(asked);
    desk.forget_cookies();
    CHECK(desk.post("/sign-in", {{"login", "saeki"}, {"password", Desk::kPassword}})
              .headers.get("Location")
              .starts_with("/sign-in/code"));
    const auto page = desk.get("/sign-in/code");
    CHECK(desk.shows(page, "この端末のパスキーで入る"));
    CHECK_FALSE(desk.shows(page, "認証アプリの6けた"));
    CHECK(desk.shows(page, "予備のコード"));
}

TEST_CASE("no passkey is added with a wrong password, or for another session") {
    Desk desk;
    const auto asked = desk.challenge("/account/passkeys/challenge");
    const auto guessed = desk.add(asked, "guess");
    CHECK(guessed.status == 403);
    CHECK(desk.shows(guessed, "パスワードが違います"));
    desk.forget_cookies();
    desk.sign_in();
    CHECK(desk.add(asked).status == 403);
    CHECK(desk.database->read().number(
              db::Query{"test.passkeys", "SELECT count(*) FROM passkey"}) == 0);
}

TEST_CASE("a passkey that is not ours leaves its trace and says how else to come in") {
    Desk desk;
    desk.forget_cookies();
    const auto refused = desk.come_in();
    CHECK(refused.status == 403);
    CHECK(desk.shows(refused, "パスキーで入れませんでした"));
    CHECK(desk.lines_of("refused").back().result == "wrong_passkey");
}

TEST_CASE("a passkey is taken away by its owner alone, with the password") {
    Desk desk;
    const auto asked = desk.challenge("/account/passkeys/challenge");
    desk.add(asked);
    CHECK(desk.post("/account/passkeys/1/removal", {{"passkey1.password", "guess"}}).status == 403);
    CHECK(
        desk.post("/account/passkeys/2/removal", {{"passkey2.password", Desk::kPassword}}).status ==
        404);
    CHECK(
        desk.post("/account/passkeys/1/removal", {{"passkey1.password", Desk::kPassword}}).status ==
        303);
    CHECK(desk.shows(desk.get("/account"), "いまはパスワードだけで入れます"));
}

TEST_CASE("an office that has not said its address offers no passkeys") {
    testing::TestBrowser desk;
    desk.sign_in();
    CHECK(desk.get("/sign-in").body.find("data-passkey") == std::string::npos);
    CHECK(desk.get("/account").body.find("data-passkey") == std::string::npos);
    CHECK(desk.get("/account/passkeys/challenge").status == 404);
}
