#include "incident/incident.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace kakehashi::incident {
namespace {

constexpr std::array kStepKinds{
    Words<StepKind>{StepKind::FirstReport, "first_report", "速報"},
    Words<StepKind>{StepKind::Notice, "notice", "本人への通知"},
    Words<StepKind>{StepKind::FinalReport, "final_report", "確報"},
    Words<StepKind>{StepKind::Prevention, "prevention", "再発防止策"},
    Words<StepKind>{StepKind::NoReport, "no_report", "報告しない判断"},
    Words<StepKind>{StepKind::TakenBack, "taken_back", "取り消し"},
};
constexpr days kToClose{7};

tl::unexpected<Error> refused(const char* code) {
    return fail(ErrorKind::Refused, code);
}

/// What cannot be taken back while the other stands.
bool leans_on(StepKind later, StepKind earlier) {
    if (later == StepKind::FinalReport) return earlier == StepKind::FirstReport;
    return later == StepKind::Prevention && earlier != StepKind::Prevention;
}

Result<void> check_turn(const Incident& incident, StepKind kind) {
    const auto stands = [&](StepKind other) { return incident.standing(other) != nullptr; };
    if (stands(kind)) return refused("incident.step_done");
    switch (kind) {
        case StepKind::FirstReport:
            if (!incident.is_reported()) return refused("incident.not_to_report");
            break;
        case StepKind::FinalReport:
            if (!incident.is_reported()) return refused("incident.not_to_report");
            if (!stands(StepKind::FirstReport)) return refused("incident.first_report_first");
            break;
        case StepKind::NoReport:
            if (incident.grounds().empty()) return refused("incident.not_to_report");
            if (stands(StepKind::FirstReport)) return refused("incident.told_already");
            break;
        case StepKind::Prevention:
            if (incident.state() != State::AwaitingPrevention)
                return refused("incident.reports_first");
            break;
        case StepKind::Notice:
        case StepKind::TakenBack:
            break;
    }
    return {};
}

}  // namespace

std::span<const Words<StepKind>> step_kinds() {
    return kStepKinds;
}
std::string_view to_text(StepKind kind) {
    return words_of(kStepKinds, kind).text;
}
std::string_view japanese(StepKind kind) {
    return words_of(kStepKinds, kind).japanese;
}

std::string_view japanese(State state) {
    switch (state) {
        case State::AwaitingFirstReport:
            return "速報まち";
        case State::AwaitingNotice:
            return "本人通知まち";
        case State::AwaitingFinalReport:
            return "確報まち";
        case State::AwaitingPrevention:
            return "再発防止策まち";
        case State::AwaitingClosing:
            return "終了まち";
        case State::Closed:
            return "終了";
    }
    return {};
}

std::vector<const std::string*> Account::texts() const {
    return {&noticed_by, &recipient, &story, &at_once, &cause, &harm, &publication, &remarks};
}

const Step* Incident::taken_back_by(const Step& step) const {
    const auto by = std::ranges::find_if(
        steps, [&](const Step& other) { return step.id && other.takes_back == step.id; });
    return by == steps.end() ? nullptr : &*by;
}

const Step* Incident::standing(StepKind kind) const {
    for (auto step = steps.rbegin(); step != steps.rend(); ++step)
        if (step->kind == kind && !taken_back_by(*step)) return &*step;
    return nullptr;
}

bool Incident::is_reported() const {
    if (standing(StepKind::FirstReport)) return true;
    return !grounds().empty() && !standing(StepKind::NoReport);
}

State Incident::state() const {
    if (closing) return State::Closed;
    if (is_reported()) {
        if (!standing(StepKind::FirstReport)) return State::AwaitingFirstReport;
        if (!standing(StepKind::Notice)) return State::AwaitingNotice;
        if (!standing(StepKind::FinalReport)) return State::AwaitingFinalReport;
    }
    return standing(StepKind::Prevention) ? State::AwaitingClosing : State::AwaitingPrevention;
}

std::vector<Owed> Incident::owed(const Holidays& holidays) const {
    const auto now = state();
    if (now == State::Closed) return {};
    if (now == State::AwaitingClosing)
        return {{kDutyClose, standing(StepKind::Prevention)->on + kToClose}};
    const auto terms = terms_of(account.noticed_on, account.malice, holidays);
    if (now == State::AwaitingPrevention) return {{kDutyPrevention, terms.final_limit}};
    std::vector<Owed> out;
    if (!standing(StepKind::FirstReport)) out.push_back({kDutyFirstReport, terms.first_aim});
    if (!standing(StepKind::Notice)) out.push_back({kDutyNotice, terms.notice_aim});
    if (!standing(StepKind::FinalReport))
        out.push_back({kDutyFinalReport, terms.final_limit, DutyBasis::Law});
    return out;
}

Result<Incident> Incident::take(Step step, Date today) const {
    if (!is_open()) return refused("incident.closed");
    TRY_DO(check_turn(*this, step.kind));
    if (step.kind == StepKind::Notice && step.means == Means::None)
        return fail(ErrorKind::Invalid, "choice.required", "notice_means");
    if (step.kind == StepKind::NoReport && step.exemption == Exemption::None)
        return fail(ErrorKind::Invalid, "choice.required", "exemption");
    if (step.text.empty()) return fail(ErrorKind::Invalid, "text.required", "step_text");
    if (step.on > today) return fail(ErrorKind::Invalid, "date.in_future", "on");
    if (step.on < account.noticed_on)
        return fail(ErrorKind::Invalid, "incident.before_noticed", "on");
    if (step.kind == StepKind::FinalReport && step.on < standing(StepKind::FirstReport)->on)
        return fail(ErrorKind::Invalid, "incident.before_first_report", "on");
    auto next = *this;
    next.steps.push_back(std::move(step));
    return next;
}

Result<Incident> Incident::take_back(StepId wrong, std::string reason, Actor by, Date today) const {
    if (!is_open()) return refused("incident.closed");
    const auto found = std::ranges::find(steps, wrong, &Step::id);
    if (found == steps.end() || found->kind == StepKind::TakenBack ||
        standing(found->kind) != &*found)
        return refused("incident.step_not_there");
    for (const auto& words : kStepKinds)
        if (standing(words.value) && leans_on(words.value, found->kind))
            return refused("incident.later_step_stands");
    if (reason.empty()) return fail(ErrorKind::Invalid, "text.required", "step_text");
    auto next = *this;
    next.steps.push_back({.kind = StepKind::TakenBack,
                          .on = today,
                          .text = std::move(reason),
                          .by = std::move(by),
                          .takes_back = wrong});
    return next;
}

Result<Incident> Incident::close(Actor by, Date today) const {
    if (!is_open()) return refused("incident.closed");
    if (!standing(StepKind::Prevention)) return refused("incident.prevention_first");
    if (state() != State::AwaitingClosing) return refused("incident.reports_first");
    if (by.user == reported_by.user) return refused("incident.own_report");
    auto next = *this;
    next.closing = Closing{today, std::move(by)};
    return next;
}

Result<Incident> Incident::amend(Account known, Date today) const {
    if (!is_open()) return refused("incident.closed");
    TRY(auto checked, check_account(std::move(known), today));
    auto next = *this;
    next.account = std::move(checked);
    return next;
}

Result<Account> check_account(Account account, Date today) {
    if (account.kind == Kind::None)
        return fail(ErrorKind::Invalid, "choice.required", "incident_kind");
    if (account.story.empty()) return fail(ErrorKind::Invalid, "text.required", "story");
    if (account.items.empty())
        return fail(ErrorKind::Invalid, "incident.items_needed", "leaked_item");
    if (account.noticed_on > today) return fail(ErrorKind::Invalid, "date.in_future", "noticed_on");
    if (account.happened_on && *account.happened_on > account.noticed_on)
        return fail(ErrorKind::Invalid, "incident.noticed_before", "noticed_on");
    return account;
}

}  // namespace kakehashi::incident
