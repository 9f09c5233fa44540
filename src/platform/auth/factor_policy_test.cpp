#include <doctest/doctest.h>

#include "platform/auth/authenticator_app.hpp"
#include "platform/auth/sign_in.hpp"
#include "support/test_account.hpp"

using namespace kakehashi;

namespace {

const Instant kMorning = instant_in_japan(*make_date(2026, 11, 24), std::chrono::hours{9});

struct House : testing::TestAccount {
    House() {
        change([&](db::Transaction& tx) {
            return set_role(tx, FacilityId{1}, saeki, Role::Head).has_value();
        });
    }
    SignedIn enter(Instant now) {
        const auto token = sign_in(*database, "saeki", kPassword, now).value();
        return find_session(*database, token, now).value();
    }
    void ask(FactorAskedOf whom, Instant now) {
        change([&](db::Transaction& tx) {
            set_factor_policy(tx, FacilityId{1}, whom, now);
            return true;
        });
    }
};

}  // namespace

TEST_CASE("whom each policy asks for a second factor") {
    using enum Role;
    const auto asked = [](FactorAskedOf policy) {
        std::vector<Role> roles;
        for (const auto role :
             {None, Desk, Nurse, SocialWorker, Clerk, Doctor, Head, Auditor, Administrator})
            if (asks_factor(policy, role)) roles.push_back(role);
        return roles;
    };
    CHECK(asked(FactorAskedOf::Nobody).empty());
    CHECK(asked(FactorAskedOf::Overseers) == std::vector{Head, Auditor, Administrator});
    CHECK(asked(FactorAskedOf::Everybody) ==
          std::vector{Desk, Nurse, SocialWorker, Clerk, Doctor, Head, Auditor, Administrator});
}

TEST_CASE("the own password comes before the second factor, and that when its time is over") {
    const auto later = kMorning + std::chrono::seconds{1};
    struct Line {
        FactorState state;
        FirstStep step;
    };
    const Line lines[] = {
        {{.password_is_own = true, .asked = false, .has_factor = false, .due_at = kMorning},
         FirstStep::None},
        {{.password_is_own = true, .asked = true, .has_factor = false, .due_at = later},
         FirstStep::None},
        {{.password_is_own = true, .asked = true, .has_factor = false, .due_at = kMorning},
         FirstStep::SecondFactor},
        {{.password_is_own = true, .asked = true, .has_factor = true, .due_at = kMorning},
         FirstStep::None},
        {{.password_is_own = true, .asked = true, .has_factor = false, .due_at = {}},
         FirstStep::None},
        {{.password_is_own = false, .asked = true, .has_factor = false, .due_at = kMorning},
         FirstStep::OwnPassword},
        {{.password_is_own = false, .asked = false, .has_factor = true, .due_at = {}},
         FirstStep::OwnPassword},
    };
    for (const auto& [state, step] : lines) CHECK(first_step_of(state, kMorning) == step);
}

TEST_CASE("who manages is asked without anybody's doing, and has fourteen days from a sign-in") {
    House house;
    const auto first = house.enter(kMorning);
    CHECK(first.first_step == FirstStep::None);
    CHECK(first.factor_wanted_by == kMorning + days{14});
    CHECK(house.enter(kMorning + days{13}).first_step == FirstStep::None);
    CHECK(house.enter(kMorning + days{14}).first_step == FirstStep::SecondFactor);
    house.change([&](db::Transaction& tx) {
        add_app(tx, house.key, house.saeki, "ABCDEFGH", 0, kMorning);
        return true;
    });
    auto tx = house.database->read();
    CHECK(users_of(tx, FacilityId{1})[0].has_factor);
}

TEST_CASE("an app that was added is enough; without it the account is held again at once") {
    House house;
    const auto late = kMorning + days{20};
    house.enter(kMorning);
    const auto token = sign_in(*house.database, "saeki", house.kPassword, late).value();
    const auto step = [&] { return find_session(*house.database, token, late)->first_step; };
    CHECK(step() == FirstStep::SecondFactor);
    house.change([&](db::Transaction& tx) {
        add_app(tx, house.key, house.saeki, "ABCDEFGH", 0, late);
        return true;
    });
    CHECK(step() == FirstStep::None);
    house.change([&](db::Transaction& tx) { return remove_app(tx, house.saeki); });
    CHECK(step() == FirstStep::SecondFactor);
}

TEST_CASE("a new policy and a new role give the time anew") {
    House house;
    house.enter(kMorning);
    house.ask(FactorAskedOf::Everybody, kMorning + days{30});
    const auto after = house.enter(kMorning + days{30});
    CHECK(after.first_step == FirstStep::None);
    CHECK(after.factor_wanted_by == kMorning + days{44});
    house.change([&](db::Transaction& tx) {
        return set_role(tx, FacilityId{1}, house.saeki, Role::Auditor).has_value();
    });
    CHECK(house.enter(kMorning + days{50}).factor_wanted_by == kMorning + days{64});
    house.ask(FactorAskedOf::Nobody, kMorning + days{90});
    CHECK(house.enter(kMorning + days{90}).first_step == FirstStep::None);
    CHECK_FALSE(house.enter(kMorning + days{200}).factor_wanted_by.has_value());
}

TEST_CASE("a password somebody else typed is changed first") {
    House house;
    house.change([&](db::Transaction& tx) {
        ask_for_own_password(tx, house.saeki);
        return true;
    });
    const auto who = house.enter(kMorning);
    CHECK(who.first_step == FirstStep::OwnPassword);
}
