// 予約の変更のお願い: what may be asked, and how it ends.
#include "booking/place_request.hpp"

#include <doctest/doctest.h>

using namespace kakehashi;

namespace {

const Date kToday = *make_date(2026, 11, 24);
const Instant kNow = instant_in_japan(kToday, std::chrono::hours{10});

PlaceRequest asking(PlaceWish wish, std::vector<Date> days, std::string words) {
    PlaceRequest one;
    one.wish = wish;
    one.wished_on = std::move(days);
    one.words = std::move(words);
    return one;
}

}  // namespace

TEST_CASE("a move names a day or says it in words, a cancellation says why") {
    struct Row {
        PlaceRequest request;
        const char* fault;
    };
    const Row rows[] = {
        {asking(PlaceWish::Move, {kToday + days{7}}, ""), ""},
        {asking(PlaceWish::Move, {}, "来週の午前"), ""},
        {asking(PlaceWish::Move, {}, ""), "place_request.wish_required"},
        {asking(PlaceWish::Move, {kToday - days{1}}, ""), "portal.day_over"},
        {asking(PlaceWish::Move, {kToday}, ""), ""},
        {asking(PlaceWish::Cancel, {}, "転院されました"), ""},
        {asking(PlaceWish::Cancel, {}, ""), "place_request.reason_required"},
    };
    for (const auto& row : rows) {
        const auto faults = faults_of(row.request, kToday);
        CHECK((faults.empty() ? "" : faults.front().code) == row.fault);
    }
}

TEST_CASE("a request ends once, whoever ends it") {
    const auto one = asking(PlaceWish::Move, {kToday}, "");
    CHECK(one.ended(PlaceOutcome::Answered, "", kNow, "佐伯").error().code == "text.required");
    for (const auto how : {PlaceOutcome::Moved, PlaceOutcome::Cancelled, PlaceOutcome::Answered,
                           PlaceOutcome::TakenBack, PlaceOutcome::Over}) {
        const auto ended = one.ended(how, "ことば", kNow, "佐伯");
        REQUIRE(ended.has_value());
        CHECK_FALSE(ended->is_open());
        CHECK(ended->closed_by == "佐伯");
        CHECK(parse_place_outcome(to_text(how)) == how);
        CHECK(ended->ended(PlaceOutcome::TakenBack, "", kNow, "浜田").error().code ==
              "place_request.closed");
    }
}

TEST_CASE("the office answers by the next business day, and before the place itself") {
    const Holidays holidays;
    const auto next_day = instant_in_japan(kToday + days{1}, std::chrono::hours{17});
    CHECK(answer_due(kNow, kNow + std::chrono::hours{100}, holidays) == next_day);
    CHECK(answer_due(kNow, kNow + std::chrono::hours{3}, holidays) == kNow + std::chrono::hours{3});
    CHECK(answer_due(kNow, kNow - std::chrono::hours{3}, holidays) == kNow);
}
