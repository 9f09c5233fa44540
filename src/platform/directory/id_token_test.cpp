#include "platform/directory/id_token.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "support/token_maker.hpp"

using namespace kakehashi;
using testing::TokenMaker;

namespace {

const Instant kNow = instant_in_japan(*make_date(2026, 11, 24), std::chrono::hours{10});
constexpr std::string_view kIssuer = "https://login.example.jp/hospital";
constexpr std::string_view kNonce = "the nonce of this browser";

std::int64_t at(int seconds) {
    return (kNow + std::chrono::seconds{seconds}).time_since_epoch().count();
}

json::Value good_claims() {
    return json::object({{"iss", kIssuer},
                         {"sub", "248289761001"},
                         {"aud", "kakehashi"},
                         {"nonce", kNonce},
                         {"iat", at(-2)},
                         {"auth_time", at(-600)},
                         {"exp", at(300)}});
}
json::Value with(std::string_view name, json::Value value) {
    auto claims = good_claims();
    return claims.set(name, std::move(value));
}

TokenWanted wanted() {
    return {kIssuer, "kakehashi",          kNonce, kNow - std::chrono::minutes{1},
            kNow,    std::chrono::hours{1}};
}

const TokenMaker& rsa() {
    static const TokenMaker maker("RS256", "rsa-1");
    return maker;
}
const TokenMaker& curve() {
    static const TokenMaker maker("ES256", "ec-1");
    return maker;
}
std::vector<WebKey> keys_of(const TokenMaker& maker) {
    return read_web_keys(maker.key_set()).value();
}

/// Empty when the token is taken; else what was wrong with it.
std::string wrong_with(std::string_view token, const std::vector<WebKey>& keys,
                       const TokenWanted& want = wanted()) {
    const auto read = read_id_token(token, keys, want);
    if (read) return "";
    return read.error().code == "directory.token_refused" ? read.error().detail : read.error().code;
}

struct Tampered {
    const char* what;
    json::Value claims;
    const char* wrong;
};

}  // namespace

TEST_CASE("a token signed by the provider's key, for us and of now, says who it is") {
    for (const auto* maker : {&rsa(), &curve()}) {
        const auto read = read_id_token(maker->token(good_claims()), keys_of(*maker), wanted());
        REQUIRE(read.has_value());
        CHECK(read->subject == "248289761001");
    }
    CHECK(wrong_with(rsa().token(with("aud", json::array({"kakehashi"}))), keys_of(rsa())) == "");
    CHECK(wrong_with(rsa().token(with("azp", "kakehashi")), keys_of(rsa())) == "");
    CHECK(wrong_with(rsa().token(with("exp", at(-59))), keys_of(rsa())) == "");
}

TEST_CASE("what was signed but is not for us, of now and of this browser is refused") {
    const std::vector<Tampered> all{
        {"another issuer", with("iss", "https://login.example.com/hospital"), "iss"},
        {"an issuer that begins like ours", with("iss", std::string{kIssuer} + "/"), "iss"},
        {"no issuer", with("iss", nullptr), "iss"},
        {"for another program", with("aud", "wiki"), "aud"},
        {"for another program too", with("aud", json::array({"kakehashi", "wiki"})), "aud"},
        {"for nobody", with("aud", json::array({})), "aud"},
        {"given to another program", with("azp", "wiki"), "azp"},
        {"expired", with("exp", at(-60)), "exp"},
        {"without an end", with("exp", nullptr), "exp"},
        {"an end in words", with("exp", "tomorrow"), "exp"},
        {"an end beyond time", with("exp", 1e300), "exp"},
        {"of the future", with("iat", at(61)), "iat"},
        {"older than this sign-in", with("iat", at(-121)), "iat"},
        {"without its time", with("iat", nullptr), "iat"},
        {"not yet", with("nbf", at(61)), "nbf"},
        {"signed in there too long ago", with("auth_time", at(-3661)), "auth_time"},
        {"signed in there, nobody knows when", with("auth_time", nullptr), "auth_time"},
        {"the nonce of another browser", with("nonce", "another"), "nonce"},
        {"without a nonce", with("nonce", nullptr), "nonce"},
        {"nobody", with("sub", ""), "sub"},
        {"a number for a person", with("sub", 7), "sub"},
        {"an endless person", with("sub", std::string(256, 'x')), "sub"},
    };
    for (const auto& one : all) {
        CAPTURE(one.what);
        CHECK(wrong_with(rsa().token(one.claims), keys_of(rsa())) == one.wrong);
    }
    auto no_nonce = wanted();
    no_nonce.nonce = "";
    CHECK(wrong_with(rsa().token(with("nonce", "")), keys_of(rsa()), no_nonce) == "nonce");
}

TEST_CASE("a token that the provider's key has not signed is refused, whatever its header says") {
    const auto keys = keys_of(rsa());
    const auto good = rsa().token(good_claims());
    auto none = rsa().header();
    none.set("alg", "none");
    CHECK(wrong_with(testing::signed_part(none, good_claims()) + ".", keys) == "signature");
    CHECK(wrong_with(rsa().token(none, good_claims()), keys) == "alg");
    CHECK(wrong_with(rsa().token_by_public_key(good_claims()), keys) == "alg");

    const TokenMaker stranger("RS256", "rsa-1");
    CHECK(wrong_with(stranger.token(good_claims()), keys) == "signature");
    auto brings_key = stranger.header();
    brings_key.set("jwk", stranger.web_key());
    CHECK(wrong_with(stranger.token(brings_key, good_claims()), keys) == "signature");

    // The header names a kind that the key is not.
    auto mixed = rsa().header();
    mixed.set("alg", "ES256");
    CHECK(wrong_with(rsa().token(mixed, good_claims()), keys) == "directory.unknown_key");
    auto critical = rsa().header();
    critical.set("crit", json::array({"b64"}));
    CHECK(wrong_with(rsa().token(critical, good_claims()), keys) == "crit");

    const auto dot = good.rfind('.');
    const auto other = rsa().token(with("sub", "999"));
    CHECK(wrong_with(other.substr(0, other.rfind('.')) + good.substr(dot), keys) == "signature");
    CHECK(wrong_with(good.substr(0, dot), keys) == "form");
    CHECK(wrong_with(good.substr(0, dot + 1), keys) == "signature");
    CHECK(wrong_with(good + ".x", keys) == "form");
    CHECK(wrong_with(good + "=", keys) == "signature");
    CHECK(wrong_with("", keys) == "form");
    CHECK(wrong_with(std::string(64 * 1024 + 1, '.'), keys) == "form");
}

TEST_CASE("one person is named once, and by one key") {
    const std::string twice = R"({"sub":"1","sub":"2"})";
    const auto token =
        to_base64url(json::write(rsa().header())) + "." + to_base64url(twice) + ".AA";
    CHECK(wrong_with(token, keys_of(rsa())) == "claims");

    // Two keys of one name: nobody knows which one is meant.
    const TokenMaker other("RS256", "rsa-1");
    auto two = keys_of(rsa());
    two.push_back(keys_of(other).front());
    CHECK(wrong_with(rsa().token(good_claims()), two) == "kid");
    // Without a name the one key of the kind counts.
    auto nameless = rsa().header();
    nameless.set("kid", nullptr);
    auto both = keys_of(rsa());
    both.push_back(keys_of(curve()).front());
    CHECK(wrong_with(rsa().token(nameless, good_claims()), both) == "");
}

TEST_CASE("keys that encrypt, are weak or of other kinds are left out") {
    const auto kept = [](json::Value key) {
        return read_web_keys(json::write(json::object({{"keys", json::array({std::move(key)})}})))
            .value()
            .size();
    };
    CHECK(kept(rsa().web_key()) == 1);
    CHECK(kept(curve().web_key()) == 1);
    auto key = rsa().web_key();
    CHECK(kept(key.set("use", "enc")) == 0);
    key = rsa().web_key();
    CHECK(kept(key.set("alg", "PS256")) == 0);
    key = rsa().web_key();
    CHECK(kept(key.set("n", "AQAB")) == 0);
    key = curve().web_key();
    CHECK(kept(key.set("y", key.at("x"))) == 0);  // not on the curve
    CHECK(kept(json::object({{"kty", "oct"}, {"k", "c2VjcmV0"}})) == 0);
    CHECK_FALSE(read_web_keys("[]").has_value());
    CHECK_FALSE(read_web_keys("<html>").has_value());
}

TEST_CASE("no single byte of a token can be changed") {
    const auto good = curve().token(good_claims());
    const auto keys = keys_of(curve());
    rc::check([&] {
        auto changed = good;
        const auto where = *rc::gen::inRange<std::size_t>(0, good.size());
        changed[where] = *rc::gen::distinctFrom(rc::gen::arbitrary<char>(), good[where]);
        RC_ASSERT(wrong_with(changed, keys) != "");
    });
}
