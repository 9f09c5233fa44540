#pragma once

#include <optional>
#include <string>

#include "base/date.hpp"
#include "base/id.hpp"
#include "disclosure/disclosure_words.hpp"

namespace kakehashi::disclosure {

using DisclosureId = Id<struct DisclosureTag>;

/// Who did a step, as they were called then.
struct Actor {
    UserId user;
    std::string name;
};

/// 本人確認.
struct IdentityCheck {
    IdDocument document = IdDocument::None;
    Authority authority = Authority::None;  // of who is not the patient
    Date on;
    std::string by;
};
/// 判断.
struct Decision {
    Ruling ruling = Ruling::None;
    Ground ground = Ground::None;
    std::string reason;  // what is held back and why, as the requester is told
    Date on;
    Actor by;
};
/// 交付・通知: of a refusal, the letter that says so.
struct HandOver {
    Means means = Means::None;
    int fee_yen = 0;
    Date on;
    std::string by;
};
/// 取下げ.
struct Withdrawal {
    std::string reason;
    Date on;
    std::string by;
};

/// Where a request stands; it follows from what is recorded of it.
enum class State { AwaitingIdentity, AwaitingDecision, AwaitingHandOver, Answered, Withdrawn };
std::string_view japanese(State state);

/// 開示請求: somebody asks for the records of one patient. Each step returns the next value, or
/// Refused `disclosure.closed`, `disclosure.identified_already`, `disclosure.identity_first`,
/// `disclosure.decided_already`, `disclosure.decision_first` when it is not its turn; Invalid
/// `date.in_future`, `disclosure.before_last_step`, field `on`, for a day that cannot be.
struct DisclosureRequest {
    DisclosureId id;
    std::string number;
    PatientId patient;
    Requester requester = Requester::Self;
    std::string requester_name;
    std::string relation;
    std::string contact;
    std::string asked;
    CopyForm form = CopyForm::Electronic;
    Date received_on;
    Actor received_by;
    Date due_on;  // 目安, see docs/rules/disclosure.md
    std::optional<IdentityCheck> identity;
    std::optional<Decision> decision;
    std::optional<HandOver> hand_over;
    std::optional<Withdrawal> withdrawal;
    int version = 1;

    State state() const;
    bool is_open() const;

    /// Invalid `choice.required` (`document`); `disclosure.authority_needed` (`authority`) when
    /// somebody else than the patient asks.
    Result<DisclosureRequest> identify(IdentityCheck check, Date today) const;
    /// Refused `disclosure.own_intake` for who took the request in. Invalid `choice.required`
    /// (`ruling`), `disclosure.ground_needed` (`ground`), `text.required` (`reason`) unless all is
    /// disclosed.
    Result<DisclosureRequest> decide(Decision decision, Date today) const;
    /// Invalid `choice.required` (`answer_means`), `disclosure.fee_of_refusal` (`fee_yen`).
    Result<DisclosureRequest> answer(HandOver hand_over, Date today) const;
    /// At any time before the answer: nothing leaves the house.
    Result<DisclosureRequest> withdraw(Withdrawal withdrawal, Date today) const;
};

/// Setting `disclosure.days`: until the answer, 目安.
inline constexpr int kDaysDefault = 14;

/// Begins a request. Invalid `date.in_future` (`received_on`); `text.required` (`relation`) when
/// somebody else than the patient asks.
Result<DisclosureRequest> receive(DisclosureRequest request, int days_to_answer, Date today);

/// What is owed in this state: the kind of its one duty. Empty: nothing.
std::string_view duty_of(State state);
inline constexpr std::string_view kDutyIdentify = "disclosure.identify";
inline constexpr std::string_view kDutyDecide = "disclosure.decide";
inline constexpr std::string_view kDutyAnswer = "disclosure.answer";

}  // namespace kakehashi::disclosure
