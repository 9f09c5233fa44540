#include <doctest/doctest.h>

#include "platform/auth/totp.hpp"

using namespace kakehashi;

namespace {

// The key of RFC 6238, appendix B, "12345678901234567890" in base32.
constexpr std::string_view kRfcSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

Instant at(std::int64_t seconds) {
    return Instant{std::chrono::seconds{seconds}};
}

}  // namespace

TEST_CASE("codes are those of RFC 6238, their last six digits") {
    CHECK(totp_code(kRfcSecret, 59 / 30) == "287082");
    CHECK(totp_code(kRfcSecret, 1111111109 / 30) == "081804");
    CHECK(totp_code(kRfcSecret, 1234567890 / 30) == "005924");
    CHECK(totp_code(kRfcSecret, 20000000000 / 30) == "353130");
}

TEST_CASE("a code counts half a minute early and late, no longer") {
    constexpr std::int64_t kNow = 1234567890;
    const auto step = kNow / 30;
    for (const int off : {-1, 0, 1})
        CHECK(totp_step_of(kRfcSecret, totp_code(kRfcSecret, step + off), at(kNow)) == step + off);
    for (const int off : {-2, 2})
        CHECK_FALSE(totp_step_of(kRfcSecret, totp_code(kRfcSecret, step + off), at(kNow)));
    CHECK_FALSE(totp_step_of(kRfcSecret, "", at(kNow)));
    CHECK_FALSE(totp_step_of(kRfcSecret, "5924", at(kNow)));  // 005924 without its zeros
}

TEST_CASE("each secret is new, 160 bits that an app can be given by hand") {
    const auto secret = new_totp_secret();
    CHECK(secret.size() == 32);
    CHECK(secret.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == std::string::npos);
    CHECK(new_totp_secret() != secret);
    CHECK(totp_code(secret, 1).size() == 6);
}

TEST_CASE("an app learns the office, the login and the secret from one address") {
    CHECK(otpauth_address("架け橋", "saeki", "ABC") ==
          "otpauth://totp/%E6%9E%B6%E3%81%91%E6%A9%8B:saeki?secret=ABC"
          "&issuer=%E6%9E%B6%E3%81%91%E6%A9%8B");
}
