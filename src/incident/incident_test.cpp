// 漏えい等 step by step, without a database. Rules: docs/rules/incident.md.
#include "incident/incident.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

using namespace kakehashi;
using namespace kakehashi::incident;

namespace {

const Holidays kHolidays;
const Date kToday = *make_date(2026, 11, 24);
const Actor kClerk{UserId{2}, "大村 健"};
const Actor kHead{UserId{1}, "佐伯 真理"};

Account an_account() {
    Account account;
    account.kind = Kind::Fax;
    account.noticed_on = kToday;
    account.items = {LeakedItem::Clinical};
    account.story = "別の医院に届いた";
    account.malice = Malice::No;
    return account;
}
Incident an_incident() {
    Incident incident;
    incident.id = IncidentId{1};
    incident.number = "I-2026-0001";
    incident.reported_on = kToday;
    incident.reported_by = kClerk;
    incident.account = an_account();
    return incident;
}
/// Names of colleagues: the law asks for nothing.
Incident a_small_one() {
    auto incident = an_incident();
    incident.account.subjects = Subjects::Others;
    incident.account.items = {LeakedItem::Identity};
    return incident;
}
Step a_step(StepKind kind) {
    Step step{.kind = kind, .on = kToday, .text = "受付番号 123", .by = kHead};
    if (kind == StepKind::Notice) step.means = Means::Phone;
    if (kind == StepKind::NoReport) step.exemption = Exemption::Encrypted;
    return step;
}
/// As the store hands it back: with a number.
Incident after(Incident incident, std::initializer_list<StepKind> kinds) {
    for (const auto kind : kinds) {
        incident = incident.take(a_step(kind), kToday).value();
        incident.steps.back().id = StepId{static_cast<std::int64_t>(incident.steps.size())};
    }
    return incident;
}
Incident after(std::initializer_list<StepKind> kinds) {
    return after(an_incident(), kinds);
}

template <typename T>
std::string code_of(const Result<T>& result) {
    return result ? "" : result.error().code;
}
using enum StepKind;

}  // namespace

TEST_CASE("an incident goes from 速報 over the notice and 確報 to prevention and its end") {
    auto incident = an_incident();
    CHECK(incident.state() == State::AwaitingFirstReport);
    incident = after({FirstReport});
    CHECK(incident.state() == State::AwaitingNotice);
    incident = after({FirstReport, Notice});
    CHECK(incident.state() == State::AwaitingFinalReport);
    incident = after({FirstReport, Notice, FinalReport});
    CHECK(incident.state() == State::AwaitingPrevention);
    incident = after({FirstReport, Notice, FinalReport, Prevention});
    CHECK(incident.state() == State::AwaitingClosing);
    CHECK(incident.close(kHead, kToday)->state() == State::Closed);
}

TEST_CASE("the patient may be told before the commission, and after 確報") {
    CHECK(after({Notice}).state() == State::AwaitingFirstReport);
    CHECK(after({Notice, FirstReport}).state() == State::AwaitingFinalReport);
    CHECK(after({FirstReport, FinalReport}).state() == State::AwaitingNotice);
    CHECK(after({FirstReport, FinalReport, Notice}).state() == State::AwaitingPrevention);
}

TEST_CASE("each step is refused in every state that is not its own") {
    const Incident in_state[] = {
        an_incident(),
        after({FirstReport}),
        after({FirstReport, Notice}),
        after({FirstReport, Notice, FinalReport}),
        after({FirstReport, Notice, FinalReport, Prevention}),
        *after({FirstReport, Notice, FinalReport, Prevention}).close(kHead, kToday)};
    const char *const done = "incident.step_done", *const closed = "incident.closed",
                      *const early = "incident.reports_first",
                      *const told = "incident.told_already";
    // For AwaitingFirstReport, AwaitingNotice, AwaitingFinalReport, AwaitingPrevention,
    // AwaitingClosing, Closed.
    const char* const first[] = {"", done, done, done, done, closed};
    const char* const notice[] = {"", "", done, done, done, closed};
    const char* const final_report[] = {"incident.first_report_first", "", "", done, done, closed};
    const char* const prevention[] = {early, early, early, "", done, closed};
    const char* const no_report[] = {"", told, told, told, told, closed};
    const char* const closing[] = {"incident.prevention_first",
                                   "incident.prevention_first",
                                   "incident.prevention_first",
                                   "incident.prevention_first",
                                   "",
                                   closed};
    for (std::size_t n = 0; n < std::size(in_state); ++n) {
        INFO(japanese(in_state[n].state()));
        const auto code = [&](StepKind kind) {
            return code_of(in_state[n].take(a_step(kind), kToday));
        };
        CHECK(code(FirstReport) == first[n]);
        CHECK(code(Notice) == notice[n]);
        CHECK(code(FinalReport) == final_report[n]);
        CHECK(code(Prevention) == prevention[n]);
        CHECK(code(NoReport) == no_report[n]);
        CHECK(code_of(in_state[n].close(kHead, kToday)) == closing[n]);
    }
}

TEST_CASE("who reported it does not say alone that it is over [incident/two-people]") {
    const auto ready = after({FirstReport, Notice, FinalReport, Prevention});
    CHECK(code_of(ready.close(kClerk, kToday)) == "incident.own_report");
    CHECK(ready.close(kHead, kToday));
}

TEST_CASE("what is owed, each with its own kind of time [incident/terms]") {
    const auto later = [](int days_on) { return kToday + days{days_on}; };
    CHECK(an_incident().owed(kHolidays) ==
          std::vector<Owed>{{kDutyFirstReport, later(2)},
                            {kDutyNotice, later(4)},
                            {kDutyFinalReport, later(29), DutyBasis::Law}});
    CHECK(after({Notice}).owed(kHolidays) ==
          std::vector<Owed>{{kDutyFirstReport, later(2)},
                            {kDutyFinalReport, later(29), DutyBasis::Law}});
    const auto told = after({FirstReport, Notice, FinalReport});
    CHECK(told.owed(kHolidays) == std::vector<Owed>{{kDutyPrevention, later(29)}});
    const auto ready = after(told, {Prevention});
    CHECK(ready.owed(kHolidays) == std::vector<Owed>{{kDutyClose, later(7)}});
    CHECK(ready.close(kHead, kToday)->owed(kHolidays).empty());
    auto malicious = an_incident();
    malicious.account.malice = Malice::Yes;
    CHECK(malicious.owed(kHolidays).back() ==
          Owed{kDutyFinalReport, *make_date(2027, 1, 22), DutyBasis::Law});
}

TEST_CASE("what the law does not ask for needs prevention and an end alone") {
    const auto small = a_small_one();
    CHECK(small.grounds().empty());
    CHECK(small.state() == State::AwaitingPrevention);
    for (const auto kind : {FirstReport, FinalReport, NoReport})
        CHECK(code_of(small.take(a_step(kind), kToday)) == "incident.not_to_report");
    CHECK(small.take(a_step(Notice), kToday));
    CHECK(after(small, {Prevention}).close(kHead, kToday));
}

TEST_CASE("that the commission is not told is written down with its reason [incident/exempt]") {
    auto without = a_step(NoReport);
    without.exemption = Exemption::None;
    CHECK(code_of(an_incident().take(without, kToday)) == "choice.required");
    without = a_step(NoReport);
    without.text.clear();
    CHECK(code_of(an_incident().take(without, kToday)) == "text.required");
    const auto exempt = after({NoReport});
    CHECK_FALSE(exempt.is_reported());
    CHECK(exempt.state() == State::AwaitingPrevention);
    CHECK(code_of(exempt.take(a_step(FirstReport), kToday)) == "incident.not_to_report");
}

TEST_CASE("who cannot be told directly is told by another measure [incident/notice]") {
    auto notice = a_step(Notice);
    notice.means = Means::None;
    CHECK(code_of(an_incident().take(notice, kToday)) == "choice.required");
    notice.means = Means::Substitute;
    CHECK(an_incident().take(notice, kToday)->standing(Notice)->means == Means::Substitute);
}

TEST_CASE("a step that was written by mistake stays as a line and does not count") {
    const auto told = after({FirstReport, FinalReport});
    CHECK(code_of(told.take_back(StepId{1}, "まだだった", kHead, kToday)) ==
          "incident.later_step_stands");
    CHECK(code_of(told.take_back(StepId{2}, "", kHead, kToday)) == "text.required");
    CHECK(code_of(told.take_back(StepId{9}, "まだだった", kHead, kToday)) ==
          "incident.step_not_there");
    auto back = told.take_back(StepId{2}, "まだだった", kHead, kToday).value();
    back.steps.back().id = StepId{3};
    CHECK(back.steps.size() == 3);
    CHECK_FALSE(back.standing(FinalReport));
    CHECK(back.state() == State::AwaitingNotice);
    CHECK(code_of(back.take_back(StepId{2}, "まだだった", kHead, kToday)) ==
          "incident.step_not_there");
    CHECK(after(back, {FinalReport}).standing(FinalReport)->id == StepId{4});
    const auto undecided =
        after({NoReport}).take_back(StepId{1}, "名前が見えていた", kHead, kToday);
    CHECK(undecided->state() == State::AwaitingFirstReport);
}

TEST_CASE("what becomes known later asks for the report that was not asked for before") {
    const auto ready = after(a_small_one(), {Prevention});
    CHECK(ready.state() == State::AwaitingClosing);
    const auto known = ready.amend(an_account(), kToday).value();
    CHECK(known.state() == State::AwaitingFirstReport);
    CHECK(code_of(known.close(kHead, kToday)) == "incident.reports_first");
    // And what was told already is told to its end.
    auto harmless = a_small_one().account;
    CHECK(after({FirstReport}).amend(harmless, kToday)->state() == State::AwaitingNotice);
    CHECK(code_of(ready.close(kHead, kToday)->amend(an_account(), kToday)) == "incident.closed");
}

TEST_CASE("a step lies neither before the day it was noticed nor in the future") {
    auto step = a_step(FirstReport);
    step.on = kToday + days{1};
    CHECK(code_of(an_incident().take(step, kToday)) == "date.in_future");
    step.on = kToday - days{1};
    CHECK(code_of(an_incident().take(step, kToday)) == "incident.before_noticed");
    const auto later = kToday + days{9};
    auto told = an_incident();
    step.on = kToday + days{5};
    told = told.take(step, later).value();
    CHECK(code_of(told.take(a_step(FinalReport), later)) == "incident.before_first_report");
}

TEST_CASE("a report says what happened, of which items, and when it was noticed") {
    const auto code = [](auto&& change) {
        auto account = an_account();
        change(account);
        return code_of(check_account(account, kToday));
    };
    CHECK(code([](Account&) {}).empty());
    CHECK(code([](Account& a) { a.kind = Kind::None; }) == "choice.required");
    CHECK(code([](Account& a) { a.story.clear(); }) == "text.required");
    CHECK(code([](Account& a) { a.items = {}; }) == "incident.items_needed");
    CHECK(code([](Account& a) { a.noticed_on += days{1}; }) == "date.in_future");
    CHECK(code([](Account& a) { a.happened_on = kToday + days{1}; }) == "incident.noticed_before");
    CHECK(code([](Account& a) { a.happened_on = kToday - days{3}; }).empty());
}

TEST_CASE("whatever is tried in whatever order, nothing ends untold, and every line stays") {
    const bool held = rc::check([] {
        auto incident = an_incident();
        if (*rc::gen::arbitrary<bool>()) incident = a_small_one();
        const auto tries = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 10));
        for (const auto one : tries) {
            const auto before = incident;
            const auto next =
                one < 5 ? incident.take(a_step(step_kinds()[static_cast<std::size_t>(one)].value),
                                        kToday)
                : one == 5
                    ? incident.take_back(StepId{*rc::gen::inRange(1, 8)}, "まちがい", kHead, kToday)
                : one == 6 ? incident.close(kClerk, kToday)
                : one == 7 ? incident.close(kHead, kToday)
                : one == 8 ? incident.amend(an_account(), kToday)
                           : incident.amend(a_small_one().account, kToday);
            if (!before.is_open()) RC_ASSERT(!next);
            if (!next) continue;
            incident = *next;
            if (incident.steps.size() > before.steps.size())
                incident.steps.back().id = StepId{static_cast<std::int64_t>(incident.steps.size())};
            RC_ASSERT(incident.steps.size() >= before.steps.size());
            for (std::size_t n = 0; n < before.steps.size(); ++n)
                RC_ASSERT(incident.steps[n].text == before.steps[n].text);
            RC_ASSERT(!incident.standing(FinalReport) || incident.standing(FirstReport));
            RC_ASSERT(incident.owed(kHolidays).empty() != incident.is_open());
            if (incident.is_open()) continue;
            RC_ASSERT(incident.closing->by.user != incident.reported_by.user);
            RC_ASSERT(incident.standing(Prevention));
            if (incident.is_reported())
                RC_ASSERT(incident.standing(Notice) && incident.standing(FinalReport));
        }
    });
    CHECK(held);
}
