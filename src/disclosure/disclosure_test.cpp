// 開示請求 step by step, without a database. Rules: docs/rules/disclosure.md.
#include "disclosure/disclosure.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "disclosure/provision.hpp"

using namespace kakehashi;
using namespace kakehashi::disclosure;

namespace {

const Date kToday = *make_date(2026, 11, 24);
const Actor kClerk{UserId{2}, "大村 健"};
const Actor kHead{UserId{1}, "佐伯 真理"};

DisclosureRequest a_request(Requester requester = Requester::Self) {
    DisclosureRequest request;
    request.requester = requester;
    request.requester_name = "吉岡 由紀";
    request.relation = requester == Requester::Self ? "" : "長女";
    request.received_on = kToday;
    request.received_by = kClerk;
    return receive(request, kDaysDefault, kToday).value();
}
const IdentityCheck kLicence{IdDocument::Licence, Authority::None, kToday, "大村 健"};
Decision full_by(const Actor& who) {
    return {Ruling::Full, Ground::None, "", kToday, who};
}
const HandOver kAtDesk{Means::Desk, 1200, kToday, "大村 健"};
const Withdrawal kTakenBack{"転院のため", kToday, "大村 健"};

template <typename T>
std::string code_of(const Result<T>& result) {
    return result ? "" : result.error().code;
}

DisclosureRequest identified() {
    return a_request().identify(kLicence, kToday).value();
}
DisclosureRequest decided(Decision decision = full_by(kHead)) {
    return identified().decide(std::move(decision), kToday).value();
}

}  // namespace

TEST_CASE("a request goes from receipt over identity and decision to the answer") {
    auto request = a_request();
    CHECK(request.state() == State::AwaitingIdentity);
    request = request.identify(kLicence, kToday).value();
    CHECK(request.state() == State::AwaitingDecision);
    request = request.decide(full_by(kHead), kToday).value();
    CHECK(request.state() == State::AwaitingHandOver);
    request = request.answer(kAtDesk, kToday).value();
    CHECK(request.state() == State::Answered);
    CHECK_FALSE(request.is_open());
}

TEST_CASE("each step is refused in every state that is not its own") {
    const DisclosureRequest in_state[] = {a_request(), identified(), decided(),
                                          decided().answer(kAtDesk, kToday).value(),
                                          a_request().withdraw(kTakenBack, kToday).value()};
    // For AwaitingIdentity, AwaitingDecision, AwaitingHandOver, Answered, Withdrawn.
    const char* const identify[] = {"", "disclosure.identified_already",
                                    "disclosure.identified_already", "disclosure.closed",
                                    "disclosure.closed"};
    const char* const decide[] = {"disclosure.identity_first", "", "disclosure.decided_already",
                                  "disclosure.closed", "disclosure.closed"};
    const char* const answer[] = {"disclosure.identity_first", "disclosure.decision_first", "",
                                  "disclosure.closed", "disclosure.closed"};
    const char* const withdraw[] = {"", "", "", "disclosure.closed", "disclosure.closed"};
    for (std::size_t n = 0; n < std::size(in_state); ++n) {
        INFO(japanese(in_state[n].state()));
        CHECK(code_of(in_state[n].identify(kLicence, kToday)) == identify[n]);
        CHECK(code_of(in_state[n].decide(full_by(kHead), kToday)) == decide[n]);
        CHECK(code_of(in_state[n].answer(kAtDesk, kToday)) == answer[n]);
        CHECK(code_of(in_state[n].withdraw(kTakenBack, kToday)) == withdraw[n]);
    }
}

TEST_CASE("who asks for somebody else shows why they may [disclosure/proxy]") {
    for (const auto requester : {Requester::Guardian, Requester::Agent, Requester::Bereaved}) {
        const auto request = a_request(requester);
        auto check = kLicence;
        CHECK(code_of(request.identify(check, kToday)) == "disclosure.authority_needed");
        check.authority = Authority::FamilyRegister;
        CHECK(request.identify(check, kToday));
    }
    DisclosureRequest without_relation;
    without_relation.requester = Requester::Bereaved;
    without_relation.received_on = kToday;
    CHECK(code_of(receive(without_relation, kDaysDefault, kToday)) == "text.required");
}

TEST_CASE("who took a request in does not decide it [disclosure/two-people]") {
    CHECK(code_of(identified().decide(full_by(kClerk), kToday)) == "disclosure.own_intake");
    CHECK(identified().decide(full_by(kHead), kToday));
}

TEST_CASE("what is held back has a ground and a reason in words [disclosure/grounds]") {
    for (const auto ruling : {Ruling::Partial, Ruling::Refused}) {
        Decision made{ruling, Ground::None, "", kToday, kHead};
        CHECK(code_of(identified().decide(made, kToday)) == "disclosure.ground_needed");
        made.ground = Ground::HarmsOthers;
        CHECK(code_of(identified().decide(made, kToday)) == "text.required");
        made.reason = "家族から聞いたこと";
        CHECK(identified().decide(made, kToday));
    }
    // Nothing is left over of what does not belong to a full disclosure.
    const auto full = decided({Ruling::Full, Ground::Hinders, "書きかけ", kToday, kHead});
    CHECK(full.decision->ground == Ground::None);
    CHECK(full.decision->reason.empty());
}

TEST_CASE("a refusal costs nothing [disclosure/fee]") {
    const auto refused =
        decided({Ruling::Refused, Ground::Absent, "保存期間を過ぎた", kToday, kHead});
    CHECK(code_of(refused.answer({Means::Post, 500, kToday, "大村 健"}, kToday)) ==
          "disclosure.fee_of_refusal");
    CHECK(refused.answer({Means::Post, 0, kToday, "大村 健"}, kToday));
}

TEST_CASE("a step lies neither before the step before it nor in the future") {
    auto check = kLicence;
    check.on = kToday + days{1};
    CHECK(code_of(a_request().identify(check, kToday)) == "date.in_future");
    check.on = kToday - days{1};
    CHECK(code_of(a_request().identify(check, kToday)) == "disclosure.before_last_step");
    auto made = full_by(kHead);
    made.on = kToday - days{1};
    CHECK(code_of(identified().decide(made, kToday)) == "disclosure.before_last_step");
    auto given = kAtDesk;
    given.on = kToday - days{1};
    CHECK(code_of(decided().answer(given, kToday)) == "disclosure.before_last_step");
    DisclosureRequest tomorrow;
    tomorrow.received_on = kToday + days{1};
    CHECK(code_of(receive(tomorrow, kDaysDefault, kToday)) == "date.in_future");
}

TEST_CASE("the answer is aimed at within the days of the house [disclosure/days]") {
    CHECK(a_request().due_on == *make_date(2026, 12, 8));
    CHECK(receive(a_request(), 1, kToday)->due_on == *make_date(2026, 11, 25));
}

TEST_CASE(
    "whatever is tried in whatever order, nothing is answered without identity and decision") {
    const bool held = rc::check([] {
        auto request = a_request();
        const auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 5));
        for (const auto step : steps) {
            const auto before = request;
            const auto next = step == 0   ? request.identify(kLicence, kToday)
                              : step == 1 ? request.decide(full_by(kHead), kToday)
                              : step == 2 ? request.decide(full_by(kClerk), kToday)
                              : step == 3 ? request.answer(kAtDesk, kToday)
                                          : request.withdraw(kTakenBack, kToday);
            if (!before.is_open()) RC_ASSERT(!next);
            if (next) request = *next;
            RC_ASSERT(!request.decision || request.identity);
            RC_ASSERT(!request.decision || request.decision->by.user != request.received_by.user);
            RC_ASSERT(!request.hand_over || (request.decision && !request.withdrawal));
            RC_ASSERT(duty_of(request.state()).empty() != request.is_open());
        }
    });
    CHECK(held);
}

TEST_CASE(
    "a provision is kept three years from the day it was written down "
    "[disclosure/provision-kept]") {
    CHECK(kept_until(kToday) == *make_date(2029, 11, 24));
    CHECK(kept_until(*make_date(2028, 2, 29)) == *make_date(2031, 2, 28));
}

TEST_CASE("an inquiry by paper is recorded with its number, a correction with its reason") {
    const auto now = instant_in_japan(kToday, std::chrono::hours{10});
    Provision line;
    line.provided_on = kToday;
    for (const auto& words : bases()) {
        line.basis = words.value;
        const bool by_paper = words.value == Basis::Police || words.value == Basis::Court ||
                              words.value == Basis::Bar;
        CHECK_MESSAGE(
            code_of(record(line, now)) == (by_paper ? "provision.paper_number_needed" : ""),
            words.text);
    }
    line.basis = Basis::Police;
    line.paper_number = "み署発第12号";
    CHECK(record(line, now)->kept_until == *make_date(2029, 11, 24));
    line.corrects = ProvisionId{1};
    CHECK(code_of(record(line, now)) == "text.required");
    line.note = "枚数";
    CHECK(record(line, now));
    line.provided_on = kToday + days{1};
    CHECK(code_of(record(line, now)) == "date.in_future");
}
