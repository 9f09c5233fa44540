#include <doctest/doctest.h>

#include "office/sign_in_pages.hpp"
#include "platform/auth/guard.hpp"
#include "platform/auth/password.hpp"
#include "platform/auth/sign_in.hpp"
#include "support/test_doors.hpp"
#include "support/test_office.hpp"

using namespace kakehashi;
using namespace kakehashi::office;

namespace {

constexpr db::Query kSetPassword{
    "test.set_password",
    "UPDATE user_account SET password_hash = $2, last_signed_in_at = NULL WHERE login = $1"};

struct Door : testing::TestOffice {
    Door() {
        add_sign_in_routes(router, office, testing::doors(database.folder()));
        auto tx = database->write();
        tx.execute(kSetPassword, "saeki", hash_password("umi-no-hashi"));
        tx.commit();
    }
};

}  // namespace

TEST_CASE("a sign-in that has to wait is told so, and its login stays in the field") {
    Door door;
    std::vector<PasswordPlace> storm;
    for (int i = 0; i < kPasswordsMax; ++i)
        storm.push_back(PasswordPlace::take("10.0.1." + std::to_string(i)).value());
    const auto sign_in_again = [&] {
        return door.post("/sign-in", {{"login", "saeki"}, {"password", "umi-no-hashi"}});
    };
    const auto busy = sign_in_again();
    CHECK(busy.status == 503);
    CHECK(busy.body.find("サインインが混み合っています") != std::string::npos);
    CHECK(busy.body.find("value=\"saeki\"") != std::string::npos);
    CHECK(busy.body.find("umi-no-hashi") == std::string::npos);
    storm.clear();
    CHECK(sign_in_again().status == 303);
}

TEST_CASE(
    "a page learns when its session ends; only 続けて使う moves that end, never the last one") {
    using std::chrono::hours;
    using std::chrono::minutes;
    Door door;
    const auto token = sign_in(*door.database, "saeki", "umi-no-hashi", door.clock.now());
    REQUIRE(token.has_value());
    const auto ask = [&](bool background) {
        http::Router guarded;  // its end waits until the use is written
        guard_routes(guarded, *door.database, door.clock);
        add_sign_in_routes(guarded, door.office, testing::doors(door.database.folder()));
        http::Request request;
        request.method = "GET";
        request.path = request.target = "/session/ends";
        request.headers.set("Accept", "application/json");
        request.headers.set("Cookie", std::string{kSessionCookie} + "=" + *token);
        if (background) request.headers.set("X-Background", "1");
        const auto answer = guarded.handle(request);
        return answer.status == 200 ? answer.body : std::to_string(answer.status);
    };
    door.clock.advance(hours{3} + minutes{40});
    CHECK(ask(true) == R"({"idle":1200,"last":37200})");
    CHECK(ask(true) == R"({"idle":1200,"last":37200})");
    // Its use is being written while it answers: what it says is never more than what it has.
    const auto used = ask(false);
    CHECK((used == R"({"idle":14340,"last":37200})" || used == R"({"idle":14400,"last":37200})"));
    CHECK(ask(true) == R"({"idle":14400,"last":37200})");
    door.clock.advance(hours{4});
    CHECK(ask(true) == "401");
}
