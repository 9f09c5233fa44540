#include "disclosure/disclosure.hpp"

#include <utility>

namespace kakehashi::disclosure {
namespace {

/// The day of a step: not before the step it follows, not after today.
Result<void> check_day(Date on, Date last_step, Date today) {
    if (on > today) return fail(ErrorKind::Invalid, "date.in_future", "on");
    if (on < last_step) return fail(ErrorKind::Invalid, "disclosure.before_last_step", "on");
    return {};
}

tl::unexpected<Error> closed() {
    return fail(ErrorKind::Refused, "disclosure.closed");
}

}  // namespace

std::string_view japanese(State state) {
    switch (state) {
        case State::AwaitingIdentity:
            return "本人確認まち";
        case State::AwaitingDecision:
            return "判断まち";
        case State::AwaitingHandOver:
            return "交付まち";
        case State::Answered:
            return "完了";
        case State::Withdrawn:
            return "取下げ";
    }
    return {};
}

std::string_view duty_of(State state) {
    switch (state) {
        case State::AwaitingIdentity:
            return kDutyIdentify;
        case State::AwaitingDecision:
            return kDutyDecide;
        case State::AwaitingHandOver:
            return kDutyAnswer;
        default:
            return {};
    }
}

State DisclosureRequest::state() const {
    if (withdrawal) return State::Withdrawn;
    if (hand_over) return State::Answered;
    if (decision) return State::AwaitingHandOver;
    return identity ? State::AwaitingDecision : State::AwaitingIdentity;
}

bool DisclosureRequest::is_open() const {
    return !withdrawal && !hand_over;
}

Result<DisclosureRequest> receive(DisclosureRequest request, int days_to_answer, Date today) {
    if (request.received_on > today)
        return fail(ErrorKind::Invalid, "date.in_future", "received_on");
    if (request.requester != Requester::Self && request.relation.empty())
        return fail(ErrorKind::Invalid, "text.required", "relation");
    request.due_on = request.received_on + days{days_to_answer};
    return request;
}

Result<DisclosureRequest> DisclosureRequest::identify(IdentityCheck check, Date today) const {
    if (!is_open()) return closed();
    if (identity) return fail(ErrorKind::Refused, "disclosure.identified_already");
    if (check.document == IdDocument::None)
        return fail(ErrorKind::Invalid, "choice.required", "document");
    if (requester != Requester::Self && check.authority == Authority::None)
        return fail(ErrorKind::Invalid, "disclosure.authority_needed", "authority");
    TRY_DO(check_day(check.on, received_on, today));
    auto next = *this;
    next.identity = std::move(check);
    return next;
}

Result<DisclosureRequest> DisclosureRequest::decide(Decision made, Date today) const {
    if (!is_open()) return closed();
    if (!identity) return fail(ErrorKind::Refused, "disclosure.identity_first");
    if (decision) return fail(ErrorKind::Refused, "disclosure.decided_already");
    if (made.by.user == received_by.user) return fail(ErrorKind::Refused, "disclosure.own_intake");
    if (made.ruling == Ruling::None) return fail(ErrorKind::Invalid, "choice.required", "ruling");
    if (made.ruling == Ruling::Full) {
        made.ground = Ground::None;
        made.reason.clear();
    } else if (made.ground == Ground::None) {
        return fail(ErrorKind::Invalid, "disclosure.ground_needed", "refusal_ground");
    } else if (made.reason.empty()) {
        return fail(ErrorKind::Invalid, "text.required", "reason");
    }
    TRY_DO(check_day(made.on, identity->on, today));
    auto next = *this;
    next.decision = std::move(made);
    return next;
}

Result<DisclosureRequest> DisclosureRequest::answer(HandOver given, Date today) const {
    if (!is_open()) return closed();
    if (!identity) return fail(ErrorKind::Refused, "disclosure.identity_first");
    if (!decision) return fail(ErrorKind::Refused, "disclosure.decision_first");
    if (given.means == Means::None)
        return fail(ErrorKind::Invalid, "choice.required", "answer_means");
    if (decision->ruling == Ruling::Refused && given.fee_yen != 0)
        return fail(ErrorKind::Invalid, "disclosure.fee_of_refusal", "fee_yen");
    TRY_DO(check_day(given.on, decision->on, today));
    auto next = *this;
    next.hand_over = std::move(given);
    return next;
}

Result<DisclosureRequest> DisclosureRequest::withdraw(Withdrawal taken_back, Date today) const {
    if (!is_open()) return closed();
    TRY_DO(check_day(taken_back.on, received_on, today));
    auto next = *this;
    next.withdrawal = std::move(taken_back);
    return next;
}

}  // namespace kakehashi::disclosure
