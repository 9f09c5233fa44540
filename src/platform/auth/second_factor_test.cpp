#include <doctest/doctest.h>

#include <fstream>
#include <thread>

#include "platform/auth/authenticator_app.hpp"
#include "platform/auth/recovery_codes.hpp"
#include "platform/auth/second_factor.hpp"
#include "platform/auth/sign_in.hpp"
#include "platform/auth/totp.hpp"
#include "support/test_account.hpp"

using namespace kakehashi;

namespace {

const Instant kMorning = instant_in_japan(*make_date(2026, 11, 24), std::chrono::hours{9});

/// 佐伯 with an authenticator app and recovery codes.
struct House : testing::TestAccount {
    House() {
        codes = change([&](db::Transaction& tx) {
            add_app(tx, key, saeki, secret, step_at(kMorning) - 10, kMorning);
            return renew_recovery_codes(tx, saeki);
        });
    }
    static std::int64_t step_at(Instant now) { return now.time_since_epoch() / kTotpStep; }
    std::string code_at(Instant now) const { return totp_code(secret, step_at(now)); }
    std::string pass(Instant now, const Caller& caller = {}) {
        const auto passed = pass_password(*database, "saeki", kPassword, now, caller);
        return passed && passed->asks_more ? begin_step(key, *passed->asks_more, now) : "";
    }
    /// The error's code; empty for who came in.
    std::string enter_code(const std::string& step, std::string_view typed, Instant now,
                           const Caller& caller = {}) {
        auto in = pass_code(*database, key, step, typed, now, caller);
        if (!in) return in.error().code;
        entered = *std::move(in);
        return {};
    }

    std::string secret = new_totp_secret();
    std::vector<std::string> codes;
    Entered entered;
};

}  // namespace

TEST_CASE("the password alone opens nothing for who has an authenticator app") {
    House house;
    const auto passed =
        pass_password(*house.database, "saeki", House::kPassword, kMorning, {}).value();
    CHECK(passed.in.session.empty());
    REQUIRE(passed.asks_more.has_value());
    CHECK(sign_in(*house.database, "saeki", House::kPassword, kMorning).error().code ==
          "auth.code_needed");
    const auto step = house.pass(kMorning);
    CHECK_FALSE(find_session(*house.database, step, kMorning));
    CHECK(house.enter_code(step, house.code_at(kMorning), kMorning).empty());
    CHECK(find_session(*house.database, house.entered.session, kMorning)->viewer.name ==
          "佐伯 真理");
}

TEST_CASE("a code that was used is never taken again, nor an older one") {
    House house;
    const auto step = house.pass(kMorning);
    const auto code = house.code_at(kMorning);
    CHECK(house.enter_code(step, code, kMorning).empty());
    CHECK(house.enter_code(house.pass(kMorning), code, kMorning) == "auth.code_wrong");
    CHECK(house.enter_code(step, house.code_at(kMorning - kTotpStep), kMorning) ==
          "auth.code_wrong");
    CHECK(house.enter_code(step, house.code_at(kMorning + kTotpStep), kMorning).empty());
}

TEST_CASE("of many who come with one code side by side one comes in") {
    House house;
    const auto step = house.pass(kMorning);
    const auto code = house.code_at(kMorning);
    std::atomic<int> in = 0;
    {
        std::vector<std::jthread> doors;
        for (int i = 0; i < 6; ++i)
            doors.emplace_back([&] {
                if (pass_code(*house.database, house.key, step, code, kMorning, {})) ++in;
            });
    }
    CHECK(in == 1);
}

TEST_CASE("a code may be typed in full width and with a blank") {
    House house;
    auto code = house.code_at(kMorning);
    std::string wide;
    for (const char c : code)
        wide += "\xEF\xBC" + std::string(1, static_cast<char>(c - '0' + 0x90));
    wide.insert(9, " ");
    CHECK(house.enter_code(house.pass(kMorning), wide, kMorning).empty());
}

TEST_CASE("a recovery code opens once, however it is typed; new ones end the old") {
    House house;
    CHECK(house.codes.size() == kRecoveryCodes);
    const auto step = house.pass(kMorning);
    std::string typed;
    for (const char c : house.codes[3])
        typed += c == '-' ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    CHECK(house.enter_code(step, typed, kMorning).empty());
    CHECK(house.enter_code(step, house.codes[3], kMorning) == "auth.code_wrong");
    house.change([&](db::Transaction& tx) {
        CHECK(recovery_codes_left(tx, house.saeki) == kRecoveryCodes - 1);
        return renew_recovery_codes(tx, house.saeki);
    });
    CHECK(house.enter_code(step, house.codes[4], kMorning) == "auth.code_wrong");
}

TEST_CASE("the step after the password ends by time, by a new password, and cannot be made") {
    House house;
    const auto step = house.pass(kMorning);
    const auto later = kMorning + kStepLasts;
    CHECK(house.enter_code(step, house.code_at(later), later) == "auth.step_over");
    CHECK(house.enter_code(step + "A", house.code_at(kMorning), kMorning) == "auth.step_over");
    CHECK(house.enter_code("", house.code_at(kMorning), kMorning) == "auth.step_over");
    const auto fresh = house.pass(later);
    house.change([](db::Transaction& tx) {
        return set_password(tx, "saeki", hash_password("another-one")).has_value();
    });
    CHECK(house.enter_code(fresh, house.code_at(later), later) == "auth.step_over");
}

TEST_CASE("wrong codes make the account rest as wrong passwords do") {
    House house;
    const auto step = house.pass(kMorning);
    for (int i = 0; i < kFailuresMax; ++i)
        CHECK(house.enter_code(step, "000000", kMorning) == "auth.code_wrong");
    CHECK(house.enter_code(step, house.code_at(kMorning), kMorning) == "auth.code_wrong");
    CHECK(house.enter_code(step, house.codes[0], kMorning) == "auth.code_wrong");
    CHECK(house.pass(kMorning).empty());  // who guesses codes cannot begin anew either
    const auto later = kMorning + kLockLasts;
    CHECK(house.enter_code(step, house.code_at(later), later).empty());
}

TEST_CASE("a stranger who guesses passwords or codes does not lock a colleague out") {
    House house;
    const Caller stranger{.address = "10.0.0.66"};
    CHECK(house.enter_code(house.pass(kMorning), house.code_at(kMorning), kMorning).empty());
    const std::string device = house.entered.device;
    const Caller own{.address = "10.0.0.5", .device = device};
    const auto later = kMorning + std::chrono::hours{1};
    const auto step = house.pass(later, stranger);
    for (int i = 0; i < kFailuresMax; ++i) house.enter_code(step, "000000", later, stranger);
    CHECK(house.pass(later, stranger).empty());
    CHECK(house.enter_code(house.pass(later, own), house.code_at(later), later, own).empty());
    CHECK(house.pass(later, stranger).empty());  // the colleague's sign-in lets nobody else in
    // The same holds for the device itself: guessing there is no way around.
    for (int i = 0; i < kFailuresMax; ++i)
        CHECK_FALSE(pass_password(*house.database, "saeki", "guess", later, own));
    CHECK(house.pass(later, own).empty());
}

TEST_CASE("while nothing can be saved a code is asked for all the same, and taken once") {
    if (testing::on_postgres())
        return;  // the pragma is SQLite's; what follows is the same for both
    House house;
    const auto before = house.pass(kMorning);
    house.database->run_script("PRAGMA query_only=ON");
    CHECK_FALSE(house.database->try_to_write());
    const auto step = house.pass(kMorning);
    REQUIRE_FALSE(step.empty());
    CHECK(house.enter_code(step, "000000", kMorning) == "auth.code_wrong");
    CHECK(house.enter_code(step, house.codes[0], kMorning) == "auth.no_recovery_now");
    const auto code = house.code_at(kMorning);
    CHECK(house.enter_code(before, code, kMorning).empty());
    CHECK(find_session(*house.database, house.entered.session, kMorning).has_value());
    CHECK(house.enter_code(step, code, kMorning) == "auth.code_wrong");
    house.database->run_script("PRAGMA query_only=OFF");
    CHECK(house.database->try_to_write());
    CHECK(house.enter_code(step, code, kMorning) == "auth.code_wrong");  // not now either
    CHECK(house.enter_code(step, house.codes[0], kMorning).empty());
}

TEST_CASE("a device's cookie of one colleague is not known for another") {
    House house;
    CHECK(house.enter_code(house.pass(kMorning), house.code_at(kMorning), kMorning).empty());
    const auto device = house.entered.device;
    const auto omura = house.change([](db::Transaction& tx) {
        return add_user(tx, {FacilityId{1}, "omura", "大村 健", "", "事務", hash_password("x")},
                        kMorning)
            .value();
    });
    auto tx = house.database->read();
    CHECK(is_known_device(tx, house.saeki, device));
    CHECK_FALSE(is_known_device(tx, omura, device));
    CHECK_FALSE(is_known_device(tx, house.saeki, "made-up"));
}

TEST_CASE("a password that the operator sets makes every device a stranger's again") {
    House house;
    CHECK(house.enter_code(house.pass(kMorning), house.code_at(kMorning), kMorning).empty());
    house.change([](db::Transaction& tx) {
        return set_password(tx, "saeki", hash_password("another-one")).has_value();
    });
    auto tx = house.database->read();
    CHECK_FALSE(is_known_device(tx, house.saeki, house.entered.device));
}

TEST_CASE("the database does not hold the secret, and another key opens nothing") {
    House house;
    const auto stored = house.database->read().first(
        db::Query{"test.secret", "SELECT sealed_secret FROM authenticator_app"},
        [](const db::Row& row) { return row.string(0); });
    REQUIRE(stored.has_value());
    CHECK(stored->find(house.secret) == std::string::npos);
    const auto other =
        OfficeKey::load_or_create(house.database.folder() / "other" / "office.key").value();
    const auto step = begin_step(
        other,
        *pass_password(*house.database, "saeki", House::kPassword, kMorning, {}).value().asks_more,
        kMorning);
    CHECK(pass_code(*house.database, other, step, house.code_at(kMorning), kMorning, {})
              .error()
              .code == "auth.code_wrong");
    // Recovery codes do not need the key: a lost one locks nobody out.
    CHECK(pass_code(*house.database, other, step, house.codes[0], kMorning, {}).has_value());
}

TEST_CASE("the office's key is made once, is its owner's alone, and a broken one is told") {
    testing::TestDatabase database;
    const auto file = database.folder() / "keys" / "office.key";
    const auto first = OfficeKey::load_or_create(file).value();
    const auto sealed = first.seal("a purpose", "words");
    CHECK(OfficeKey::load_or_create(file)->unseal("a purpose", sealed) == "words");
    CHECK_FALSE(first.unseal("another purpose", sealed));
    using std::filesystem::perms;
    CHECK((std::filesystem::status(file).permissions() & (perms::group_all | perms::others_all)) ==
          perms::none);
    std::ofstream(file) << "kakehashi-office-key 00\n";
    CHECK(OfficeKey::load_or_create(file).error().code == "office_key.bad");
}

TEST_CASE("a device is told in words that a colleague knows") {
    CHECK(device_words("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like "
                       "Gecko) Chrome/143.0.0.0 Safari/537.36") == "Windows の Chrome");
    CHECK(device_words("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like "
                       "Gecko) Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0") == "Windows の Edge");
    CHECK(device_words(
              "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
              "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1") == "iPhone の Safari");
    CHECK(device_words("Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/143.0 Mobile Safari/537") ==
          "Android の Chrome");
    CHECK(device_words("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0") ==
          "Linux の Firefox");
    CHECK(device_words("curl/7.88.1") == "わからない端末");
    CHECK(device_words("") == "わからない端末");
}
