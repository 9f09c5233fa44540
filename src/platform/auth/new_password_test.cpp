#include <doctest/doctest.h>

#include <algorithm>

#include "platform/auth/breached_words.hpp"
#include "platform/auth/new_password.hpp"
#include "platform/auth/sign_in.hpp"
#include "support/test_account.hpp"

using namespace kakehashi;

namespace {

std::string code_of(std::string_view password, bool has_factor = false) {
    const auto good = check_new_password("password", password, "saeki", has_factor);
    return good ? "" : good.error().code;
}

}  // namespace

TEST_CASE("a password has 13 characters, or 8 beside a second factor [MHLW-6.0/password-length]") {
    CHECK(code_of("mukadentetsu").starts_with("password.too_short"));  // 12
    CHECK(code_of("mukadentetsux").empty());
    CHECK(code_of("mukade7", true) == "password.too_short_beside_factor");
    CHECK(code_of("mukade-7", true).empty());
    CHECK(code_of("むかでは電車に乗らないよ").starts_with("password.too_short"));  // 12 characters
    CHECK(code_of("むかでは電車に乗らないよね").empty());
    CHECK(code_of(std::string(kPasswordBytesMax + 1, 'x')) == "password.too_long");
}

TEST_CASE("what everybody tries first is refused, however it is dressed up") {
    for (const auto* tried :
         {"password12345", "Password-2026!", "PASSWORDPASSWORD", "1234567890123", "qwertyuiop123",
          "1qaz2wsx3edc4rfv", "kangoshi20261124", "renkeishitsu-01", "kakehashi-2026",
          "sakura-sakura-1", "saekisaeki2026", "aaaaaaaaaaaaaaa", "abababababababab",
          "byouin-kangoshi", "09012345678901",
          // leaked words alone, dressed up
          "liverpool-1998", "Metallica&Slipknot99", "trustno1trustno1", "letmeinletmein1"})
        CHECK_MESSAGE(code_of(tried) == "password.well_known", tried);
}

TEST_CASE("a sentence of three words is a good password, and so are letters of one's own") {
    for (const auto* good : {"sakura-umi-byouin", "correct horse battery", "mukadewadensha",
                             "xK9!vq2#Lm8zR", "ねこが三びきで海をみる会"})
        CHECK_MESSAGE(!is_well_known(good, "saeki"), good);
}

TEST_CASE("the leaked words are those of the package, sorted as they are looked for") {
    const auto words = breached_words();
    CHECK(words.size() > 10000);
    CHECK(std::ranges::is_sorted(words));
    CHECK(std::ranges::max(words, {}, &std::string_view::size).size() <= 24);
    for (const auto* word : {"password", "liverpool", "metallica", "starwars"})
        CHECK_MESSAGE(std::ranges::binary_search(words, word), word);
}

TEST_CASE("a new password ends the other sessions and keeps this one") {
    testing::TestAccount house;
    const auto now = instant_in_japan(*make_date(2026, 11, 24), std::chrono::hours{9});
    const auto enter = [&] {
        return pass_password(*house.database, "saeki", house.kPassword, now, {}).value().in;
    };
    const auto here = enter();
    const auto there = enter();
    auto tx = house.database->write();
    change_own_password(tx, house.saeki, hash_password("mukadewadensha"), here.session,
                        here.device);
    tx.commit();
    CHECK(find_session(*house.database, here.session, now).has_value());
    CHECK_FALSE(find_session(*house.database, there.session, now).has_value());
    CHECK(sign_in(*house.database, "saeki", "mukadewadensha", now).has_value());
    CHECK_FALSE(sign_in(*house.database, "saeki", house.kPassword, now).has_value());
    auto reading = house.database->read();
    CHECK(is_known_device(reading, house.saeki, here.device));
    CHECK_FALSE(is_known_device(reading, house.saeki, there.device));
}
