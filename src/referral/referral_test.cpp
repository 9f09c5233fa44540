#include "referral/referral.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace kakehashi;

namespace {

Instant at(std::string_view day, int hour, int minute = 0) {
    return instant_in_japan(parse_iso_date(day).value(),
                            std::chrono::hours{hour} + std::chrono::minutes{minute});
}

const Instant kTuesdayMorning = at("2026-11-24", 10, 12);

Referral a_received_letter() {
    Referral referral;
    referral.facility = FacilityId{1};
    referral.received_at = kTuesdayMorning;
    return referral;
}

Referral a_registered_one() {
    return a_received_letter()
        .register_for(PatientId{7}, kTuesdayMorning, at("2026-11-25", 17))
        .value();
}

Referral a_visited_one() {
    const auto accepted = a_registered_one().accept(kTuesdayMorning).value();
    return accepted.arrive(date_in_japan(kTuesdayMorning), date_in_japan(kTuesdayMorning)).value();
}

std::vector<std::string> kinds(const std::vector<OwedDuty>& duties) {
    std::vector<std::string> out;
    for (const auto& duty : duties) out.push_back(duty.kind);
    return out;
}

/// One random thing that may happen to a referral, whatever its state.
Result<Referral> random_step(const Referral& referral, std::mt19937& dice, Instant now) {
    const auto today = date_in_japan(now);
    switch (dice() % 18) {
        case 0:
            return referral.register_for(PatientId{7}, now, now + std::chrono::hours{24});
        case 1:
            return referral.set_aside("宛先ちがい", now);
        case 2:
            return referral.ask_doctor(DoctorId{3}, "", now);
        case 3:
            return referral.accept(now);
        case 4:
            return referral.accept(now, false);
        case 5:
            return referral.decline("no_bed", "", now);
        case 6:
            return referral.forward("汐見台病院", now);
        case 7:
            return referral.answer_sent(now);
        case 8:
            return referral.book();
        case 9:
            return referral.unbook();
        case 10:
            return referral.arrive(today, today);
        case 11:
            return referral.miss(now);
        case 12:
            return referral.withdraw("ご本人の希望", now);
        case 13:
            return referral.conclude(now);
        case 14:
            return referral.reopen();
        case 15:
            return referral.admit(today);
        case 16:
            return referral.discharge(today);
        default:
            return referral.take_back();
    }
}

}  // namespace

TEST_CASE("every state, door and urgency is read from the word it is stored by") {
    for (int i = 0; i <= static_cast<int>(ReferralState::NotReferral); ++i) {
        const auto state = static_cast<ReferralState>(i);
        CHECK(parse_referral_state(to_text(state)).value() == state);
        CHECK_FALSE(japanese(state).empty());
    }
    for (const auto door : {Door::Fax, Door::Phone, Door::Paper, Door::Electronic, Door::Csv})
        CHECK(parse_door(to_text(door)).value() == door);
    for (const auto urgency : {Urgency::Emergency, Urgency::Soon, Urgency::Routine})
        CHECK(parse_urgency(to_text(urgency)).value() == urgency);
    CHECK(to_text(ReferralState::NotReferral) == "not_a_referral");
    CHECK(parse_referral_state("arrived").error().code == "referral.unknown_state");
}

TEST_CASE("an open referral always owes something, a closed one nothing, whatever happened to it") {
    std::mt19937 dice{20261124};
    int seen[12] = {};
    for (int walk = 0; walk < 4000; ++walk) {
        auto referral = a_received_letter();
        if (walk % 3 == 0) referral.urgency = Urgency::Emergency;
        auto now = kTuesdayMorning;
        for (int step = 0; step < 30; ++step) {
            now += std::chrono::hours{dice() % 40};
            const auto next = random_step(referral, dice, now);
            if (next) referral = *next;
            ++seen[static_cast<int>(referral.state)];
            const auto owed = duties_owed(referral, now);
            CAPTURE(to_text(referral.state));
            if (referral.closed_at) {
                CHECK(is_closed(referral.state));
                CHECK(owed.empty());
            } else if (referral.state != ReferralState::Visited) {
                CHECK_FALSE(owed.empty());
            }
            const bool unknown = referral.state == ReferralState::Received ||
                                 referral.state == ReferralState::NotReferral ||
                                 !referral.registered_at;
            CHECK(static_cast<bool>(referral.patient) == !unknown);
            if (referral.state == ReferralState::Visited) CHECK(referral.visited_on);
        }
    }
    for (const int times : seen) CHECK(times > 0);  // the walks came everywhere
}

TEST_CASE("a transition leaves the version to the store and the first value untouched") {
    const auto registered = a_registered_one();
    const auto accepted = registered.accept(kTuesdayMorning).value();
    CHECK(registered.state == ReferralState::AwaitingDecision);
    CHECK(accepted.version == registered.version);
}

TEST_CASE("a letter is registered once, and only with a patient") {
    const auto now = kTuesdayMorning;
    CHECK(a_registered_one().register_for(PatientId{8}, now, now).error().code ==
          "referral.registered_already");
    CHECK(a_received_letter().register_for(PatientId{}, now, now).error().code ==
          "referral.patient_required");
    CHECK(a_registered_one().set_aside("広告", now).error().code == "referral.registered_already");
    CHECK(a_received_letter().set_aside("", now).error().code == "referral.reason_required");
}

TEST_CASE("declining needs one of the reasons that are counted") {
    CHECK(a_registered_one().decline("", "", kTuesdayMorning).error().field == "reason");
    CHECK(a_registered_one().decline("busy", "", kTuesdayMorning).error().code ==
          "referral.decline_reason_required");
    const auto declined = a_registered_one().decline("no_bed", "12月に", kTuesdayMorning).value();
    CHECK(declined.decision_reason == "no_bed");
}

TEST_CASE("a declined referral is open until the referrer has been told") {
    const auto declined = a_registered_one().decline("no_bed", "", kTuesdayMorning).value();
    CHECK_FALSE(declined.closed_at);
    CHECK(kinds(duties_owed(declined, kTuesdayMorning)) ==
          std::vector<std::string>{"referral.answer"});
    const auto told = declined.answer_sent(kTuesdayMorning).value();
    CHECK(told.closed_at == kTuesdayMorning);
    CHECK(told.answer_sent(kTuesdayMorning).error().code == "referral.nothing_to_answer");
}

TEST_CASE("a visit is refused before it is awaited and in the future, not by a letter's date") {
    const auto today = date_in_japan(kTuesdayMorning);
    CHECK(a_registered_one().arrive(today, today).error().code == "referral.not_awaiting_visit");
    auto accepted = a_registered_one().accept(kTuesdayMorning).value();
    CHECK(accepted.arrive(today + days{1}, today).error().code == "referral.visit_in_future");
    accepted.letter.letter_dated_on = today;
    CHECK(accepted.arrive(today - days{1}, today).value().is_visited_before_letter());
    CHECK_FALSE(accepted.arrive(today, today).value().is_visited_before_letter());
    const auto arrived = accepted.arrive(today, today).value();
    CHECK(arrived.visited_on == today);
    CHECK(arrived.arrive(today, today).error().code == "referral.not_awaiting_visit");
}

TEST_CASE("a patient comes although nothing was booked yet") {
    const auto today = date_in_japan(kTuesdayMorning);
    const auto accepted = a_registered_one().accept(kTuesdayMorning).value();
    REQUIRE(accepted.state == ReferralState::AwaitingBooking);
    CHECK(accepted.arrive(today, today).value().state == ReferralState::Visited);
}

TEST_CASE("a new day after a visit that did not happen is told to the referrer again") {
    auto booked = a_registered_one().accept(kTuesdayMorning).value().book().value();
    CHECK(kinds(duties_owed(booked, kTuesdayMorning)) ==
          std::vector<std::string>{"referral.answer", "visit.confirm"});
    booked = booked.answer_sent(kTuesdayMorning).value();
    CHECK(kinds(duties_owed(booked, kTuesdayMorning)) == std::vector<std::string>{"visit.confirm"});
    const auto again = booked.miss(kTuesdayMorning).value().book().value();
    CHECK(kinds(duties_owed(again, kTuesdayMorning)) ==
          std::vector<std::string>{"referral.answer", "visit.confirm"});
}

TEST_CASE("a reply that was called back reopens the case") {
    const auto concluded = a_visited_one().conclude(kTuesdayMorning).value();
    CHECK(concluded.closed_at);
    const auto reopened = concluded.reopen().value();
    CHECK(reopened.state == ReferralState::Visited);
    CHECK_FALSE(reopened.closed_at);
    CHECK(a_visited_one().reopen().error().code == "referral.not_replied");
}

TEST_CASE("a stay begins after the visit and ends after it began") {
    const auto today = date_in_japan(kTuesdayMorning);
    CHECK(a_visited_one().admit(today - days{1}).error().code == "referral.admitted_before_visit");
    CHECK(a_visited_one().discharge(today).error().code == "referral.not_admitted");
    const auto admitted = a_visited_one().admit(today).value();
    CHECK(admitted.discharge(today - days{1}).error().code ==
          "referral.discharged_before_admission");
    CHECK(admitted.discharge(today + days{9}).value().discharged_on == today + days{9});
}

TEST_CASE("a decision is taken back until the referrer was told") {
    const auto accepted = a_registered_one().accept(kTuesdayMorning).value();
    CHECK(accepted.take_back().value().state == ReferralState::AwaitingDecision);
    CHECK_FALSE(accepted.take_back().value().decided_at);
    const auto told = accepted.answer_sent(kTuesdayMorning).value();
    CHECK(told.take_back().error().code == "referral.cannot_be_taken_back");
    const auto aside = a_received_letter().set_aside("広告", kTuesdayMorning).value();
    CHECK(aside.take_back().value().state == ReferralState::Received);
    CHECK_FALSE(aside.take_back().value().closed_at);
    const auto withdrawn = a_registered_one().withdraw("転居", kTuesdayMorning).value();
    CHECK(withdrawn.take_back().value().state == ReferralState::AwaitingDecision);
    CHECK(a_visited_one().withdraw("転居", kTuesdayMorning).value().take_back().error().code ==
          "referral.cannot_be_taken_back");
}

TEST_CASE("the undo of a withdrawal leads back to where the case stood") {
    const auto booked = a_registered_one().accept(kTuesdayMorning).value().book().value();
    const auto withdrawn = booked.withdraw("転居", kTuesdayMorning).value();
    CHECK(withdrawn.take_back(ReferralState::AwaitingVisit).value().state ==
          ReferralState::AwaitingVisit);
    CHECK(withdrawn.take_back().value().state == ReferralState::AwaitingBooking);
    CHECK(withdrawn.take_back().value().decision_note.empty());
}

TEST_CASE("the question to a doctor and an undone refusal do not stay as the decision's words") {
    const auto asked =
        a_registered_one().ask_doctor(DoctorId{1}, "造影できますか", kTuesdayMorning).value();
    CHECK(asked.accept(kTuesdayMorning).value().decision_note.empty());
    CHECK(asked.take_back().value().decision_note.empty());
    const auto declined = a_registered_one().decline("no_bed", "12月に", kTuesdayMorning).value();
    CHECK(declined.take_back().value().accept(kTuesdayMorning).value().decision_note.empty());
}

TEST_CASE("registering is due before the desk closes, an urgent letter within half an hour") {
    auto letter = a_received_letter();
    CHECK(duties_owed(letter, kTuesdayMorning)[0].due_at == at("2026-11-24", 17));
    letter.received_at = at("2026-11-24", 17);  // the desk has closed
    CHECK(duties_owed(letter, letter.received_at)[0].due_at == at("2026-11-25", 17));
    letter.received_at = at("2026-11-20", 18);  // Friday evening before a holiday Monday
    CHECK(duties_owed(letter, letter.received_at)[0].due_at == at("2026-11-24", 17));
    letter.urgency = Urgency::Emergency;
    letter.received_at = kTuesdayMorning;
    CHECK(duties_owed(letter, kTuesdayMorning)[0].due_at == at("2026-11-24", 10, 42));
    CHECK(duties_owed(letter, kTuesdayMorning)[0].urgent);
}

TEST_CASE("the promised answer comes from the urgency and the hours of the desk") {
    const Holidays holidays;
    const auto due = [&](Urgency urgency, Instant now, AnswerTerms terms = {}) {
        return default_answer_due(urgency, now, holidays, terms);
    };
    CHECK(due(Urgency::Emergency, kTuesdayMorning) == at("2026-11-24", 10, 42));
    CHECK(due(Urgency::Emergency, at("2026-11-24", 7)) == at("2026-11-24", 9));
    CHECK(due(Urgency::Emergency, at("2026-11-21", 12)) == at("2026-11-24", 9));  // Saturday
    CHECK(due(Urgency::Emergency, kTuesdayMorning, {.emergency_minutes = 18}) ==
          at("2026-11-24", 10, 30));
    CHECK(due(Urgency::Soon, kTuesdayMorning) == at("2026-11-24", 17));
    CHECK(due(Urgency::Soon, at("2026-11-24", 17, 5)) == at("2026-11-25", 17));
    CHECK(due(Urgency::Routine, kTuesdayMorning) == at("2026-11-25", 17));
    CHECK(due(Urgency::Routine, at("2026-11-20", 9)) == at("2026-11-24", 17));  // over 11/23
    CHECK(due(Urgency::Routine, kTuesdayMorning, {.routine_business_days = 2}) ==
          at("2026-11-26", 17));
}

TEST_CASE("the steps of the page follow the state") {
    CHECK(step_of(ReferralState::Received) == 1);
    CHECK(step_of(ReferralState::AwaitingDecision) == 2);
    CHECK(step_of(ReferralState::AwaitingBooking) == 3);
    CHECK(step_of(ReferralState::AwaitingVisit) == 4);
    CHECK(step_of(ReferralState::Visited) == 5);
    CHECK(step_of(ReferralState::Replied) == 6);
}
