#include "booking/booking_store.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "booking_test_house.hpp"

using namespace kakehashi;
using namespace kakehashi::testing;
using namespace std::chrono_literals;

namespace {

struct House {
    TestOffice office;
    const Viewer& saeki = office.saeki;
    const Holidays holidays{};
    const Instant now = kTenTwelve;
    db::Transaction tx;

    House() : tx{prepared()} {}
    db::Transaction prepared() {
        office.database.script(kClinics);
        return office.database->write();
    }
    Referral referral(std::string_view name = "中川 由美") {
        return an_accepted_referral(tx, saeki, now, now + 24h, name);
    }
    Result<Booking> hold(ReferralId id, const Wish& place, Instant moment = kTenTwelve) {
        return kakehashi::hold(tx, saeki, moment, holidays, id, place);
    }
    Booking confirmed(ReferralId id, const Wish& place) {
        const auto held = hold(id, place).value();
        const SeenBooking seen[] = {{held.id, held.version}};
        const auto referral = find_referral(tx, saeki, id).value();
        confirm_holds(tx, saeki, now, holidays, id, referral.version, seen).value();
        return find_booking(tx, saeki, held.id).value();
    }
    std::vector<std::string> owed(ReferralId id) {
        std::vector<std::string> kinds;
        for (const auto& duty : open_duties_of(tx, saeki, case_of(id))) kinds.push_back(duty.kind);
        std::ranges::sort(kinds);
        return kinds;
    }
    std::optional<Duty> duty(ReferralId id, std::string_view kind) {
        for (auto& duty : open_duties_of(tx, saeki, case_of(id)))
            if (duty.kind == kind) return duty;
        return {};
    }
    std::vector<std::string> events(ReferralId id) {
        std::vector<std::string> kinds;
        for (const auto& event : events_of_case(tx, saeki, case_of(id)))
            kinds.push_back(event.kind);
        return kinds;
    }
    Referral read(ReferralId id) { return find_referral(tx, saeki, id).value(); }
};

using Kinds = std::vector<std::string>;

}  // namespace

TEST_CASE("a held place is written into the referral's duty and its timeline") {
    House house;
    const auto referral = house.referral();
    const auto held = house.hold(referral.id, wish(1, "2026-11-27", "10:30")).value();
    CHECK(held.place == 1);
    CHECK(held.held_until == house.now + 5h);
    CHECK(house.duty(referral.id, kDutyBook)->place == "仮 11/27(金) 10:30 消化器内科");
    CHECK(house.events(referral.id).front() == "booking.held");
    CHECK(house.read(referral.id).state == ReferralState::AwaitingBooking);
}

TEST_CASE("the promise to the referrer shortens the hold") {
    House house;
    const auto referral = an_accepted_referral(house.tx, house.saeki, house.now, house.now + 2h);
    CHECK(house.hold(referral.id, wish(1, "2026-11-27", "10:30")).value().held_until ==
          house.now + 2h);
}

TEST_CASE("the last place goes once; two places at one time go to two people") {
    House house;
    const auto a = house.referral(), b = house.referral(), c = house.referral();
    CHECK(house.hold(a.id, wish(1, "2026-11-27", "09:30")).value().place == 1);
    CHECK(house.hold(b.id, wish(1, "2026-11-27", "09:30")).value().place == 2);
    const auto refused = house.hold(c.id, wish(1, "2026-11-27", "09:30"));
    CHECK(refused.error().code == "booking.full");
    CHECK(refused.error().kind == ErrorKind::Conflict);
}

TEST_CASE("a place cannot be held in the past, on closed days, outside the templates or twice") {
    House house;
    const auto referral = house.referral();
    const auto code = [&](const Wish& place) {
        return house.hold(referral.id, place).error().code;
    };
    CHECK(code(wish(1, "2026-11-24", "09:30")) == "booking.in_past");
    CHECK(code(wish(1, "2027-01-11", "09:30")) == "booking.closed_day");  // 成人の日
    CHECK(code(wish(1, "2026-11-28", "09:30")) == "booking.no_such_slot");
    CHECK(code(wish(9, "2026-11-27", "09:30")) == "booking.no_such_slot");
    REQUIRE(house.hold(referral.id, wish(1, "2026-11-27", "09:30")));
    CHECK(code(wish(1, "2026-11-27", "10:30")) == "booking.same_day_twice");
    CHECK(house.hold(referral.id, wish(3, "2026-11-27", "11:30")));  // the endoscopy beside it
    const auto received =
        insert_referral(house.tx, house.saeki, house.now, Referral{.received_at = house.now});
    CHECK(house.hold(received.id, wish(1, "2026-11-30", "10:30")).error().code ==
          "referral.not_awaiting_booking");
}

TEST_CASE("confirmed places send the referral to its visit, which owes the answer and the day") {
    House house;
    const auto referral = house.referral();
    const auto clinic = house.hold(referral.id, wish(1, "2026-11-27", "10:30")).value();
    const auto endoscopy = house.hold(referral.id, wish(3, "2026-11-27", "11:30")).value();
    const SeenBooking seen[] = {{clinic.id, 1}, {endoscopy.id, 1}};
    const auto saved = confirm_holds(house.tx, house.saeki, house.now, house.holidays, referral.id,
                                     house.read(referral.id).version, seen)
                           .value();
    CHECK(saved.state == ReferralState::AwaitingVisit);
    CHECK(house.owed(referral.id) == Kinds{"referral.answer", "visit.confirm"});
    CHECK(house.duty(referral.id, kDutyVisit)->due_at == instant_in_japan(day("2026-11-27"), 17h));
    CHECK(house.duty(referral.id, kDutyAnswer)->due_at == house.now + 24h);
    for (const auto& booking : bookings_of_referral(house.tx, house.saeki, referral.id))
        CHECK(booking.state == BookingState::Confirmed);
    CHECK(house.events(referral.id)[0] == "booking.confirmed");
    CHECK(house.events(referral.id)[1] == "booking.confirmed");
}

TEST_CASE("the second of two colleagues sees that a hold or the referral has changed") {
    House house;
    const auto referral = house.referral();
    const auto held = house.hold(referral.id, wish(1, "2026-11-27", "10:30")).value();
    const auto longer = extend_hold(house.tx, house.saeki, house.now, {held.id, 1}).value();
    CHECK(longer.held_until == house.now + 6h);
    const SeenBooking old_view[] = {{held.id, 1}};
    const auto version = house.read(referral.id).version;
    CHECK(confirm_holds(house.tx, house.saeki, house.now, house.holidays, referral.id, version,
                        old_view)
              .error()
              .code == "booking.changed_meanwhile");
    const SeenBooking seen[] = {{held.id, longer.version}};
    CHECK(confirm_holds(house.tx, house.saeki, house.now, house.holidays, referral.id, version - 1,
                        seen)
              .error()
              .code == "referral.changed_meanwhile");
    CHECK(confirm_holds(house.tx, house.saeki, house.now, house.holidays, referral.id, version, {})
              .error()
              .code == "booking.nothing_held");
}

TEST_CASE("a hold that runs out gives the place back and the booking is owed again") {
    House house;
    const auto a = house.referral(), b = house.referral();
    const auto held = house.hold(a.id, wish(1, "2026-11-27", "10:30")).value();
    CHECK(expire_holds(house.tx, house.now + 4h) == 0);
    const auto arranging = house.duty(a.id, kDutyBook).value();
    REQUIRE(finish_duty(house.tx, house.saeki, house.now, arranging.id, arranging.version));
    CHECK(expire_holds(house.tx, house.now + 5h) == 1);
    CHECK(find_booking(house.tx, house.saeki, held.id)->state == BookingState::Expired);
    CHECK(house.events(a.id).front() == "booking.expired");
    REQUIRE(house.duty(a.id, kDutyBook));
    CHECK(house.duty(a.id, kDutyBook)->place == "→ 消化器内科");
    CHECK(house.hold(b.id, wish(1, "2026-11-27", "10:30"), house.now + 5h));
    CHECK(expire_holds(house.tx, house.now + 5h) == 0);
}

TEST_CASE("a hold that ran out gives way even before the minute's round") {
    House house;
    const auto a = house.referral(), b = house.referral();
    REQUIRE(house.hold(a.id, wish(1, "2026-11-27", "10:30")));
    CHECK(house.hold(b.id, wish(1, "2026-11-27", "10:30"), house.now + 5h));
}

TEST_CASE("a moved booking keeps one place, and the referrer is told again") {
    House house;
    const auto referral = house.referral();
    const auto booking = house.confirmed(referral.id, wish(1, "2026-11-27", "10:30"));
    save_referral(house.tx, house.saeki, house.now,
                  house.read(referral.id).answer_sent(house.now).value(), "referral.answered")
        .value();
    CHECK(house.owed(referral.id) == Kinds{"visit.confirm"});
    const auto move = [&](const Wish& place, std::string_view reason) {
        return move_booking(house.tx, house.saeki, house.now, house.holidays,
                            {booking.id, booking.version}, place, reason);
    };
    CHECK(move(wish(1, "2026-11-27", "10:30"), "都合").error().code == "booking.same_place");
    CHECK(move(wish(1, "2026-11-30", "10:30"), "").error().code == "booking.reason_required");
    const auto moved = move(wish(1, "2026-11-27", "09:30"), "患者さんの都合").value();
    CHECK(moved.state == BookingState::Confirmed);
    const auto old = find_booking(house.tx, house.saeki, booking.id).value();
    CHECK(old.state == BookingState::Moved);
    CHECK(old.moved_to == moved.id);
    CHECK(old.reason == "患者さんの都合");
    CHECK(house.owed(referral.id) == Kinds{"referral.answer", "visit.confirm"});
    CHECK(house.events(referral.id).front() == "booking.moved");
    const auto other = house.referral();
    CHECK(house.hold(other.id, wish(1, "2026-11-27", "10:30")));  // the old place is free
}

TEST_CASE("a move to a full time leaves everything as it was") {
    House house;
    const auto a = house.referral(), b = house.referral();
    const auto booking = house.confirmed(a.id, wish(1, "2026-11-27", "09:30"));
    house.confirmed(b.id, wish(1, "2026-11-30", "10:30"));
    CHECK(move_booking(house.tx, house.saeki, house.now, house.holidays,
                       {booking.id, booking.version}, wish(1, "2026-11-30", "10:30"), "都合")
              .error()
              .code == "booking.full");
    CHECK(find_booking(house.tx, house.saeki, booking.id)->state == BookingState::Confirmed);
}

TEST_CASE("a cancelled booking sends the referral back to be booked; the second place stays") {
    House house;
    const auto referral = house.referral();
    const auto clinic = house.confirmed(referral.id, wish(1, "2026-11-27", "10:30"));
    const auto endoscopy = house.confirmed(referral.id, wish(3, "2026-11-30", "11:30"));
    save_referral(house.tx, house.saeki, house.now,
                  house.read(referral.id).answer_sent(house.now).value(), "referral.answered")
        .value();
    const auto cancel = [&](const Booking& booking, std::string_view reason) {
        return cancel_booking(house.tx, house.saeki, house.now, {booking.id, booking.version},
                              reason);
    };
    CHECK(cancel(clinic, "").error().code == "booking.reason_required");
    CHECK(cancel(clinic, "発熱のため"));
    CHECK(house.read(referral.id).state == ReferralState::AwaitingVisit);
    CHECK(house.owed(referral.id) == Kinds{"referral.answer", "visit.confirm"});
    CHECK(house.duty(referral.id, kDutyVisit)->due_at == instant_in_japan(day("2026-11-30"), 17h));
    CHECK(cancel(endoscopy, "本人の希望"));
    CHECK(house.read(referral.id).state == ReferralState::AwaitingBooking);
    CHECK(house.owed(referral.id) == Kinds{"booking.arrange"});
    // Booked again, the referrer, who was told of the old day, is told of the new one.
    house.confirmed(referral.id, wish(1, "2026-12-01", "10:30"));
    CHECK(house.owed(referral.id) == Kinds{"referral.answer", "visit.confirm"});
}

TEST_CASE("a withdrawn referral gives its places back") {
    House house;
    const auto a = house.referral(), b = house.referral();
    const auto booking = house.confirmed(a.id, wish(1, "2026-11-27", "10:30"));
    save_referral(house.tx, house.saeki, house.now,
                  house.read(a.id).withdraw("他院を受診", house.now).value(), "referral.withdrawn")
        .value();
    CHECK(release_unwanted(house.tx, house.now) == 1);
    CHECK(release_unwanted(house.tx, house.now) == 0);
    CHECK(find_booking(house.tx, house.saeki, booking.id)->state == BookingState::Cancelled);
    CHECK(house.owed(a.id).empty());
    CHECK(house.hold(b.id, wish(1, "2026-11-27", "10:30")));
}

TEST_CASE("expected visitors of a day come with their names; kept and missed can be taken back") {
    House house;
    const auto a = house.referral("中川 由美"), b = house.referral("中村 正");
    house.confirmed(a.id, wish(1, "2026-11-27", "10:30"));
    const auto early = house.confirmed(b.id, wish(2, "2026-11-27", "09:00"));
    const auto visits = bookings_of_day(house.tx, house.saeki, day("2026-11-27"));
    REQUIRE(visits.size() == 2);
    CHECK(visits[0].patient_name == "中村 正");
    CHECK(visits[0].bookable_name == "循環器内科");
    CHECK(visits[1].referrer_name == "青葉町クリニック");
    CHECK(visits[1].referral_state == ReferralState::AwaitingVisit);
    const auto noon = instant_in_japan(day("2026-11-27"), 12h);
    CHECK(mark_kept(house.tx, house.saeki, house.now, early.id).error().code ==
          "booking.day_not_come");
    CHECK(mark_missed(house.tx, house.saeki, noon, early.id)->state == BookingState::Missed);
    CHECK(await_again(house.tx, house.saeki, noon, early.id)->state == BookingState::Confirmed);
    CHECK(mark_kept(house.tx, house.saeki, noon, early.id)->state == BookingState::Kept);
    CHECK(bookings_of_day(house.tx, house.saeki, day("2026-11-27"))[0].booking.state ==
          BookingState::Kept);
}

TEST_CASE("a missed visit is not awaited again once its place was given away") {
    House house;
    const auto a = house.referral(), b = house.referral();
    const auto missed = house.confirmed(a.id, wish(1, "2026-11-24", "10:30"));
    mark_missed(house.tx, house.saeki, house.now, missed.id).value();
    REQUIRE(house.hold(b.id, wish(1, "2026-11-24", "10:30")));
    CHECK(await_again(house.tx, house.saeki, house.now, missed.id).error().code == "booking.full");
}

TEST_CASE("what booking owes is listed by promise, also bookings nobody was told of") {
    House house;
    const auto later = house.referral("山本 清子");
    const auto sooner = an_accepted_referral(house.tx, house.saeki, house.now, house.now + 2h);
    const auto untold = house.referral("小林 徹");
    house.confirmed(untold.id, wish(1, "2026-11-27", "10:30"));
    REQUIRE(house.hold(later.id, wish(1, "2026-11-30", "10:30")));
    const auto list = referrals_to_book(house.tx, house.saeki);
    REQUIRE(list.size() == 3);
    CHECK(list[0].id == sooner.id);
    CHECK(list[0].promised);
    CHECK(list[1].id == later.id);
    CHECK(list[1].booking->state == BookingState::Held);
    CHECK(list[2].duty_kind == "referral.answer");
    save_referral(house.tx, house.saeki, house.now,
                  house.read(untold.id).answer_sent(house.now).value(), "referral.answered")
        .value();
    CHECK(referrals_to_book(house.tx, house.saeki).size() == 2);
}

TEST_CASE("another office finds neither the booking nor its referral") {
    House house;
    const auto referral = house.referral();
    const auto booking = house.hold(referral.id, wish(1, "2026-11-27", "10:30")).value();
    const Viewer stranger{UserId{9}, TestOffice::kMinatoClinic, "別の人"};
    CHECK(find_booking(house.tx, stranger, booking.id).error().code == "booking.not_found");
    CHECK(kakehashi::hold(house.tx, stranger, house.now, house.holidays, referral.id,
                          wish(1, "2026-11-30", "10:30"))
              .error()
              .code == "referral.not_found");
    CHECK(bookings_of_day(house.tx, stranger, day("2026-11-27")).empty());
}

TEST_CASE("the plan of a week notes whom it shows: the held places, not the confirmed ones") {
    House house;
    const auto held = house.referral(), booked = house.referral();
    REQUIRE(house.hold(held.id, wish(1, "2026-11-27", "09:30")));
    house.confirmed(booked.id, wish(1, "2026-11-27", "10:30"));
    auto viewer = house.saeki;
    viewer.looks = std::make_shared<Looks>();
    CHECK(taken_between(house.tx, viewer, day("2026-11-27"), day("2026-11-27")).size() == 2);
    CHECK(viewer.looks->text() == "p" + held.patient.text());
}
