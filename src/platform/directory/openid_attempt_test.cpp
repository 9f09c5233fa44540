#include "platform/directory/openid_attempt.hpp"

#include <doctest/doctest.h>

#include "platform/auth/password.hpp"
#include "platform/directory/fetch.hpp"
#include "support/test_database.hpp"

using namespace kakehashi;

namespace {

const Instant kNow = instant_in_japan(*make_date(2026, 11, 24), std::chrono::hours{10});

OfficeKey key_in(const char* name) {
    static const testing::TestDatabase database;
    return OfficeKey::load_or_create(database.folder() / "keys" / name).value();
}

std::string code_of(const Result<OpenIdAttempt>& read) {
    return read ? "" : read.error().code;
}

}  // namespace

TEST_CASE("a sign-in goes on in the browser where it began, and in no other") {
    const auto key = key_in("office.key");
    const auto mine = OpenIdAttempt::begin(kNow, "the device", "/referrals?state=open");
    const auto other = OpenIdAttempt::begin(kNow, "", "/");
    const auto cookie = mine.sealed(key);
    const auto read = OpenIdAttempt::of(key, cookie, mine.state, kNow);
    REQUIRE(read.has_value());
    CHECK(read->nonce == mine.nonce);
    CHECK(read->verifier == mine.verifier);
    CHECK(read->device == "the device");
    CHECK(read->return_to == "/referrals?state=open");

    const auto refused = "directory.other_browser";
    CHECK(code_of(OpenIdAttempt::of(key, other.sealed(key), mine.state, kNow)) == refused);
    CHECK(code_of(OpenIdAttempt::of(key, "", mine.state, kNow)) == refused);
    CHECK(code_of(OpenIdAttempt::of(key, cookie, "", kNow)) == refused);
    CHECK(code_of(OpenIdAttempt::of(key, cookie + "A", mine.state, kNow)) == refused);
    CHECK(code_of(OpenIdAttempt::of(key_in("other.key"), cookie, mine.state, kNow)) == refused);
    CHECK(mine.state != other.state);
    CHECK(mine.nonce != other.nonce);
    CHECK(mine.verifier != other.verifier);
}

TEST_CASE("a sign-in that takes longer than ten minutes, or began in the future, is over") {
    const auto key = key_in("office.key");
    const auto mine = OpenIdAttempt::begin(kNow, "", "/");
    const auto at = [&](std::chrono::seconds later) {
        return code_of(OpenIdAttempt::of(key, mine.sealed(key), mine.state, kNow + later));
    };
    CHECK(at(kAttemptLasts - std::chrono::seconds{1}) == "");
    CHECK(at(kAttemptLasts) == "directory.too_late");
    CHECK(at(std::chrono::seconds{-1}) == "directory.too_late");
}

TEST_CASE("what the provider sees of the verifier is its hash, as RFC 7636 has it") {
    OpenIdAttempt attempt;
    attempt.verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    CHECK(attempt.verifier_hash() == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

TEST_CASE("other servers are called over TLS, this machine also without") {
    for (const auto* good :
         {"https://login.example.jp/realms/hospital", "https://10.0.0.5:8443/x?y=1",
          "http://127.0.0.1:9000/token", "http://localhost", "http://[::1]:80/"}) {
        CAPTURE(good);
        CHECK(is_safe_address(good));
    }
    for (const auto* bad : {"http://login.example.jp/", "http://127.0.0.1.example.jp/",
                            "http://localhost@evil.example/", "https://me:word@login.example.jp/",
                            "ftp://login.example.jp", "file:///etc/passwd", "https://",
                            "https:///x", "login.example.jp", "https://a b", "https://a/#x",
                            "https://a\\b", "http://[::1].example.jp/", ""}) {
        CAPTURE(bad);
        CHECK_FALSE(is_safe_address(bad));
    }
}
