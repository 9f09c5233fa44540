// Nobody gets a place twice: fifty hands at one place, and a long random day.

#include <doctest/doctest.h>

#include <atomic>
#include <barrier>
#include <random>
#include <thread>

#include "booking/booking_store.hpp"
#include "booking_test_house.hpp"
#include "support/query_texts.hpp"

using namespace kakehashi;
using namespace kakehashi::testing;
using namespace std::chrono_literals;

namespace {

constexpr db::Query kTwice{"booking_test.places_taken_twice", R"sql(
    SELECT count(*) FROM (
        SELECT 1 FROM booking WHERE state IN ('held', 'confirmed', 'kept')
         GROUP BY bookable_id, on_date, starts_at, place HAVING count(*) > 1) AS twice
)sql"};
constexpr db::Query kMoreThanPlaces{"booking_test.more_than_places", R"sql(
    SELECT count(*) FROM booking b
     WHERE b.state IN ('held', 'confirmed', 'kept')
       AND b.place > (SELECT max(t.places) FROM weekly_template t
                       WHERE t.bookable_id = b.bookable_id AND t.starts_at = b.starts_at)
)sql"};
constexpr db::Query kWithoutDuty{"booking_test.open_without_duty", R"sql(
    SELECT count(*) FROM referral r
     WHERE r.closed_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM duty d WHERE d.case_kind = 'referral' AND d.case_id = r.id
                          AND d.closed_at IS NULL)
)sql"};
constexpr db::Query kBookedWrongly{"booking_test.state_and_booking_differ", R"sql(
    SELECT count(*) FROM referral r
     WHERE (r.state = 'awaiting_visit') <>
           EXISTS (SELECT 1 FROM booking b WHERE b.referral_id = r.id AND b.state = 'confirmed')
)sql"};
constexpr db::Query kVisitDays{"booking_test.visit_days", R"sql(
    SELECT d.due_at, (SELECT min(b.on_date) FROM booking b
                       WHERE b.referral_id = d.case_id AND b.state = 'confirmed')
      FROM duty d
     WHERE d.kind = 'visit.confirm' AND d.closed_at IS NULL
)sql"};

}  // namespace

TEST_CASE("of fifty attempts at the last place exactly one succeeds") {
    constexpr int kHands = 50;
    TestOffice office;
    office.database.script(kClinics);
    const Holidays holidays;
    std::vector<ReferralId> referrals;
    {
        auto tx = office.database->write();
        for (int i = 0; i < kHands; ++i)
            referrals.push_back(
                an_accepted_referral(tx, office.saeki, kTenTwelve, kTenTwelve + 24h).id);
        tx.commit();
    }
    std::atomic<int> won = 0, full = 0, other = 0;
    std::barrier start{kHands};
    {
        std::vector<std::jthread> hands;
        for (const auto referral : referrals)
            hands.emplace_back([&, referral] {
                start.arrive_and_wait();
                auto tx = office.database->write();
                const auto held = hold(tx, office.saeki, kTenTwelve, holidays, referral,
                                       wish(1, "2026-11-27", "10:30"));
                if (held) {
                    tx.commit();
                    ++won;
                } else {
                    ++(held.error().code == "booking.full" ? full : other);
                }
            });
    }
    CHECK(won == 1);
    CHECK(full == kHands - 1);
    CHECK(other == 0);
    auto tx = office.database->read();
    const auto taken = taken_between(tx, office.saeki, day("2026-11-27"), day("2026-11-27"));
    REQUIRE(taken.size() == 1);
    CHECK(taken[0].booking.place == 1);
}

TEST_CASE(
    "through any order of holds, confirmations, moves and cancellations the plan stays true") {
    TestOffice office;
    office.database.script(kClinics);
    const Holidays holidays;
    const auto& saeki = office.saeki;
    auto tx = office.database->write();
    std::vector<ReferralId> referrals;
    for (int i = 0; i < 12; ++i)
        referrals.push_back(an_accepted_referral(tx, saeki, kTenTwelve, kTenTwelve + 6h).id);
    std::mt19937 random{20261124};
    const auto pick = [&](std::size_t count) {
        return std::uniform_int_distribution<std::size_t>{0, count - 1}(random);
    };
    constexpr std::string_view kTimes[] = {"09:00", "09:30", "10:30", "11:30"};
    const auto any_wish = [&] {
        return Wish{BookableId{static_cast<std::int64_t>(1 + pick(3))},
                    day("2026-12-25") + days{static_cast<int>(pick(12))}, at(kTimes[pick(4)])};
    };
    Instant now = kTenTwelve;
    int done[5] = {0, 0, 0, 0, 0};
    for (int step = 0; step < 3000; ++step) {
        const auto id = referrals[pick(referrals.size())];
        const auto all = bookings_of_referral(tx, saeki, id);
        const auto referral = find_referral(tx, saeki, id).value();
        std::vector<Booking> live;
        for (const auto& booking : all)
            if (has_place(booking.state)) live.push_back(booking);
        const auto act = pick(live.empty() ? 2 : 5);
        if (act == 0) {
            if (live.size() < 3 && hold(tx, saeki, now, holidays, id, any_wish())) ++done[0];
        } else if (act == 1) {
            now += std::chrono::minutes{pick(40)};
            if (now > instant_of(day("2026-12-24"), at("17:00"))) now = kTenTwelve;
            done[1] += expire_holds(tx, now);
        } else if (act == 2) {
            std::vector<SeenBooking> held;
            for (const auto& booking : live)
                if (booking.state == BookingState::Held && booking.held_until > now)
                    held.push_back({booking.id, booking.version});
            if (confirm_holds(tx, saeki, now, holidays, id, referral.version, held)) ++done[2];
        } else if (act == 3) {
            const auto& old = live[pick(live.size())];
            if (move_booking(tx, saeki, now, holidays, {old.id, old.version}, any_wish(), "都合"))
                ++done[3];
        } else {
            const auto& old = live[pick(live.size())];
            if (cancel_booking(tx, saeki, now, {old.id, old.version}, "都合")) ++done[4];
        }
        REQUIRE(tx.number(kTwice) == 0);
        REQUIRE(tx.number(kMoreThanPlaces) == 0);
        REQUIRE(tx.number(kWithoutDuty) == 0);
        REQUIRE(tx.number(kBookedWrongly) == 0);
        tx.each(kVisitDays, [](const db::Row& row) {
            REQUIRE(date_in_japan(*row.instant(0)) == row.date(1));
        });
    }
    for (const int count : done) CHECK(count > 20);  // every act really happened
}

TEST_CASE("the pages' queries go by their index, not by the number of bookings") {
    if (testing::on_postgres()) return;  // plans of both engines: tests/programs/plans.mjs
    TestOffice office;
    const auto texts = query_texts();
    const auto plan = [&](const char* name) { return plan_of(*office.database, texts.at(name)); };
    const auto has = [](const std::string& text, std::string_view words) {
        return text.find(words) != std::string::npos;
    };
    const auto week = plan("booking.taken_between");
    CHECK(has(week, "INDEX booking_by_day (facility_id=? AND on_date>? AND on_date<?)"));
    CHECK_FALSE(has(week, "SCAN"));
    const auto expected = plan("booking.expected_on");
    CHECK(has(expected, "INDEX booking_by_day (facility_id=? AND on_date=?)"));
    CHECK_FALSE(has(expected, "SCAN"));
    const auto waiting = plan("booking.referrals_to_book");
    CHECK(has(waiting, "INDEX duty_open"));
    CHECK_FALSE(has(waiting, "SCAN"));
    const auto run_out = plan("booking.holds_run_out");
    CHECK(has(run_out, "booking_held"));
}
