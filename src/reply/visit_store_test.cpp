#include "reply/visit_store.hpp"

#include <doctest/doctest.h>

#include "reply/reply_test_house.hpp"

using namespace kakehashi;
using namespace kakehashi::testing;

namespace {

using Kinds = std::vector<std::string>;

constexpr db::Query kBookToday{"reply_test.book", R"sql(
    INSERT INTO booking (facility_id, referral_id, patient_id, bookable_id, on_date, starts_at,
                         place, state, created_at)
    VALUES (1, $1, $2, $4, $3, '09:00', 1, 'confirmed', 0)
    RETURNING id
)sql"};

BookingId book(TestOffice& office, const Referral& referral, Date on, BookableId what = kCardio) {
    return committed(office, [&](db::Transaction& tx) {
        return BookingId{tx.number(kBookToday, referral.id, referral.patient, on, what)};
    });
}

BookingState state_of(TestOffice& office, BookingId id) {
    auto tx = office.database->read();
    return find_booking(tx, office.saeki, id)->state;
}

template <typename Command, typename... Args>
auto run(TestOffice& office, Command command, Args... args) {
    auto tx = office.database->write();
    auto result = command(tx, office.saeki, office.clock.now(), args...);
    if (result) tx.commit();
    return result;
}

}  // namespace

TEST_CASE("who came is owed three replies, and nobody is asked about the visit any more") {
    TestOffice office;
    const auto referral = an_awaited_referral(office);
    CHECK(owed(office, referral.id) == Kinds{"visit.confirm"});
    REQUIRE(run(office, record_arrival, referral.id, kToday));
    CHECK(owed(office, referral.id) == Kinds{"reply.arrival_notice", "reply.final", "reply.first"});
    CHECK(stage_of(office, referral.id, ReplyStage::First).due_on == kToday + days{7});
    CHECK(stage_of(office, referral.id, ReplyStage::Final).due_on == day("2026-12-24"));
    CHECK(run(office, record_arrival, referral.id, kToday).error().code ==
          "referral.not_awaiting_visit");
}

TEST_CASE("the booking of the day is kept, the one before it was missed, the next one stands") {
    TestOffice office;
    office.database.script(kClinics);
    const auto referral = an_awaited_referral(office);
    const auto before = book(office, referral, kToday - days{4});
    const auto today = book(office, referral, kToday);
    const auto later = book(office, referral, kToday + days{3});
    REQUIRE(run(office, record_arrival, referral.id, kToday));
    CHECK(state_of(office, before) == BookingState::Missed);
    CHECK(state_of(office, today) == BookingState::Kept);
    CHECK(state_of(office, later) == BookingState::Confirmed);

    REQUIRE(run(office, undo_arrival, referral.id));
    CHECK(state_of(office, before) == BookingState::Confirmed);
    CHECK(state_of(office, today) == BookingState::Confirmed);
    CHECK(owed(office, referral.id) == Kinds{"visit.confirm"});
    CHECK_FALSE(referral_now(office, referral.id).visited_on);
    REQUIRE(run(office, record_arrival, referral.id, kToday));  // and once more
    CHECK(state_of(office, today) == BookingState::Kept);
}

TEST_CASE("a booking after the visit is confirmed, kept or missed by itself") {
    TestOffice office;
    office.database.script(kClinics);
    const auto referral = an_awaited_referral(office);
    book(office, referral, kToday);
    const auto test = book(office, referral, kToday + days{2}, kEndoscopy);
    const auto clinic = book(office, referral, kToday + days{6});
    REQUIRE(run(office, record_arrival, referral.id, kToday));
    CHECK(owed(office, referral.id) == Kinds{"reply.arrival_notice", "reply.final", "reply.first",
                                             "visit.confirm", "visit.confirm"});
    CHECK(run(office, record_missed, referral.id).error().code == "referral.not_awaiting_visit");

    office.clock.advance(days{2});
    const auto kept = run(office, record_arrival, referral.id, kToday + days{2});
    REQUIRE(kept);
    CHECK(state_of(office, test) == BookingState::Kept);
    CHECK(state_of(office, clinic) == BookingState::Confirmed);
    CHECK(kept->state == ReferralState::Visited);
    CHECK(kept->visited_on == kToday);
    REQUIRE(run(office, undo_places, referral.id));
    CHECK(state_of(office, test) == BookingState::Confirmed);
    CHECK(run(office, undo_places, referral.id).error().code == "referral.cannot_be_taken_back");
    REQUIRE(run(office, record_arrival, referral.id, kToday + days{2}));

    office.clock.advance(days{4});
    REQUIRE(run(office, record_missed, referral.id));
    CHECK(state_of(office, clinic) == BookingState::Missed);
    CHECK(referral_now(office, referral.id).state == ReferralState::Visited);
    CHECK(owed(office, referral.id) == Kinds{"reply.arrival_notice", "reply.final", "reply.first"});
}

TEST_CASE("tests before the clinic are kept or missed, and the visit is still awaited") {
    TestOffice office;
    office.database.script(kClinics);
    for (const bool comes : {true, false}) {
        CAPTURE(comes);
        const auto referral = an_awaited_referral(office);
        const auto on = kToday + days{comes ? 0 : 7};
        office.clock.advance(instant_in_japan(on, std::chrono::hours{10}) - office.clock.now());
        const auto test = book(office, referral, on, kEndoscopy);
        const auto clinic = book(office, referral, on + days{2});
        REQUIRE((comes ? run(office, record_arrival, referral.id, on)
                       : run(office, record_missed, referral.id)));
        CHECK(state_of(office, test) == (comes ? BookingState::Kept : BookingState::Missed));
        CHECK(referral_now(office, referral.id).state == ReferralState::AwaitingVisit);
        CHECK(owed(office, referral.id) == Kinds{"visit.confirm"});
        auto tx = office.database->read();
        CHECK(
            date_in_japan(open_duties_of(tx, office.saeki, case_of(referral.id)).front().due_at) ==
            on + days{2});
        CHECK(state_of(office, clinic) == BookingState::Confirmed);
    }
}

TEST_CASE("a missed clinic is followed up at once; the test still ahead is not forgotten") {
    TestOffice office;
    office.database.script(kClinics);
    const auto referral = an_awaited_referral(office);
    const auto clinic = book(office, referral, kToday);
    book(office, referral, kToday + days{2}, kEndoscopy);
    REQUIRE(run(office, record_missed, referral.id));
    CHECK(owed(office, referral.id) == Kinds{"referral.no_show", "visit.confirm"});
    REQUIRE(run(office, undo_missed, referral.id));
    CHECK(state_of(office, clinic) == BookingState::Confirmed);
    CHECK(owed(office, referral.id) == Kinds{"visit.confirm"});
    {
        auto tx = office.database->read();
        const auto open = open_duties_of(tx, office.saeki, case_of(referral.id));
        CHECK(open.front().topic.empty());
        CHECK(date_in_japan(open.front().due_at) == kToday);
    }
    const auto later = an_awaited_referral(office);
    book(office, later, kToday + days{1});
    CHECK(run(office, record_missed, later.id).error().code == "booking.day_not_come");
}

TEST_CASE("an arrival somebody built on is not taken back") {
    TestOffice office;
    const auto referral = a_visited_referral(office, kToday);
    const auto first = stage_of(office, referral.id, ReplyStage::First);
    REQUIRE(run(office, [&](auto& tx, const auto& viewer, Instant now) {
        return save_draft(tx, viewer, now, first.id, 0, a_full_text(first.stage));
    }));
    CHECK(run(office, undo_arrival, referral.id).error().code == "reply.arrival_is_followed");
}

TEST_CASE("who did not come is followed up; the undo brings booking and waiting back") {
    TestOffice office;
    office.database.script(kClinics);
    const auto referral = an_awaited_referral(office);
    const auto booking = book(office, referral, kToday);
    REQUIRE(run(office, record_missed, referral.id));
    CHECK(state_of(office, booking) == BookingState::Missed);
    CHECK(owed(office, referral.id) == Kinds{"referral.no_show"});
    REQUIRE(run(office, undo_missed, referral.id));
    CHECK(state_of(office, booking) == BookingState::Confirmed);
    CHECK(owed(office, referral.id) == Kinds{"visit.confirm"});
    CHECK(run(office, undo_missed, referral.id).error().code == "referral.cannot_be_taken_back");
}

TEST_CASE("somebody who was missed and comes after all has arrived; the undo says 未受診 again") {
    TestOffice office;
    const auto referral = an_awaited_referral(office);
    REQUIRE(run(office, record_missed, referral.id));
    REQUIRE(run(office, record_arrival, referral.id, kToday));
    REQUIRE(run(office, undo_arrival, referral.id));
    CHECK(referral_now(office, referral.id).state == ReferralState::NoShow);
    CHECK(owed(office, referral.id) == Kinds{"referral.no_show"});
}

TEST_CASE(
    "an admission opens the interim report; the discharge moves the final reply "
    "[4.1/reply-due]") {
    TestOffice office;
    const auto referral = a_visited_referral(office, kToday - days{10});
    REQUIRE(run(office, record_admission, referral.id, kToday - days{8}));
    const auto interim = stage_of(office, referral.id, ReplyStage::Interim);
    CHECK(interim.due_on == kToday - days{1});
    CHECK(stage_of(office, referral.id, ReplyStage::Final).counted_from == kToday - days{8});
    REQUIRE(run(office, record_discharge, referral.id, kToday - days{2}));
    CHECK(stage_of(office, referral.id, ReplyStage::Final).due_on == kToday + days{12});
    CHECK(owed(office, referral.id) ==
          Kinds{"reply.arrival_notice", "reply.final", "reply.first", "reply.interim"});
    CHECK(run(office, record_discharge, referral.id, kToday + days{1}).error().code ==
          "reply.day_in_future");
}

TEST_CASE("a walk-in is found by referral number or patient number, in any width") {
    TestOffice office;
    const auto referral = an_awaited_referral(office);
    auto tx = office.database->read();
    const auto found = [&](std::string_view typed) {
        return find_awaited(tx, office.saeki, typed, kToday);
    };
    CHECK(found(referral.number).value() == referral.id);
    CHECK(found("ｒ－２０２６－１１－０００１").value() == referral.id);
    CHECK(found(" 1 ").value() == referral.id);
    CHECK(found("999").error().code == "reply.nobody_awaited");
    CHECK(found("").error().code == "text.required");
}
