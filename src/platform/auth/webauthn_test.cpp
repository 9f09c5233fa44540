#include <doctest/doctest.h>

#include <sodium.h>

#include "platform/auth/challenge.hpp"
#include "platform/auth/passkeys.hpp"
#include "platform/auth/second_factor.hpp"
#include "platform/auth/sign_in.hpp"
#include "support/test_account.hpp"
#include "support/test_authenticator.hpp"

using namespace kakehashi;
using testing::TestAuthenticator;

namespace {

const Instant kMorning = instant_in_japan(*make_date(2026, 11, 24), std::chrono::hours{9});
const RelyingParty kParty = RelyingParty::of("https://kakehashi.example.jp").value();

/// 佐伯, whose telephone has a passkey for the office.
struct House : testing::TestAccount {
    House() {
        const auto made = read_registration(kParty, phone.attestation(kParty.id)).value();
        change([&](db::Transaction& tx) {
            return add_passkey(tx, saeki, made, "電話", kMorning).has_value();
        });
        phone.user_handle = passkey_user_handle(saeki);
    }
    std::string challenge(Instant now = kMorning) { return new_challenge(key, "browser", now); }
    /// The error's code; empty for who came in.
    std::string enter(const TestAuthenticator::Answer& answer, Instant now = kMorning,
                      std::string_view browser = "browser") {
        std::optional<Account> whose;
        auto in = pass_passkey(*database, key, kParty, browser, answer.views(), now, {}, whose);
        if (!in) return in.error().code;
        session = in->session;
        return {};
    }
    TestAuthenticator phone;
    std::string session;
};

}  // namespace

TEST_CASE("a passkey alone opens a session; the password alone does no longer") {
    House house;
    CHECK(house.enter(house.phone.answer(kParty, house.challenge())).empty());
    CHECK(find_session(*house.database, house.session, kMorning)->viewer.name == "佐伯 真理");
    CHECK(sign_in(*house.database, "saeki", House::kPassword, kMorning).error().code ==
          "auth.code_needed");
}

TEST_CASE("a challenge is answered once, by its browser, in time") {
    House house;
    const auto challenge = house.challenge();
    CHECK(house.enter(house.phone.answer(kParty, challenge), kMorning, "another browser") ==
          "passkey.refused");
    CHECK(house.enter(house.phone.answer(kParty, challenge), kMorning, "") == "passkey.refused");
    CHECK(house.enter(house.phone.answer(kParty, challenge)).empty());
    CHECK(house.enter(house.phone.answer(kParty, challenge)) == "passkey.refused");
    CHECK(house.enter(house.phone.answer(kParty, house.challenge()), kMorning + kChallengeLasts) ==
          "passkey.refused");
    CHECK(house.enter(house.phone.answer(kParty, "made up")) == "passkey.refused");
}

TEST_CASE("an answer for another site, another kind or out of a frame is refused") {
    House house;
    auto other = kParty;
    other.origin = "https://kakehashi.example.com";
    CHECK(house.enter(house.phone.answer(other, house.challenge())) == "passkey.refused");
    other = kParty;
    other.id = "example.jp";
    CHECK(house.enter(house.phone.answer(other, house.challenge())) == "passkey.refused");
    house.phone.type = "webauthn.create";
    CHECK(house.enter(house.phone.answer(kParty, house.challenge())) == "passkey.refused");
    house.phone.type = "webauthn.get";
    house.phone.more_client_data = R"(,"crossOrigin":true)";
    CHECK(house.enter(house.phone.answer(kParty, house.challenge())) == "passkey.refused");
    house.phone.more_client_data = R"(,"crossOrigin":false,"later":1)";
    CHECK(house.enter(house.phone.answer(kParty, house.challenge())).empty());
}

TEST_CASE("a person who is not there or was not verified does not come in") {
    House house;
    for (const unsigned flags : {0x00U, 0x01U, 0x04U, 0x15U /* copied, never to be copied */}) {
        house.phone.flags = flags;
        CHECK(house.enter(house.phone.answer(kParty, house.challenge())) == "passkey.refused");
    }
    house.phone.flags = 0x1D;  // a passkey that its owner's devices share
    CHECK(house.enter(house.phone.answer(kParty, house.challenge())).empty());
}

TEST_CASE("a changed answer, another key and another account's handle are refused") {
    House house;
    auto answer = house.phone.answer(kParty, house.challenge());
    answer.signature[4] = answer.signature[4] == 'A' ? 'B' : 'A';
    CHECK(house.enter(answer) == "passkey.refused");
    TestAuthenticator thief;
    thief.credential_id = house.phone.credential_id;
    thief.user_handle = house.phone.user_handle;
    CHECK(house.enter(thief.answer(kParty, house.challenge())) == "passkey.refused");
    house.phone.user_handle = passkey_user_handle(UserId{99});
    CHECK(house.enter(house.phone.answer(kParty, house.challenge())) == "passkey.refused");
    answer = {};
    CHECK(house.enter(answer) == "passkey.refused");
}

TEST_CASE("a key whose counter does not grow was copied; one that never counts is fine") {
    House house;
    const auto with_count = [&](std::uint32_t count) {
        house.phone.count = count;
        return house.enter(house.phone.answer(kParty, house.challenge()));
    };
    CHECK(with_count(0).empty());
    CHECK(with_count(0).empty());
    CHECK(with_count(7).empty());
    CHECK(with_count(7) == "passkey.copied");
    CHECK(with_count(0) == "passkey.copied");
    CHECK(with_count(8).empty());
}

TEST_CASE("who is out of use does not come in with a passkey; guesses of others keep nobody out") {
    House house;
    for (int i = 0; i < kFailuresMax; ++i)
        CHECK_FALSE(pass_password(*house.database, "saeki", "guess", kMorning, {}));
    CHECK(house.enter(house.phone.answer(kParty, house.challenge())).empty());
    house.change([](db::Transaction& tx) {
        return set_user_active(tx, "saeki", false, kMorning).has_value();
    });
    CHECK(house.enter(house.phone.answer(kParty, house.challenge())) == "auth.wrong");
}

TEST_CASE("a registration of another site, without verification or with a weak key is refused") {
    TestAuthenticator phone;
    CHECK(read_registration(kParty, phone.attestation(kParty.id)).has_value());
    CHECK_FALSE(read_registration(kParty, phone.attestation("example.jp")));
    CHECK_FALSE(read_registration(kParty, phone.attestation(kParty.id).substr(1)));
    CHECK_FALSE(read_registration(kParty, phone.attestation(kParty.id) + "x"));
    phone.flags = 0x01;
    CHECK_FALSE(read_registration(kParty, phone.attestation(kParty.id)));
    phone.flags = 0x05;
    phone.algorithm = 0x38;  // ES384 as a number of one more byte: not ours
    CHECK_FALSE(read_registration(kParty, phone.attestation(kParty.id)));
}

TEST_CASE("an authenticator's key is taken once") {
    House house;
    const auto again = read_registration(kParty, house.phone.attestation(kParty.id)).value();
    CHECK(house.change([&](db::Transaction& tx) {
        return add_passkey(tx, house.saeki, again, "もう一度", kMorning).error().code;
    }) == "passkey.known");
}

TEST_CASE("passkeys work at one https address with a name, and at localhost") {
    CHECK(RelyingParty::of("https://kakehashi.example.jp").value().id == "kakehashi.example.jp");
    CHECK(RelyingParty::of("https://kakehashi.example.jp:8443")->id == "kakehashi.example.jp");
    CHECK(RelyingParty::of("http://localhost:8080").value().id == "localhost");
    for (const auto* wrong : {"", "kakehashi.example.jp", "http://kakehashi.example.jp", "https://",
                              "https://10.0.0.5", "https://a.jp/", "https://a.jp:",
                              "https://a.jp:port", "https://A.jp", "https://.jp", "https://a b.jp"})
        CHECK(RelyingParty::of(wrong).error().code == "passkey.bad_origin");
}
