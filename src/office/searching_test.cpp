#include "office/searching.hpp"

#include <doctest/doctest.h>

#include "platform/auth/sealed_text.hpp"
#include "platform/auth/session.hpp"
#include "support/test_office.hpp"

using namespace kakehashi;

namespace {

/// A page asked for by the session with this secret, led there by that token.
http::Request led_by(const std::string& token, const std::string& secret) {
    http::Request request;
    request.query_parameters.push_back({"s", token});
    request.attach(SignedIn{{}, "看護師", "みなと市立総合病院", secret});
    return request;
}

}  // namespace

TEST_CASE("what was searched for is read by the session that searched, and by no other") {
    testing::TestOffice desk;
    const auto place = desk.search("/patients", "山田 太郎");
    const std::string_view before_token = "/patients?s=";
    REQUIRE(place.starts_with(before_token));
    const auto token = place.substr(before_token.size());
    const auto mine = testing::TestOffice::session_secret(desk.saeki);
    CHECK(office::searched_words(led_by(token, mine)) == "山田 太郎");
    CHECK(office::searched_words(led_by(token, testing::TestOffice::session_secret(desk.omura)))
              .empty());
    CHECK(office::searched_words(led_by("", mine)).empty());
}

TEST_CASE("the same words look different every time, and no changed token is read") {
    const auto token = seal_text("やまだ", "secret");
    CHECK(token != seal_text("やまだ", "secret"));
    CHECK(token.find("やまだ") == std::string::npos);
    for (std::size_t at = 0; at < token.size(); ++at) {
        auto changed = token;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        CHECK(unseal_text(changed, "secret") != "やまだ");
        CHECK_FALSE(unseal_text(token.substr(0, at), "secret").has_value());
    }
    CHECK_FALSE(unseal_text("…", "secret").has_value());
}
