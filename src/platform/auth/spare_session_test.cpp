#include "platform/auth/spare_session.hpp"

#include <doctest/doctest.h>

#include "platform/auth/password.hpp"
#include "platform/auth/sign_in.hpp"
#include "support/test_database.hpp"

using namespace kakehashi;
using testing::TestDatabase;

namespace {

constexpr Instant kMorning{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24}};

constexpr db::Query kRest{"test.rest", "UPDATE user_account SET locked_until = $2 WHERE id = $1"};

/// An office with one colleague.
struct House {
    House() {
        database.script(
            "INSERT INTO facility (id, kind, name, name_key) VALUES (1, 'hospital', '病院', 'x')");
        auto tx = database->write();
        saeki = add_user(tx,
                         {FacilityId{1}, "saeki", "佐伯 真理", "サエキ マリ", "看護師",
                          hash_password("umi-no-hashi")},
                         kMorning)
                    .value();
        tx.commit();
    }
    std::optional<std::string> open(Instant now = kMorning) {
        auto tx = database->read();
        return open_spare_session(tx, saeki, now);
    }
    std::optional<SignedIn> find(std::string_view token, Instant now = kMorning) {
        auto tx = database->read();
        return find_spare_session(tx, token, now);
    }
    template <typename Action>
    void change(Action&& action) {
        auto tx = database->write();
        action(tx);
        tx.commit();
    }

    TestDatabase database;
    UserId saeki;
};

}  // namespace

TEST_CASE("a spare session is who signed in, for some hours, and nobody can change it") {
    House house;
    const auto token = house.open().value();
    const auto who = house.find(token, kMorning + std::chrono::hours{3});
    REQUIRE(who.has_value());
    CHECK(who->viewer.user == house.saeki);
    CHECK(who->viewer.name == "佐伯 真理");
    CHECK(who->csrf.size() == 48);
    CHECK_FALSE(house.find(token, kMorning + kSessionIdles).has_value());
    CHECK_FALSE(house.find(token, kMorning - std::chrono::seconds{1}).has_value());
    for (std::size_t at = 0; at < token.size(); ++at) {
        auto changed = token;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        CHECK_FALSE(house.find(changed).has_value());
        CHECK_FALSE(house.find(token.substr(0, at)).has_value());
    }
}

TEST_CASE("a spare session ends with the password and with the account's use") {
    House house;
    const auto token = house.open().value();
    house.change([](auto& tx) { REQUIRE(set_password(tx, "saeki", hash_password("kawa"))); });
    CHECK_FALSE(house.find(token).has_value());
    const auto newer = house.open().value();
    CHECK(house.find(newer).has_value());
    house.change([](auto& tx) { REQUIRE(set_user_active(tx, "saeki", false, kMorning)); });
    CHECK_FALSE(house.find(newer).has_value());
    CHECK_FALSE(house.open().has_value());
}

TEST_CASE("an account at rest opens no spare session") {
    House house;
    house.change([&](auto& tx) { tx.execute(kRest, house.saeki, kMorning + kLockLasts); });
    CHECK_FALSE(house.open().has_value());
    CHECK(house.open(kMorning + kLockLasts).has_value());
}

TEST_CASE("wrong passwords that cannot be counted in the database are counted here") {
    const UserId user{4711};
    for (int i = 1; i < kFailuresMax; ++i) SpareFailures::count(user, kMorning);
    CHECK_FALSE(SpareFailures::rests(user, kMorning));
    SpareFailures::count(user, kMorning);
    CHECK(SpareFailures::rests(user, kMorning));
    CHECK_FALSE(SpareFailures::rests(UserId{4712}, kMorning));
    CHECK_FALSE(SpareFailures::rests(user, kMorning + kLockLasts));
}

TEST_CASE("while the office saves, a spare session opens nothing") {
    House house;
    const auto token = house.open().value();
    CHECK_FALSE(find_session(*house.database, token, kMorning).has_value());
}
