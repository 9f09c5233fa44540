// 職員の見直し, quarter by quarter.
#include <doctest/doctest.h>

#include "oversight/access_review_store.hpp"
#include "oversight/oversight_pages.hpp"
#include "support/test_office.hpp"

using namespace kakehashi;
using namespace kakehashi::oversight;

namespace {

constexpr const char* kPage = "/settings/people/review";

Instant at(int year, unsigned month, unsigned day, int hour = 9) {
    return instant_in_japan(*make_date(year, month, day), std::chrono::hours{hour});
}

/// 佐伯 is 室長; 大村 and 藤井 work there; 三宅 is 管理者.
struct ReviewHouse : testing::TestOffice {
    ReviewHouse() : TestOffice({oversight_feature()}) {
        database.script(
            "UPDATE user_account SET role = 'head', last_signed_in_at = 1798900000 WHERE id = 1;"
            "UPDATE user_account SET role = 'clerk', last_signed_in_at = 1798900000 WHERE id = 2;"
            "UPDATE user_account SET role = 'social_worker', last_signed_in_at = 1780000000"
            " WHERE id = 3;"
            "INSERT INTO user_account (id, facility_id, login, name, password_hash, role,"
            " last_signed_in_at) VALUES (4, 1, 'miyake', '三宅 豊', '', 'administrator',"
            " 1798900000);"
            "INSERT INTO authenticator_app (user_id, sealed_secret, last_step, added_at)"
            " VALUES (2, '', 0, 0)");
        clock.set(at(2027, 1, 4));  // the first business day of the quarter
    }
    void minute(Instant now) {
        clock.set(now);
        review_every_minute(office);
    }
    std::string page() { return get(kPage).body; }
    std::int64_t count(std::string_view sql) {
        return office.db.read().number(db::Query{"test.count", sql});
    }
    bool works(UserId user) {
        constexpr db::Query kActive{"test.active", "SELECT active FROM user_account WHERE id = $1"};
        return office.db.read().number(kActive, user) == 1;
    }
    int duties() {
        auto tx = office.db.read();
        return count_duties(tx, saeki, clock.now()).all.open;
    }
    http::Response confirm(UserId user) {
        return post(std::string{kPage} + "/" + user.text() + "/confirmation");
    }
    const Viewer miyake{UserId{4}, kOurHospital, "三宅 豊"};
};

bool has(const std::string& text, std::string_view words) {
    return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("a quarter's review begins on its first business day") {
    const Holidays holidays;
    CHECK(quarter_of(*make_date(2026, 12, 31)) == "2026-Q4");
    CHECK(quarter_of(*make_date(2027, 1, 1)) == "2027-Q1");
    CHECK(quarter_text("2026-Q4") == "2026年10〜12月");
    CHECK(review_begins_on(*make_date(2026, 12, 31), holidays) == *make_date(2026, 10, 1));
    // 2027-01-01 is 元日, a Friday.
    CHECK(review_begins_on(*make_date(2027, 2, 1), holidays) == *make_date(2027, 1, 4));
    ReviewHouse house;
    house.minute(at(2027, 1, 3));
    CHECK(house.count("SELECT count(*) FROM access_review") == 0);
    CHECK(has(house.page(), "まだ始まっていません"));
    house.minute(at(2027, 1, 4));
    house.minute(at(2027, 1, 4, 10));
    CHECK(house.count("SELECT count(*) FROM access_review") == 1);
    CHECK(house.duties() == 1);
    CHECK(house.count("SELECT count(*) FROM event WHERE kind = 'access_review.begun'") == 1);
    CHECK(has(house.page(), "あと4名"));
}

TEST_CASE("an office that comes into use late in a quarter is not reviewed before the next") {
    ReviewHouse house;
    house.minute(at(2027, 1, 19));
    CHECK(house.count("SELECT count(*) FROM access_review") == 0);
    // Unless somebody wants it.
    CHECK(house.post(kPage).status == 303);
    CHECK(house.count("SELECT count(*) FROM access_review") == 1);
    CHECK(house.post(kPage).status == 409);
    house.minute(at(2027, 4, 1));
    CHECK(house.count("SELECT count(*) FROM access_review WHERE quarter = '2027-Q2'") == 1);
}

TEST_CASE("each account is confirmed with a name under it, nobody's own, and each once") {
    ReviewHouse house;
    house.minute(at(2027, 1, 4));
    const auto page = house.page();
    for (const char* words : {"藤井 直子", "90日使っていない", "大村 健", "あり", "MSW",
                              "ほかの人が確認します", "印のない 2名をまとめて確認する"})
        CHECK_MESSAGE(has(page, words), words);
    CHECK(house.confirm(house.fujii.user).status == 303);
    CHECK(has(house.page(), "確認ずみ 佐伯 真理 1/4(月)"));
    CHECK(house.confirm(house.fujii.user).status == 409);
    CHECK(house.confirm(house.saeki.user).status == 422);
    CHECK(house.count("SELECT count(*) FROM access_review_line WHERE confirmed_at IS NOT NULL") ==
          1);
    CHECK(house.count("SELECT count(*) FROM audit_pending WHERE what = 'access_review.confirmed'"
                      " AND case_id = 3 AND actor_name = '佐伯 真理' AND result = "
                      "'social_worker'") == 1);
    CHECK(house.confirm(UserId{99}).status == 409);
}

TEST_CASE("in one go only accounts that are used are confirmed; the last one ends the review") {
    ReviewHouse house;
    house.minute(at(2027, 1, 4));
    CHECK(house.post(std::string{kPage} + "/confirmation").status == 303);
    CHECK(has(house.page(), "あと2名"));  // who confirmed, and whom nobody has seen for 90 days
    CHECK(house.duties() == 1);
    CHECK(house.confirm(house.fujii.user).status == 303);
    CHECK(house.duties() == 0);
    CHECK(has(house.page(), "終わりました"));
    house.minute(at(2027, 1, 19));
    for (const auto user : {1, 2, 3, 4}) CHECK(house.works(UserId{user}));
    CHECK(house.count("SELECT count(*) FROM event WHERE kind = 'access_review.closed'") == 1);
    house.clock.set(at(2027, 4, 1));
    CHECK(has(house.page(), "確認 3名・停止 0名"));
}

TEST_CASE("who is not confirmed within 14 days is put out of use, told a week before") {
    ReviewHouse house;
    house.minute(at(2027, 1, 4));
    house.confirm(house.omura.user);
    CHECK_FALSE(has(house.page(), "翌日に使用を停止します"));
    house.clock.set(at(2027, 1, 11));
    CHECK(has(house.page(), "1/18(月) までに確認しないと、翌日に使用を停止します"));
    CHECK(has(house.page(), "2名:藤井 直子、三宅 豊"));
    house.minute(at(2027, 1, 18, 23));
    CHECK(house.works(house.fujii.user));
    house.minute(at(2027, 1, 19, 0));
    CHECK_FALSE(house.works(house.fujii.user));
    CHECK_FALSE(house.works(house.miyake.user));
    CHECK(house.works(house.omura.user));
    CHECK_MESSAGE(house.works(house.saeki.user), "who confirmed others");
    CHECK(house.count("SELECT count(*) FROM audit_pending WHERE what = 'access_review.locked'") ==
          2);
    CHECK(house.duties() == 0);
    CHECK(has(house.page(), "停止 1/19(火)"));
    CHECK(house.confirm(house.fujii.user).status == 409);
    house.minute(at(2027, 1, 19, 1));
    CHECK(house.count("SELECT count(*) FROM event WHERE kind = 'access_review.closed'") == 1);
}

TEST_CASE("nobody is locked out of the house when nobody looked at the review") {
    ReviewHouse house;
    house.minute(at(2027, 1, 4));
    house.minute(at(2027, 1, 19));
    CHECK_FALSE(house.works(house.omura.user));
    CHECK(house.works(house.saeki.user));
    CHECK(house.works(house.miyake.user));
}

TEST_CASE("a review whose end the program slept through is ended in the next quarter") {
    ReviewHouse house;
    house.minute(at(2027, 1, 4));
    house.confirm(house.omura.user);
    house.minute(at(2027, 4, 1));
    CHECK_FALSE(house.works(house.fujii.user));
    CHECK(house.count("SELECT count(*) FROM access_review WHERE closed_at IS NULL") == 1);
    CHECK(house.count("SELECT count(*) FROM access_review_line l JOIN access_review r"
                      " ON r.id = l.review_id WHERE r.quarter = '2027-Q2'") == 2);
}

TEST_CASE("somebody who was stopped meanwhile needs no word") {
    ReviewHouse house;
    house.minute(at(2027, 1, 4));
    house.database.script("UPDATE user_account SET active = 0 WHERE id = 3");
    CHECK(has(house.page(), "停止中"));
    CHECK(house.confirm(house.fujii.user).status == 409);
    CHECK(house.post(std::string{kPage} + "/confirmation").status == 303);
    CHECK(house.duties() == 0);
}
