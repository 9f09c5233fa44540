#include "platform/directory/openid_provider.hpp"

#include <doctest/doctest.h>

#include "support/running_server.hpp"
#include "support/token_maker.hpp"

using namespace kakehashi;
using testing::TokenMaker;

namespace {

const Instant kNow = instant_in_japan(*make_date(2026, 11, 24), std::chrono::hours{10});

/// A provider on this machine whose answers a test may bend.
struct Provider {
    Provider() {
        server.router.add("GET", "/.well-known/openid-configuration",
                          [this](http::Request&) {
                              ++documents;
                              return http::Response::json(json::write(document), status);
                          },
                          {.open = true});
        server.router.add("GET", "/keys",
                          [this](http::Request&) {
                              ++key_sets;
                              return http::Response::json(keys);
                          },
                          {.open = true});
        server.router.add("GET", "/elsewhere",
                          [this](http::Request&) {
                              ++followed;
                              return http::Response::json(keys);
                          },
                          {.open = true});
        server.router.add("GET", "/leads-away",
                          [](http::Request&) { return http::Response::redirect("/elsewhere"); },
                          {.open = true});
        server.router.add(
            "POST", "/token",
            [this](http::Request& request) {
                verifier = request.form().text("code_verifier");
                secret = request.header("Authorization");
                return http::Response::json(json::write(json::object({{"id_token", token}})));
            },
            {.open = true});
        issuer = "http://127.0.0.1:" + std::to_string(server.start());
        document = json::object({{"issuer", issuer},
                                 {"authorization_endpoint", issuer + "/authorize"},
                                 {"token_endpoint", issuer + "/token"},
                                 {"jwks_uri", issuer + "/keys"}});
    }
    OpenIdSettings settings() const {
        OpenIdSettings out;
        out.issuer = issuer;
        out.client_id = "kakehashi";
        out.client_secret = "a b";
        out.redirect_uri = "https://office.example.jp/sign-in/directory/callback";
        out.vouching = {"amr:mfa"};
        return out;
    }
    json::Value claims(const OpenIdAttempt& attempt) const {
        const auto at = kNow.time_since_epoch().count();
        return json::object({{"iss", issuer},
                             {"aud", "kakehashi"},
                             {"sub", "u-1"},
                             {"nonce", attempt.nonce},
                             {"iat", at},
                             {"exp", at + 300},
                             {"preferred_username", "saeki"},
                             {"email", "head@hospital.example.jp"},
                             {"groups", json::array({"all", "nurse"})},
                             {"amr", json::array({"pwd", "mfa"})}});
    }

    TokenMaker maker{"ES256", "first"};
    json::Value document;
    std::string keys = maker.key_set(), token, issuer, verifier, secret;
    int status = 200, documents = 0, key_sets = 0, followed = 0;
    testing::RunningServer server;
};

const OpenIdAttempt kAttempt = OpenIdAttempt::begin(kNow, "", "/");

std::string code_of(const Result<std::string>& address) {
    return address ? "" : address.error().code;
}

}  // namespace

TEST_CASE("a code is redeemed with its verifier, and the token says who it is") {
    Provider there;
    OpenIdProvider provider(there.settings());
    const auto address = provider.address_to_sign_in(kAttempt);
    REQUIRE(address.has_value());
    CHECK(address->starts_with(there.issuer + "/authorize?response_type=code&client_id=kakehashi"));
    CHECK(address->find("code_challenge_method=S256") != std::string::npos);
    CHECK(address->find(kAttempt.verifier) == std::string::npos);

    there.token = there.maker.token(there.claims(kAttempt));
    const auto person = provider.redeem({.code = "c"}, kAttempt, kNow);
    REQUIRE(person.has_value());
    CHECK(person->subject == "u-1");
    CHECK(person->login == "saeki");
    CHECK(person->groups == std::vector<std::string>{"all", "nurse"});
    CHECK(person->second_factor);
    CHECK(person->proof.empty());  // there is no page to sign out at
    CHECK(there.verifier == kAttempt.verifier);
    CHECK(there.secret == "Basic a2FrZWhhc2hpOmElMjBi");  // kakehashi:a%20b
    CHECK(there.documents == 1);
}

TEST_CASE("an address nobody has verified is no name") {
    Provider there;
    auto settings = there.settings();
    settings.name_claim = "email";
    OpenIdProvider provider(settings);
    there.token = there.maker.token(there.claims(kAttempt));
    CHECK(provider.redeem({.code = "c"}, kAttempt, kNow)->login.empty());
    auto verified = there.claims(kAttempt);
    there.token = there.maker.token(verified.set("email_verified", true));
    CHECK(provider.redeem({.code = "c"}, kAttempt, kNow)->login == "head@hospital.example.jp");
}

TEST_CASE("an answer of another provider, or of none, is not redeemed") {
    Provider there;
    there.document.set("authorization_response_iss_parameter_supported", true);
    OpenIdProvider provider(there.settings());
    there.token = there.maker.token(there.claims(kAttempt));
    const auto wrong_with = [&](const ProviderAnswer& answer) {
        const auto person = provider.redeem(answer, kAttempt, kNow);
        return person ? "" : person.error().code + " " + person.error().detail;
    };
    CHECK(wrong_with({.code = "c", .issuer = there.issuer}) == "");
    there.verifier.clear();
    CHECK(wrong_with({.code = "c", .issuer = "https://evil.example"}) ==
          "directory.token_refused issuer");
    CHECK(wrong_with({.code = "c"}) == "directory.token_refused issuer");
    CHECK(wrong_with({.error = "access_denied", .issuer = there.issuer}) == "directory.cancelled ");
    CHECK(wrong_with({.error = "server_error", .issuer = there.issuer}) == "directory.said_no ");
    CHECK(wrong_with({.issuer = there.issuer}) == "directory.said_no ");
    CHECK(there.verifier.empty());  // no code was sent anywhere
}

TEST_CASE("an unknown key asks for the keys again, once a minute") {
    Provider there;
    OpenIdProvider provider(there.settings());
    REQUIRE(provider.address_to_sign_in(kAttempt).has_value());
    CHECK(there.key_sets == 1);
    const TokenMaker second("ES256", "second");
    there.keys = second.key_set();
    there.token = second.token(there.claims(kAttempt));
    for (int i = 0; i < 5; ++i) {
        const auto person = provider.redeem({.code = "c"}, kAttempt, kNow);
        REQUIRE_FALSE(person.has_value());
        CHECK(person.error().detail == "kid");
    }
    CHECK(there.key_sets == 1);
}

TEST_CASE("a document of somebody else, or one that leads elsewhere, is not believed") {
    const auto told = [](std::string_view name, json::Value value) {
        Provider there;
        there.document.set(name, std::move(value));
        OpenIdProvider provider(there.settings());
        return code_of(provider.address_to_sign_in(kAttempt));
    };
    CHECK(told("issuer", "https://evil.example") == "directory.bad_document");
    CHECK(told("token_endpoint", "http://evil.example/token") == "directory.bad_document");
    CHECK(told("authorization_endpoint", "javascript:alert(1)") == "directory.bad_document");
    CHECK(told("jwks_uri", nullptr) == "directory.bad_document");
    Provider there;
    there.document.set("jwks_uri", there.issuer + "/leads-away");
    OpenIdProvider provider(there.settings());
    CHECK(code_of(provider.address_to_sign_in(kAttempt)) == "directory.away");
    CHECK(there.followed == 0);
}

TEST_CASE(
    "a provider that fails, says too much or is not there is away, for three seconds at least") {
    Provider there;
    there.status = 503;
    OpenIdProvider failing(there.settings());
    CHECK_FALSE(failing.is_away());
    CHECK(code_of(failing.address_to_sign_in(kAttempt)) == "directory.away");
    CHECK(failing.is_away());
    there.status = 200;
    CHECK(code_of(failing.address_to_sign_in(kAttempt)) == "directory.away");
    CHECK(there.documents == 1);  // who comes next is told at once

    there.keys = std::string(kAnswerBytesMax + 1, ' ');
    OpenIdProvider talking(there.settings());
    CHECK(code_of(talking.address_to_sign_in(kAttempt)) == "directory.away");

    auto nobody = there.settings();
    there.server.server.reset();
    OpenIdProvider gone(nobody);
    CHECK(code_of(gone.address_to_sign_in(kAttempt)) == "directory.away");
    CHECK(gone.is_away());
}
