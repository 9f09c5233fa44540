#include <doctest/doctest.h>

#include "people/deputy.hpp"
#include "platform/auth/sign_in.hpp"
#include "platform/duty/duty.hpp"
#include "platform/duty/left_duty.hpp"
#include "support/test_account.hpp"

using namespace kakehashi;

namespace {

Date day(int number) {
    return *make_date(2026, 11, static_cast<unsigned>(number));
}
Instant at_nine(int number) {
    return instant_in_japan(day(number), std::chrono::hours{9});
}

constexpr db::Query kName{"standing_in_test.name", R"sql(
    INSERT INTO deputy (facility_id, absent_user, deputy_user, from_on, until_on, named_at,
                        named_by, named_name)
    VALUES (1, $1, $2, $3, $4, 0, $1, 'x') RETURNING id
)sql"};

constexpr db::Query kHidden{"standing_in_test.hidden", R"sql(
    SELECT count(*) FROM sealed_from WHERE user_id = $1 AND patient_id = 5
)sql"};

constexpr db::Query kEnd{"standing_in_test.end", R"sql(
    UPDATE deputy SET ended_at = 1 WHERE id = $1
)sql"};

/// 佐伯 真理 (看護師), 長谷川 浩二 (室長); 佐伯 stands in from the 24th to the 26th.
struct House : testing::TestAccount {
    House() {
        hasegawa = change([&](db::Transaction& tx) {
            REQUIRE(set_role(tx, FacilityId{1}, saeki, Role::Nurse).has_value());
            set_factor_policy(tx, FacilityId{1}, FactorAskedOf::Nobody, at_nine(1));
            return add_user(tx,
                            {FacilityId{1}, "hasegawa", "長谷川 浩二", "", "医師",
                             hash_password("x"), Role::Head},
                            Instant{})
                .value();
        });
        deputy = change([&](db::Transaction& tx) {
            return tx.number(kName, hasegawa, saeki, day(24), day(26));
        });
    }
    SignedIn enter(Instant now) {
        const auto token = sign_in(*database, "saeki", kPassword, now).value();
        return find_session(*database, token, now).value();
    }
    void owe(UserId assignee) {
        change([&](db::Transaction& tx) {
            open_duty(tx, viewer(), at_nine(20),
                      {.about = {"office", assignee.value},
                       .kind = "test.thing",
                       .due_at = at_nine(30),
                       .assignee = assignee});
            return true;
        });
    }
    Viewer viewer() const { return {saeki, FacilityId{1}, "佐伯 真理"}; }
    std::size_t of_saeki(Instant now, DutyScope scope = DutyScope::Mine) {
        auto tx = database->read();
        const auto list = open_duties(tx, viewer(), now, {scope});
        const auto counts = count_duties(tx, viewer(), now);
        const auto counted = scope == DutyScope::Mine ? counts.mine : counts.unassigned;
        CHECK(static_cast<std::size_t>(counted) == list.size());
        return list.size();
    }

    UserId hasegawa;
    std::int64_t deputy = 0;
};

}  // namespace

TEST_CASE("the role that counts is the own one, or the absent head's") {
    using enum Role;
    const auto acting = [](Role own, std::vector<Role> absent) {
        std::vector<StandIn> today;
        for (const auto role : absent) today.push_back({UserId{9}, "不在", role});
        return acting_role(own, today);
    };
    CHECK(acting(Nurse, {}) == Nurse);
    CHECK(acting(Nurse, {Clerk}) == Nurse);  // the work is taken over, not what may be done
    CHECK(acting(Nurse, {Head}) == Head);
    CHECK(acting(Clerk, {Nurse, Head}) == Head);
    CHECK(acting(Doctor, {Head}) == Head);
    for (const auto apart : {None, Auditor, Administrator}) CHECK(acting(apart, {Head}) == apart);
    CHECK(acting(Head, {Nurse}) == Head);
}

TEST_CASE("a deputy has the head's powers from the first day to the last, and not after") {
    House house;
    CHECK(house.enter(at_nine(23)).role == Role::Nurse);
    const auto inside = house.enter(at_nine(24));
    CHECK(inside.role == Role::Head);
    CHECK(inside.own_role == Role::Nurse);
    CHECK(inside.stands_in_for == std::vector{StandIn{house.hasegawa, "長谷川 浩二", Role::Head}});
    const auto last = instant_in_japan(day(27), std::chrono::seconds{-1});
    CHECK(house.enter(last).role == Role::Head);
    CHECK(house.enter(last + std::chrono::seconds{1}).role == Role::Nurse);
}

TEST_CASE("what was taken back, and a head out of use, hand nothing on") {
    House house;
    house.change([&](db::Transaction& tx) {
        return set_user_active(tx, "hasegawa", false, at_nine(24)).has_value();
    });
    CHECK(house.enter(at_nine(24)).role == Role::Nurse);
    house.change([&](db::Transaction& tx) {
        return set_user_active(tx, "hasegawa", true, at_nine(24)).has_value();
    });
    CHECK(house.enter(at_nine(24)).role == Role::Head);
    house.change([&](db::Transaction& tx) { return tx.execute(kEnd, house.deputy); });
    CHECK(house.enter(at_nine(24)).role == Role::Nurse);
}

TEST_CASE("who stands in for the head is asked for the head's second factor") {
    House house;
    house.change([&](db::Transaction& tx) {
        set_factor_policy(tx, FacilityId{1}, FactorAskedOf::Overseers, at_nine(1));
        return true;
    });
    CHECK_FALSE(house.enter(at_nine(2)).factor_wanted_by.has_value());
    CHECK(house.enter(at_nine(24)).first_step == FirstStep::SecondFactor);
    CHECK(house.enter(at_nine(27)).first_step == FirstStep::None);
}

TEST_CASE("who stands in for the head sees sealed patients for these days alone") {
    House house;
    house.database.script(
        "INSERT INTO patient (id, facility_id, number, name, name_key, kana, kana_key, sex)"
        " VALUES (5, 1, '', '甲', 'x', 'コウ', 'x', 'male');"
        "INSERT INTO sealed_patient (patient_id, facility_id, kind, reason, sealed_at, sealed_by)"
        " VALUES (5, 1, 'abuse', 'x', 0, 1)");
    const auto hidden_on = [&](int number) {
        house.change([&](db::Transaction& tx) {
            const bool turned = people::deputies_turn(tx, day(number));
            people::turn_deputies(tx, day(number));
            CHECK_FALSE(people::deputies_turn(tx, day(number)));
            return turned;
        });
        return house.database->read().number(kHidden, house.saeki) == 1;
    };
    CHECK(hidden_on(23));
    CHECK_FALSE(hidden_on(24));
    CHECK_FALSE(hidden_on(26));
    CHECK(hidden_on(27));
    CHECK_FALSE(hidden_on(25));
    house.database.script("UPDATE user_account SET role = 'auditor' WHERE login = 'saeki'");
    CHECK(hidden_on(25));
    house.database.script(
        "UPDATE user_account SET role = 'nurse' WHERE login = 'saeki';"
        "UPDATE user_account SET active = 0 WHERE login = 'hasegawa'");
    CHECK(hidden_on(25));
}

TEST_CASE("duties of the absent are the deputy's too, for these days") {
    House house;
    house.owe(house.hasegawa);
    CHECK(house.of_saeki(at_nine(23)) == 0);
    CHECK(house.of_saeki(at_nine(24)) == 1);
    CHECK(house.of_saeki(at_nine(26)) == 1);
    CHECK(house.of_saeki(at_nine(27)) == 0);
}

TEST_CASE("the duties of who is out of use are nobody's until somebody comes back or takes them") {
    House house;
    house.owe(house.hasegawa);
    CHECK(house.of_saeki(at_nine(23), DutyScope::Unassigned) == 0);
    const auto use = [&](bool active) {
        house.change([&](db::Transaction& tx) {
            return set_user_active(tx, "hasegawa", active, at_nine(23)).has_value();
        });
    };
    use(false);
    CHECK(house.of_saeki(at_nine(23), DutyScope::Unassigned) == 1);
    CHECK(house.of_saeki(at_nine(24)) == 0);
    {
        auto tx = house.database->read();
        const auto left = duties_left_behind(tx, house.viewer());
        REQUIRE(left.size() == 1);
        CHECK(left.begin()->second == "長谷川 浩二");
    }
    use(true);
    CHECK(house.of_saeki(at_nine(23), DutyScope::Unassigned) == 0);
    auto tx = house.database->read();
    CHECK(duties_left_behind(tx, house.viewer()).empty());
}
