#include "referral/referral.hpp"

#include <array>

#include "base/words.hpp"

namespace kakehashi {
namespace {

using State = ReferralState;

constexpr std::array<Words<State>, 12> kStates{{
    {State::Received, "received", "受信"},
    {State::AwaitingDecision, "awaiting_decision", "受入判断まち"},
    {State::AskingDoctor, "asking_doctor", "医師に確認中"},
    {State::AwaitingBooking, "awaiting_booking", "予約調整"},
    {State::AwaitingVisit, "awaiting_visit", "受診まち"},
    {State::NoShow, "no_show", "未受診"},
    {State::Visited, "visited", "受診ずみ"},
    {State::Replied, "replied", "終結"},
    {State::Declined, "declined", "受入不可"},
    {State::Forwarded, "forwarded", "他院へ案内"},
    {State::Withdrawn, "withdrawn", "取り下げ"},
    {State::NotReferral, "not_a_referral", "紹介でない"},
}};

constexpr std::array<Words<Door>, 6> kDoors{{
    {Door::Fax, "fax", "FAX"},
    {Door::Phone, "phone", "電話"},
    {Door::Paper, "paper", "紙"},
    {Door::Electronic, "electronic", "電子"},
    {Door::Csv, "csv", "CSV"},
    {Door::Portal, "portal", "ポータル"},
}};

constexpr std::array<Words<Urgency>, 3> kUrgencies{{
    {Urgency::Emergency, "emergency", "至急"},
    {Urgency::Soon, "soon", "準緊急"},
    {Urgency::Routine, "routine", "通常"},
}};

constexpr DeclineReason kDeclineReasons[] = {
    {"no_bed", "満床のため"},
    {"no_service", "診療体制がないため"},
    {"no_slot", "希望の時期に予約が取れないため"},
    {"other_department", "当院に該当する診療科がないため"},
    {"nearer_hospital", "より適した医療機関があるため"},
    {"too_ill", "当院で対応できない重症度のため"},
    {"other", "そのほか"},
};

// 受付の時間: what the house promises is counted inside these hours.
constexpr std::chrono::minutes kOpens{8 * 60 + 30};
constexpr std::chrono::hours kCloses{17};

/// 17:00 of this business day, or of the next one when the desk has closed already.
Instant closing_time(Instant now, const Holidays& holidays) {
    auto day = date_in_japan(now);
    if (!holidays.is_business_day(day) || time_of_day_in_japan(now) >= kCloses)
        day = holidays.next_business_day(day);
    return instant_in_japan(day, kCloses);
}

/// `minutes` from now; outside the hours from the next opening of the desk.
Instant minutes_in_hours(Instant now, std::chrono::minutes minutes, const Holidays& holidays) {
    const auto today = date_in_japan(now);
    const auto time = time_of_day_in_japan(now);
    const bool works = holidays.is_business_day(today);
    if (works && time >= kOpens && time < kCloses) return now + minutes;
    const auto day = works && time < kOpens ? today : holidays.next_business_day(today);
    return instant_in_japan(day, kOpens) + minutes;
}

/// 登録する: within half an hour when it is urgent, else before the desk closes.
Instant registration_due(const Referral& referral, const Holidays& holidays) {
    if (referral.urgency != Urgency::Emergency) return closing_time(referral.received_at, holidays);
    return minutes_in_hours(referral.received_at, std::chrono::minutes{30}, holidays);
}

Result<Referral> moved(const Referral& from, State state) {
    auto next = from;
    next.state = state;
    next.waiting_reason.clear();
    return next;
}

auto refuse(const char* code) {
    return fail(ErrorKind::Refused, code);
}

bool is_judged_here(State state) {
    return state == State::AwaitingDecision || state == State::AskingDoctor;
}

}  // namespace

std::string_view to_text(ReferralState state) {
    return words_of(kStates, state).text;
}
std::string_view to_text(Door door) {
    return words_of(kDoors, door).text;
}
std::string_view to_text(Urgency urgency) {
    return words_of(kUrgencies, urgency).text;
}
std::string_view japanese(ReferralState state) {
    return words_of(kStates, state).japanese;
}
std::string_view japanese(Door door) {
    return words_of(kDoors, door).japanese;
}
std::string_view japanese(Urgency urgency) {
    return words_of(kUrgencies, urgency).japanese;
}

Result<ReferralState> parse_referral_state(std::string_view text) {
    return value_of(kStates, text, "referral.unknown_state");
}
Result<Door> parse_door(std::string_view text) {
    return value_of(kDoors, text, "referral.unknown_door");
}
Result<Urgency> parse_urgency(std::string_view text) {
    return value_of(kUrgencies, text, "referral.unknown_urgency");
}

bool is_closed(ReferralState state) {
    switch (state) {
        case State::Replied:
        case State::Declined:
        case State::Forwarded:
        case State::Withdrawn:
        case State::NotReferral:
            return true;
        default:
            return false;
    }
}

std::span<const DeclineReason> decline_reasons() {
    return kDeclineReasons;
}

Result<Referral> Referral::register_for(PatientId who, Instant now, Instant answer_due) const {
    if (state != State::Received) return refuse("referral.registered_already");
    if (!who) return fail(ErrorKind::Invalid, "referral.patient_required", "patient");
    TRY(auto next, moved(*this, State::AwaitingDecision));
    next.patient = who;
    next.registered_at = now;
    next.answer_due_at = answer_due;
    return next;
}

Result<Referral> Referral::set_aside(std::string_view reason, Instant now) const {
    if (state != State::Received) return refuse("referral.registered_already");
    if (reason.empty()) return fail(ErrorKind::Invalid, "referral.reason_required", "reason");
    TRY(auto next, moved(*this, State::NotReferral));
    next.decision_note = reason;
    next.closed_at = now;
    return next;
}

Result<Referral> Referral::ask_doctor(DoctorId whom, std::string_view question, Instant) const {
    if (state != State::AwaitingDecision) return refuse("referral.not_awaiting_decision");
    TRY(auto next, moved(*this, State::AskingDoctor));
    if (whom) next.doctor = whom;
    next.decision_note = question;
    return next;
}

Result<Referral> Referral::accept(Instant now, bool needs_booking) const {
    if (!is_judged_here(state)) return refuse("referral.not_awaiting_decision");
    TRY(auto next, moved(*this, needs_booking ? State::AwaitingBooking : State::AwaitingVisit));
    next.decided_at = now;
    next.decision_reason.clear();
    next.decision_note.clear();  // the question, or the words of a decision that was undone
    return next;
}

Result<Referral> Referral::decline(std::string_view reason_code, std::string_view note,
                                   Instant now) const {
    if (!is_judged_here(state)) return refuse("referral.not_awaiting_decision");
    bool known = false;
    for (const auto& reason : kDeclineReasons) known = known || reason.code == reason_code;
    if (!known) return fail(ErrorKind::Invalid, "referral.decline_reason_required", "reason");
    TRY(auto next, moved(*this, State::Declined));
    next.decided_at = now;
    next.decision_reason = reason_code;
    next.decision_note = note;
    return next;
}

Result<Referral> Referral::forward(std::string_view to_whom, Instant now) const {
    if (!is_judged_here(state)) return refuse("referral.not_awaiting_decision");
    if (to_whom.empty()) return fail(ErrorKind::Invalid, "referral.to_whom_required", "to_whom");
    TRY(auto next, moved(*this, State::Forwarded));
    next.decided_at = now;
    next.decision_note = to_whom;
    return next;
}

Result<Referral> Referral::answer_sent(Instant now) const {
    if (!decided_at || closed_at) return refuse("referral.nothing_to_answer");
    auto next = *this;
    next.answered_at = now;
    if (is_closed(state)) next.closed_at = now;
    return next;
}

Result<Referral> Referral::book() const {
    if (state != State::AwaitingBooking && state != State::NoShow && state != State::AwaitingVisit)
        return refuse("referral.not_awaiting_booking");
    TRY(auto next, moved(*this, State::AwaitingVisit));
    if (state != State::AwaitingBooking && answered_at) {
        next.answered_at.reset();
        next.answer_due_at.reset();
    }
    return next;
}

Result<Referral> Referral::unbook() const {
    if (state != State::AwaitingVisit) return refuse("referral.not_booked");
    return moved(*this, State::AwaitingBooking);
}

Result<Referral> Referral::arrive(Date on, Date today) const {
    if (state != State::AwaitingVisit && state != State::AwaitingBooking && state != State::NoShow)
        return refuse("referral.not_awaiting_visit");
    if (on > today) return fail(ErrorKind::Invalid, "referral.visit_in_future", "visited_on");
    TRY(auto next, moved(*this, State::Visited));
    next.visited_on = on;
    return next;
}

Result<Referral> Referral::miss(Instant) const {
    if (state != State::AwaitingVisit) return refuse("referral.not_awaiting_visit");
    return moved(*this, State::NoShow);
}

Result<Referral> Referral::withdraw(std::string_view reason, Instant now) const {
    if (is_closed(state)) return refuse("referral.closed_already");
    if (reason.empty()) return fail(ErrorKind::Invalid, "referral.reason_required", "reason");
    TRY(auto next, moved(*this, State::Withdrawn));
    next.decision_note = reason;
    next.closed_at = now;
    return next;
}

Result<Referral> Referral::conclude(Instant now) const {
    if (state != State::Visited) return refuse("referral.not_visited");
    TRY(auto next, moved(*this, State::Replied));
    next.closed_at = now;
    return next;
}

Result<Referral> Referral::reopen() const {
    if (state != State::Replied) return refuse("referral.not_replied");
    TRY(auto next, moved(*this, State::Visited));
    next.closed_at.reset();
    return next;
}

Result<Referral> Referral::admit(Date on) const {
    if (state != State::Visited) return refuse("referral.not_visited");
    if (on < *visited_on) return fail(ErrorKind::Invalid, "referral.admitted_before_visit", "on");
    auto next = *this;
    next.admitted_on = on;
    next.discharged_on.reset();
    return next;
}

Result<Referral> Referral::discharge(Date on) const {
    if (state != State::Visited || !admitted_on) return refuse("referral.not_admitted");
    if (on < *admitted_on)
        return fail(ErrorKind::Invalid, "referral.discharged_before_admission", "on");
    auto next = *this;
    next.discharged_on = on;
    return next;
}

bool Referral::is_visited_before_letter() const {
    return visited_on && letter.letter_dated_on && *visited_on < *letter.letter_dated_on;
}

Result<Referral> Referral::take_back(std::optional<State> before_withdrawal) const {
    const bool unanswered = !answered_at;
    const auto back_to = [&](State where) -> Result<Referral> {
        TRY(auto next, moved(*this, where));
        next.decision_note.clear();
        next.closed_at.reset();
        return next;
    };
    switch (state) {
        case State::AskingDoctor:
            return back_to(State::AwaitingDecision);
        case State::AwaitingBooking:
        case State::AwaitingVisit:
        case State::Declined:
        case State::Forwarded: {
            if (!unanswered) break;
            TRY(auto next, back_to(State::AwaitingDecision));
            next.decided_at.reset();
            next.decision_reason.clear();
            return next;
        }
        case State::NotReferral:
            return back_to(State::Received);
        case State::Withdrawn:
            if (visited_on) break;
            return back_to(before_withdrawal ? *before_withdrawal
                           : decided_at      ? State::AwaitingBooking
                           : registered_at   ? State::AwaitingDecision
                                             : State::Received);
        default:
            break;
    }
    return refuse("referral.cannot_be_taken_back");
}

int step_of(ReferralState state) {
    switch (state) {
        case State::Received:
        case State::NotReferral:
            return 1;
        case State::AwaitingDecision:
        case State::AskingDoctor:
        case State::Declined:
        case State::Forwarded:
        case State::Withdrawn:
            return 2;
        case State::AwaitingBooking:
            return 3;
        case State::AwaitingVisit:
        case State::NoShow:
            return 4;
        case State::Visited:
            return 5;
        case State::Replied:
            break;
    }
    return 6;
}

Instant default_answer_due(Urgency urgency, Instant now, const Holidays& holidays,
                           const AnswerTerms& terms) {
    switch (urgency) {
        case Urgency::Emergency:
            return minutes_in_hours(now, std::chrono::minutes{terms.emergency_minutes}, holidays);
        case Urgency::Soon:
            return closing_time(now, holidays);
        case Urgency::Routine:
            break;
    }
    auto day = date_in_japan(now);
    for (int i = 0; i < terms.routine_business_days; ++i) day = holidays.next_business_day(day);
    return instant_in_japan(holidays.business_day_from(day), kCloses);
}

std::vector<OwedDuty> duties_owed(const Referral& referral, Instant now) {
    if (referral.closed_at) return {};
    const Holidays holidays;
    const bool urgent = referral.urgency == Urgency::Emergency;
    const auto from_now = closing_time(now, holidays);
    const auto by = [&](std::string_view kind, Instant due_at) {
        return OwedDuty{std::string{kind}, due_at, false, urgent};
    };
    const auto promised = [&](std::string_view kind) {
        if (referral.answer_due_at && !referral.answered_at)
            return OwedDuty{std::string{kind}, *referral.answer_due_at, true, urgent};
        return OwedDuty{std::string{kind}, from_now, false, urgent, true};
    };
    switch (referral.state) {
        case State::Received:
            return {by(kDutyRegister, registration_due(referral, holidays))};
        case State::AwaitingDecision:
            return {promised(kDutyDecide)};
        case State::AskingDoctor:
            return {promised(kDutyAskDoctor)};
        case State::AwaitingBooking:
            return {promised(kDutyBook)};
        case State::AwaitingVisit: {
            // The day of the visit is the booking's knowledge: booking moves this duty there.
            const OwedDuty visit{std::string{kDutyVisit}, from_now, false, false, true};
            if (referral.answered_at) return {visit};
            return {promised(kDutyAnswer), visit};
        }
        case State::NoShow:
            return {OwedDuty{std::string{kDutyNoShow}, from_now, false, false, true}};
        case State::Declined:
        case State::Forwarded:
            return {promised(kDutyAnswer)};
        default:
            return {};
    }
}

}  // namespace kakehashi
