// 予約の変更をお願いする: from the portal to the office's duty, and what became of it.
#include <doctest/doctest.h>

#include "booking/booking_store.hpp"
#include "booking/place_request_store.hpp"
#include "platform/db/sight.hpp"
#include "platform/duty/duty.hpp"
#include "portal/portal_test_house.hpp"

using namespace kakehashi;
using testing::kTenTwelve;
using testing::PortalHouse;

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

bool has(const http::Response& page, std::string_view words) {
    return page.body.find(words) != std::string::npos;
}

constexpr const char* kCase = "/portal/referrals/5";

/// 中村 has a place on 11/27 at 10:30, and the clinic was told.
struct AskingHouse : PortalHouse {
    AskingHouse() {
        database.script(R"sql(
            INSERT INTO bookable (id, facility_id, kind, name, detail, department_id, instructions,
                                  position)
            VALUES (1, 1, 'department', '整形外科', '', 3, '', 1);
            INSERT INTO weekly_template (bookable_id, weekday, starts_at, minutes, places,
                                         valid_from)
            VALUES (1, 5, '10:30', 30, 1, '2026-01-01'), (1, 2, '09:00', 30, 1, '2026-01-01');
            INSERT INTO referral (id, facility_id, number, state, door, patient_id, referrer_id,
                                  department_id, received_at, answered_at, updated_at)
            VALUES (5, 1, 'R-2026-11-0005', 'awaiting_visit', 'fax', 1, 2, 3, 1795480000,
                    1795490000, 0);
            INSERT INTO booking (id, facility_id, referral_id, patient_id, bookable_id, on_date,
                                 starts_at, place, state, created_at, created_by)
            VALUES (1, 1, 5, 1, 1, '2026-11-27', '10:30', 1, 'confirmed', 0, 1);
        )sql");
    }
    http::Response ask(Fields fields) {
        return post(std::string{kCase} + "/requests", std::move(fields));
    }
    http::Response ask() {
        return ask({{"wish", "move"}, {"wished_1", "2026-12-01"}, {"words", "午前中を希望"}});
    }
    std::vector<Duty> owed() {
        auto tx = database->read();
        std::vector<Duty> asked;
        for (auto& duty : open_duties_of(tx, saeki, case_of(ReferralId{5})))
            if (duty.kind == kDutyAsked) asked.push_back(std::move(duty));
        return asked;
    }
    PlaceRequest last() {
        auto tx = database->read();
        return place_requests_of(tx, kOurHospital, kMinatoClinic, ReferralId{5}).front();
    }
    Result<Booking> moved() {
        auto tx = database->write();
        const auto wish = Wish{BookableId{1}, *make_date(2026, 12, 1), std::chrono::hours{9}};
        auto booking = move_booking(tx, saeki, kTenTwelve, office.holidays, {BookingId{1}, 1}, wish,
                                    "紹介元の希望");
        if (booking) tx.commit();
        return booking;
    }
};

}  // namespace

TEST_CASE("what the clinic asks is a duty of the office, and the booking stays as it is") {
    AskingHouse house;
    CHECK(has(house.get(kCase), "予約の変更をお願いする"));
    REQUIRE(house.ask().status == 303);
    const auto owed = house.owed();
    REQUIRE(owed.size() == 1);
    CHECK(owed[0].note == "日時の変更のお願い 12/1(火)");
    CHECK(owed[0].place == "11/27(金) 10:30");
    const auto page = house.get(kCase);
    CHECK(has(page, "日時の変更のお願い"));
    CHECK(has(page, "返事まち"));
    CHECK(has(page, "11/27(金) 10:30"));
    CHECK(has(page, "お願いを取り下げる"));
    CHECK_FALSE(has(page, "予約の変更をお願いする"));
}

TEST_CASE("what is missing is said, and what was typed stays") {
    AskingHouse house;
    const auto empty = house.ask({{"wish", "cancel"}, {"words", ""}});
    CHECK(empty.status == 422);
    CHECK(has(empty, "取り消しのわけを書いてください"));
    const auto over = house.ask({{"wish", "move"}, {"wished_1", "2026-11-20"}, {"words", "午前"}});
    CHECK(over.status == 422);
    CHECK(has(over, "過ぎています"));
    CHECK(has(over, "午前</textarea>"));
    CHECK(house.owed().empty());
}

TEST_CASE("while one is open there is no second, and it is taken back until it is answered") {
    AskingHouse house;
    REQUIRE(house.ask().status == 303);
    CHECK(has(house.ask(), "もうお願いが届いています"));
    const auto path = std::string{kCase} + "/requests/" + house.last().id.text();
    CHECK(house.post(path).status == 303);
    CHECK(house.owed().empty());
    CHECK(house.last().outcome == PlaceOutcome::TakenBack);
    CHECK(house.post(path).status == 422);
    CHECK(house.ask().status == 303);
}

TEST_CASE("the office moves the booking, and the request ends with it") {
    AskingHouse house;
    REQUIRE(house.ask().status == 303);
    REQUIRE(house.moved().has_value());
    CHECK(house.owed().empty());
    CHECK(house.last().outcome == PlaceOutcome::Moved);
    const auto page = house.get(kCase);
    CHECK(has(page, "日時を変えました"));
    CHECK_FALSE(has(page, "12/1(火) 9:00"));  // told by the slip, not before
}

TEST_CASE("the office cancels, or the day goes by: the portal says which") {
    {
        AskingHouse house;
        REQUIRE(house.ask({{"wish", "cancel"}, {"words", "転院されました"}}).status == 303);
        auto tx = house.database->write();
        REQUIRE(cancel_booking(tx, house.saeki, kTenTwelve, {BookingId{1}, 1}, "患者の都合")
                    .has_value());
        tx.commit();
        CHECK(house.last().outcome == PlaceOutcome::Cancelled);
        CHECK(has(house.get(kCase), "予約を取り消しました"));
    }
    AskingHouse house;
    REQUIRE(house.ask().status == 303);
    auto tx = house.database->write();
    REQUIRE(mark_kept(tx, house.saeki, kTenTwelve + days{3}, BookingId{1}).has_value());
    tx.commit();
    CHECK(house.last().outcome == PlaceOutcome::Over);
}

TEST_CASE("the office answers with a sentence, which stands on the portal") {
    AskingHouse house;
    REQUIRE(house.ask().status == 303);
    auto tx = house.database->write();
    const auto id = house.last().id;
    CHECK(answer_place_request(tx, house.saeki, kTenTwelve, id, 7, "満員です").error().code ==
          "place_request.changed_meanwhile");
    REQUIRE(answer_place_request(tx, house.saeki, kTenTwelve, id, 1, "満員です。お電話ください")
                .has_value());
    tx.commit();
    CHECK(has(house.get(kCase), "連携室の返事: 満員です。お電話ください"));
    CHECK(house.owed().empty());
}

TEST_CASE("a case of others, a place nobody was told of, and who may not send: nothing is asked") {
    AskingHouse house;
    CHECK(house.post("/portal/referrals/4/requests", {{"wish", "cancel"}, {"words", "x"}}).status ==
          404);
    CHECK(house.post("/portal/referrals/3/requests", {{"wish", "cancel"}, {"words", "x"}}).status ==
          422);
    house.become(Role::CareManager);
    CHECK(house.ask().status == 404);
    house.become(Role::PartnerDoctor);
    house.database.script("UPDATE referral SET answered_at = NULL WHERE id = 5");
    CHECK(has(house.ask(), "お願いできる予約がいまはありません"));
    CHECK_FALSE(has(house.get(kCase), "予約の変更をお願いする"));
    CHECK(house.owed().empty());
}

TEST_CASE("behind the second wall the request goes in, and other clinics see none of it") {
    AskingHouse house;
    {
        const db::Looking clinic{db::Sight::of_partner(UserId{9}, PortalHouse::kOurHospital,
                                                       PortalHouse::kMinatoClinic)};
        REQUIRE(house.ask().status == 303);
        CHECK(has(house.get(kCase), "返事まち"));
        CHECK(house.post(std::string{kCase} + "/requests/" + std::to_string(1)).status == 303);
    }
    auto tx = house.database->read();
    CHECK(place_requests_of(tx, PortalHouse::kOurHospital, PortalHouse::kAobaClinic, ReferralId{5})
              .empty());
}

TEST_CASE("who does not see the patient does not see the request") {
    AskingHouse house;
    REQUIRE(house.ask().status == 303);
    house.database.script(
        "UPDATE user_account SET role = 'nurse' WHERE id IN (1, 3);"
        "INSERT INTO sealed_patient (patient_id, facility_id, kind, reason, sealed_at, sealed_by)"
        " VALUES (1, 1, 'abuse', '', 0, 2)");
    auto tx = house.database->read();
    CHECK(find_place_request(tx, house.fujii, house.last().id).error().code ==
          "place_request.not_found");
}
