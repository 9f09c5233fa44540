// /bookings/requests/{id}: the office reads what a clinic asked, and answers.
#include <doctest/doctest.h>

#include "booking/booking_pages.hpp"
#include "booking/place_request_store.hpp"
#include "support/test_office.hpp"

using namespace kakehashi;
using testing::TestOffice;

namespace {

bool has(const http::Response& page, std::string_view words) {
    return page.body.find(words) != std::string::npos;
}

struct House : TestOffice {
    House() : TestOffice({booking_feature()}) {
        database.script(R"sql(
            INSERT INTO patient (id, facility_id, number, name, name_key)
            VALUES (1, 1, '11', '中村 正', 'a');
            INSERT INTO bookable (id, facility_id, kind, name, detail, department_id, instructions,
                                  position)
            VALUES (1, 1, 'department', '整形外科', '', 3, '', 1);
            INSERT INTO referral (id, facility_id, number, state, door, patient_id, referrer_id,
                                  department_id, received_at, answered_at, updated_at)
            VALUES (5, 1, 'R-2026-11-0005', 'awaiting_visit', 'fax', 1, 2, 3, 1795480000,
                    1795490000, 0);
            INSERT INTO booking (id, facility_id, referral_id, patient_id, bookable_id, on_date,
                                 starts_at, place, state, created_at, created_by)
            VALUES (1, 1, 5, 1, 1, '2026-11-27', '10:30', 1, 'confirmed', 0, 1);
            INSERT INTO place_request (id, facility_id, referral_id, booking_id, sender_id, wish,
                                       wished_on, words, asked_at, asked_by, asked_by_name)
            VALUES (1, 1, 5, 1, 2, 'move', '2026-12-01', '午前中を希望', 1795490000, 1, '浜田 修');
        )sql");
    }
};

constexpr const char* kPage = "/bookings/requests/1";

}  // namespace

TEST_CASE("the office reads the wish beside the booking, and is led to move or cancel it") {
    House house;
    const auto page = house.get(kPage);
    CHECK(has(page, "11/27(金) 10:30 整形外科"));
    CHECK(has(page, "12/1(火)"));
    CHECK(has(page, "午前中を希望"));
    CHECK(has(page, "浜田 修(みなと内科クリニック)"));
    CHECK(has(page, "move=1"));
    CHECK(has(page, "/bookings/1/cancellation"));
    CHECK(house.get("/bookings/requests/9").status == 404);
}

TEST_CASE("an answer needs its sentence, and is given once") {
    House house;
    const auto target = std::string{kPage} + "/answer";
    CHECK(house.post(target, {{"version", "1"}, {"answer", ""}}).status == 422);
    CHECK(house.post(target, {{"version", "1"}, {"answer", "12/1は満員です"}}).status == 303);
    const auto after = house.get(kPage);
    CHECK(has(after, "連携室の返事: 12/1は満員です"));
    CHECK_FALSE(has(after, "この返事を出す"));
    CHECK(house.post(target, {{"version", "2"}, {"answer", "もう一度"}}).status == 422);
}
