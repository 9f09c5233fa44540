#include "platform/auth/invitation.hpp"

#include <doctest/doctest.h>

#include "platform/auth/factor_policy.hpp"
#include "platform/auth/sign_in.hpp"
#include "support/test_account.hpp"

using namespace kakehashi;

namespace {

const Instant kMorning = instant_in_japan(*make_date(2026, 11, 24), std::chrono::hours{9});
constexpr const char* kOwn = "mukadewadensha";

constexpr db::Query kStored{"invitation_test.stored", R"sql(
    SELECT code_hash FROM invitation ORDER BY id DESC LIMIT 1
)sql"};

/// 大村 健 has an account and has not been here yet.
struct House : testing::TestAccount {
    explicit House(Role role = Role::Clerk) {
        omura = change([&](db::Transaction& tx) {
            return add_user(tx, {FacilityId{1}, "omura", "大村 健", "", "事務", "", role}, kMorning)
                .value();
        });
    }
    Result<std::string> ask(Instant now = kMorning, UserId whom = {}) {
        return change([&](db::Transaction& tx) {
            return invite(tx, {saeki, FacilityId{1}, "佐伯 真理"}, whom ? whom : omura, now);
        });
    }
    /// The code of the error, or the session.
    Result<Entered> come_in(const std::string& code, Instant now = kMorning) {
        auto tx = database->write();
        auto in = join(tx, code, hash_password(kOwn), {}, now);
        if (in) tx.commit();
        return in;
    }
    std::string refusal(const std::string& code, Instant now = kMorning) {
        const auto in = come_in(code, now);
        return in ? "" : in.error().code;
    }

    UserId omura;
};

}  // namespace

TEST_CASE("an invitation lets its owner choose a password, once, and is stored as a hash alone") {
    House house;
    const auto code = house.ask().value();
    CHECK(code.size() == 13 * 4 + 12);
    {
        auto tx = house.database->read();
        const auto stored = tx.first(kStored, [](const db::Row& row) { return row.string(0); });
        CHECK(stored->find(code.substr(0, 4)) == std::string::npos);
        CHECK(account_of_invitation(tx, code, kMorning)->login == "omura");
    }
    const auto in = house.come_in(code);
    REQUIRE(in.has_value());
    const auto who = find_session(*house.database, in->session, kMorning);
    REQUIRE(who.has_value());
    CHECK(who->viewer.user == house.omura);
    CHECK(who->first_step == FirstStep::None);
    CHECK(house.refusal(code) == "invitation.over");
    CHECK(sign_in(*house.database, "omura", kOwn, kMorning).has_value());
}

TEST_CASE("a code may be typed in small letters and without its hyphens, and no other will do") {
    House house;
    const auto code = house.ask().value();
    std::string typed;
    for (const char c : code)
        if (c != '-') typed += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    auto other = code;
    other[0] = other[0] == 'A' ? 'B' : 'A';
    CHECK(house.refusal(other) == "invitation.over");
    CHECK(house.refusal("") == "invitation.over");
    CHECK(house.refusal(typed).empty());
}

TEST_CASE("a code is over after seven days, when taken back, replaced, or from a later clock") {
    House house;
    const auto first = house.ask().value();
    const auto second = house.ask().value();
    CHECK(house.refusal(first) == "invitation.over");
    CHECK(house.refusal(second, kMorning + days{7}) == "invitation.over");
    CHECK(house.refusal(second, kMorning - days{1}) == "invitation.over");
    const auto revoke = [&] {
        return house.change(
            [&](db::Transaction& tx) { return revoke_invitation(tx, house.omura, kMorning); });
    };
    CHECK(revoke().has_value());
    CHECK(house.refusal(second) == "invitation.over");
    CHECK(revoke().error().code == "invitation.not_open");
    const auto third = house.ask().value();
    CHECK(house.refusal(third, kMorning + days{7} - std::chrono::seconds{1}).empty());
}

TEST_CASE("who leaves takes the invitation along, also when the account is used again") {
    House house;
    const auto code = house.ask().value();
    const auto use = [&](bool active) {
        return house.change([&](db::Transaction& tx) {
            return set_user_active(tx, "omura", active, kMorning).has_value();
        });
    };
    REQUIRE(use(false));
    CHECK(house.refusal(code) == "invitation.over");
    CHECK(house.ask().error().code == "invitation.out_of_use");
    REQUIRE(use(true));
    CHECK(house.refusal(code) == "invitation.over");
    CHECK(house.ask().has_value());
}

TEST_CASE("an invitation is no way into an account that has its owner") {
    House house;
    CHECK(house.ask(kMorning, house.saeki).error().code == "invitation.joined");
    const auto code = house.ask().value();
    house.change([](db::Transaction& tx) {
        return set_password(tx, "omura", hash_password("umi-wo-wataru")).has_value();
    });
    CHECK(house.refusal(code) == "invitation.over");
}

TEST_CASE("an account without a password is entered by none, not even an empty one") {
    House house;
    for (const auto* tried : {"", "x", kOwn})
        CHECK(sign_in(*house.database, "omura", tried, kMorning).error().code == "auth.wrong");
}

TEST_CASE("where the role is asked for it, the second factor comes right after the password") {
    House house(Role::Administrator);
    const auto in = house.come_in(house.ask().value()).value();
    CHECK(find_session(*house.database, in.session, kMorning)->first_step ==
          FirstStep::SecondFactor);
}
