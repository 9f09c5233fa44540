#include "platform/directory/directory_account.hpp"

#include <doctest/doctest.h>

#include "platform/auth/authenticator_app.hpp"
#include "platform/auth/invitation.hpp"
#include "platform/auth/password.hpp"
#include "platform/auth/second_factor.hpp"
#include "platform/auth/session.hpp"
#include "platform/auth/sign_in.hpp"
#include "platform/auth/spare_session.hpp"
#include "platform/directory/directory_link.hpp"
#include "platform/directory/waiting_places.hpp"
#include "support/test_account.hpp"

using namespace kakehashi;

namespace {

const Instant kNow = instant_in_japan(*make_date(2026, 11, 24), std::chrono::hours{10});
const Caller kDesk{"10.0.0.7", "", "Windows Chrome"};

constexpr db::Query kTraces{"directory_test.traces", R"sql(
    SELECT count(*) FROM audit_pending WHERE what = $1 AND result = $2
)sql"};
constexpr db::Query kAccounts{"directory_test.accounts", "SELECT count(*) FROM user_account"};
constexpr db::Query kVouched{"directory_test.vouched",
                             "SELECT count(*) FROM session WHERE factor_vouched = 1"};

struct Hospital : testing::TestAccount {
    Hospital() { rules.roles = GroupRoles::parse("heads=head; nurses=nurse").value(); }

    DirectoryPerson person{"https://login.example.jp", "u-7", "Sato", "佐藤 花", {"nurses"}};
    DirectoryRules rules;
    std::optional<Account> whose;

    /// Empty for who comes in, `code` for who is asked for one, else the error.
    std::string comes() {
        ++attempts;
        const auto passed = pass_directory(
            *database, key, rules, {person, "attempt " + std::to_string(attempts), "GET /", kDesk},
            kNow, whose);
        if (!passed) return passed.error().code;
        session = passed->in.session;
        return passed->asks_more ? "code" : "";
    }
    Role role() {
        auto tx = database->read();
        return find_linked(tx, person)->role;
    }
    std::int64_t traces(std::string_view what, std::string_view result) {
        return database->read().number(kTraces, what, result);
    }
    void await(UserId user, std::string_view name) {
        change([&](db::Transaction& tx) {
            return await_directory_person(tx, user, person.issuer, name, kNow).has_value();
        });
    }
    UserId add(std::string login, Role role = Role::Nurse) {
        return change([&](db::Transaction& tx) {
            return add_user(tx, {FacilityId{1}, login, "佐藤 花", "", "", "", role}, kNow).value();
        });
    }
    std::string session;
    int attempts = 0;
};

}  // namespace

TEST_CASE("groups are read with their commas and equal signs, and the first line counts") {
    const auto roles =
        GroupRoles::parse("CN=連携室,OU=病院,DC=example=desk ; nurses = nurse;heads=head;").value();
    CHECK(roles.role_for({"CN=連携室,OU=病院,DC=example"}) == Role::Desk);
    CHECK(roles.role_for({"heads", "nurses"}) == Role::Nurse);
    CHECK(roles.role_for({"NURSES"}) == Role::None);
    CHECK(roles.role_for({}) == Role::None);
    CHECK(GroupRoles::parse("").value().empty());
    CHECK(GroupRoles::parse("nurses").error().code == "directory.bad_roles");
    CHECK(GroupRoles::parse("=nurse").error().code == "directory.bad_roles");
    CHECK(GroupRoles::parse("nurses=king").error().code == "user.unknown_role");
    CHECK(GroupRoles::parse("doctors=partner_doctor").error().code == "user.unknown_role");
}

TEST_CASE(
    "somebody of the directory whom nobody wrote down comes in only where the house says so") {
    Hospital hospital;
    CHECK(hospital.comes() == "directory.unknown_person");
    CHECK(hospital.database->read().number(kAccounts) == 1);
    hospital.rules.adds_people = true;
    CHECK(hospital.comes() == "");
    CHECK(hospital.role() == Role::Nurse);
    CHECK(hospital.traces("user.added", "nurse") == 1);
    CHECK(hospital.traces("GET /", "ok") == 1);
    CHECK(hospital.comes() == "");
    CHECK(hospital.database->read().number(kAccounts) == 2);
    // Nobody opens the account by a password, and none can be chosen by an invitation.
    for (const auto* guess : {"", "directory", "sato"})
        CHECK(sign_in(*hospital.database, "sato", guess, kNow).error().code == "auth.wrong");
    auto tx = hospital.database->write();
    const auto user = find_account(tx, "sato")->id;
    CHECK(invite(tx, {hospital.saeki, FacilityId{1}, ""}, user, kNow).error().code ==
          "invitation.joined");
}

TEST_CASE("a name or an address that somebody here has takes nobody's account") {
    Hospital hospital;
    hospital.rules.adds_people = true;
    hospital.person.login = "SAEKI";
    CHECK(hospital.comes() == "directory.name_taken");
    hospital.person.login = "";
    CHECK(hospital.comes() == "directory.unknown_person");
}

TEST_CASE("an account that awaits a name is linked once, and its subject alone counts then") {
    Hospital hospital;
    const auto user = hospital.add("hanako", Role::Desk);
    hospital.await(user, " SATO ");
    auto other = hospital.person;
    other.issuer = "https://login.example.com";
    std::swap(hospital.person, other);
    CHECK(hospital.comes() == "directory.unknown_person");
    std::swap(hospital.person, other);
    CHECK(hospital.comes() == "");
    CHECK(hospital.whose->id == user);
    CHECK(hospital.traces("user.directory_linked", "ok") == 1);

    // The name goes to a newcomer: that is another person.
    hospital.person.subject = "u-8";
    CHECK(hospital.comes() == "directory.unknown_person");
    hospital.person = {"https://login.example.jp", "u-7", "renamed", "", {"nurses"}};
    CHECK(hospital.comes() == "");
    CHECK(hospital.whose->id == user);
}

TEST_CASE("two accounts do not await one person, and none of a partner awaits anybody") {
    Hospital hospital;
    hospital.await(hospital.add("hanako"), "sato");
    auto tx = hospital.database->write();
    const auto twin = add_user(tx, {FacilityId{1}, "twin", "双葉", "", "", "", Role::Nurse}, kNow);
    const auto awaits = [&](UserId user) {
        return await_directory_person(tx, user, hospital.person.issuer, "Sato", kNow).error().code;
    };
    CHECK(awaits(*twin) == "directory.name_awaited");
    tx.execute(db::Query{"directory_test.clinic",
                         "INSERT INTO facility (id, kind, name, name_key) VALUES (2, 'clinic', "
                         "'みなと内科クリニック', 'y')"});
    NewUser guest{FacilityId{2}, "guest", "浜田", "", "", "", Role::PartnerDoctor};
    guest.host = FacilityId{1};
    CHECK(awaits(*add_user(tx, guest, kNow)) == "directory.of_partner");
    CHECK(awaits(UserId{999}) == "user.not_found");
}

TEST_CASE("the role follows the groups at each sign-in, and the trail says from what to what") {
    Hospital hospital;
    hospital.rules.adds_people = true;
    hospital.person.second_factor = true;  // the house asks its heads for one
    CHECK(hospital.comes() == "");
    hospital.person.groups = {"heads"};
    CHECK(hospital.comes() == "");
    CHECK(hospital.role() == Role::Head);
    CHECK(hospital.traces("user.role", "nurse → head") == 1);
    hospital.person.groups = {};
    CHECK(hospital.comes() == "directory.no_role");
    CHECK(hospital.role() == Role::None);
    CHECK(hospital.traces("user.role", "head → ") == 1);
    hospital.person.groups = {"nurses"};
    CHECK(hospital.comes() == "");
    CHECK(hospital.role() == Role::Nurse);

    hospital.rules.roles = {};  // the house gives its roles itself
    hospital.person.groups = {"heads"};
    CHECK(hospital.comes() == "");
    CHECK(hospital.role() == Role::Nurse);
}

TEST_CASE("an account out of use stays out, whatever the directory says") {
    Hospital hospital;
    hospital.rules.adds_people = true;
    CHECK(hospital.comes() == "");
    hospital.change(
        [&](db::Transaction& tx) { return set_user_active(tx, "sato", false, kNow).has_value(); });
    hospital.person.groups = {"heads"};
    CHECK(hospital.comes() == "directory.out_of_use");
    CHECK(hospital.role() == Role::Nurse);
}

TEST_CASE("what the directory has not asked for is asked for here, or the way ends") {
    Hospital hospital;
    hospital.rules.adds_people = true;
    hospital.person.groups = {"heads"};
    CHECK(hospital.comes() == "directory.factor_wanted");
    hospital.person.second_factor = true;
    CHECK(hospital.comes() == "");
    CHECK(hospital.database->read().number(kVouched) == 1);
    CHECK(find_session(*hospital.database, hospital.session, kNow)->first_step == FirstStep::None);

    // Whoever has an app here is asked for it, unless the directory has asked already.
    hospital.change([&](db::Transaction& tx) {
        add_app(tx, hospital.key, hospital.whose->id, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 0, kNow);
        return true;
    });
    hospital.person.second_factor = false;
    CHECK(hospital.comes() == "code");
    hospital.person.second_factor = true;
    CHECK(hospital.comes() == "");
}

TEST_CASE("a typed name that rests stays out, also with the right password") {
    Hospital hospital;
    hospital.rules.adds_people = true;
    CHECK(hospital.comes() == "");
    hospital.change([&](db::Transaction& tx) {
        for (int i = 0; i < kFailuresMax; ++i) count_failure(tx, *hospital.whose, kDesk, kNow);
        return true;
    });
    const auto types = [&] {
        const auto passed =
            pass_directory(*hospital.database, hospital.key, hospital.rules,
                           {hospital.person, {}, "POST /sign-in", kDesk}, kNow, hospital.whose);
        return passed ? "" : passed.error().code;
    };
    CHECK(types() == "auth.wrong");
    CHECK(hospital.comes() == "");  // the provider has asked: nothing was guessed here
    CHECK(types() == "");           // and who came in ends the count
}

TEST_CASE("an attempt that was used opens nothing again") {
    Hospital hospital;
    hospital.rules.adds_people = true;
    const DirectoryVisitor visitor{hospital.person, "one attempt", "GET /", kDesk};
    const auto once = [&] {
        const auto passed = pass_directory(*hospital.database, hospital.key, hospital.rules,
                                           visitor, kNow, hospital.whose);
        return passed ? "" : passed.error().code;
    };
    CHECK(once() == "");
    CHECK(once() == "directory.used");
}

TEST_CASE("what ends the provider's session is sealed in the database, and goes with the session") {
    Hospital hospital;
    hospital.rules.adds_people = true;
    hospital.person.proof = "header.claims.signature";
    CHECK(hospital.comes() == "");
    auto tx = hospital.database->write();
    CHECK(directory_proof(tx, hospital.key, hospital.session) == "header.claims.signature");
    CHECK(tx.number(db::Query{
              "directory_test.proof",
              "SELECT count(*) FROM session WHERE directory_proof LIKE '%claims%'"}) == 0);
    sign_out(tx, hospital.session);
    CHECK(directory_proof(tx, hospital.key, hospital.session).empty());
}

TEST_CASE("an account nobody has entered opens no spare session") {
    Hospital hospital;
    const auto user = hospital.add("hanako");
    auto tx = hospital.database->read();
    CHECK_FALSE(open_spare_session(tx, user, kNow).has_value());
    CHECK(open_spare_session(tx, hospital.saeki, kNow).has_value());
}

TEST_CASE("who waits for another server has a place, and one address not all of them") {
    WaitingPlaces places(3, 2);
    auto first = places.take("10.0.0.1");
    const auto second = places.take("10.0.0.1");
    CHECK(places.take("10.0.0.1").error().code == "auth.busy");
    const auto third = places.take("10.0.0.2");
    CHECK(third.has_value());
    CHECK(places.take("10.0.0.3").error().code == "auth.busy");
    first->reset();
    CHECK(places.take("10.0.0.3").has_value());
}
