#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.hpp"
#include "base/id.hpp"
#include "base/viewer.hpp"
#include "incident/reporting.hpp"
#include "platform/duty/duty.hpp"

namespace kakehashi::incident {

using IncidentId = Id<struct IncidentTag>;
using StepId = Id<struct IncidentStepTag>;

/// Who did something, as they were called then.
struct Actor {
    UserId user;
    std::string name;
};

/// What is known of it. Each saving is a version of its own; the newest counts.
struct Account {
    Kind kind = Kind::None;
    Subjects subjects = Subjects::Patients;
    std::optional<Date> happened_on;  // nobody knows yet
    Date noticed_on;                  // the day the office knew: the terms count from it
    std::string noticed_by;
    int persons = 1;
    LeakedItems items;
    std::string recipient;  // where it went
    std::string story;      // what happened
    std::string at_once;    // 回収・削除の依頼
    Malice malice = Malice::Unknown;
    // Found out later, for the commission's form.
    std::string cause, harm, publication, remarks;

    bool operator==(const Account&) const = default;
    Leaked leaked() const { return {kind, subjects, items, malice, persons}; }
    /// Every text in it: none may name a patient.
    std::vector<const std::string*> texts() const;
};

enum class StepKind { FirstReport, Notice, FinalReport, Prevention, NoReport, TakenBack };
std::span<const Words<StepKind>> step_kinds();
std::string_view to_text(StepKind kind);
std::string_view japanese(StepKind kind);

/// One line of what was done. Never changed; TakenBack says of another that it does not count.
struct Step {
    StepId id;  // none until it is saved
    StepKind kind = StepKind::FirstReport;
    Date on;
    Means means = Means::None;              // of the notice
    Exemption exemption = Exemption::None;  // of no report
    std::string text;                       // 受付番号, whom, what, why
    Actor by;
    StepId takes_back = {};
};

/// 終了.
struct Closing {
    Date on;
    Actor by;
};

/// What is to be done next; it follows from what is recorded.
enum class State {
    AwaitingFirstReport,
    AwaitingNotice,
    AwaitingFinalReport,
    AwaitingPrevention,
    AwaitingClosing,
    Closed
};
std::string_view japanese(State state);

/// What is owed, and by when.
struct Owed {
    std::string_view kind;
    Date due_on;
    DutyBasis basis = DutyBasis::Target;

    bool operator==(const Owed&) const = default;
};
inline constexpr std::string_view kDutyFirstReport = "incident.first_report";
inline constexpr std::string_view kDutyNotice = "incident.notice";
inline constexpr std::string_view kDutyFinalReport = "incident.final_report";
inline constexpr std::string_view kDutyPrevention = "incident.prevention";
inline constexpr std::string_view kDutyClose = "incident.close";
inline constexpr std::string_view kDuties[] = {kDutyFirstReport, kDutyNotice, kDutyFinalReport,
                                               kDutyPrevention, kDutyClose};

/// 個人情報の漏えい等, from the report of a colleague to its end. Each command returns the next
/// value, or Refused `incident.closed` and what is said at it. A step's day is Invalid
/// `date.in_future`, `incident.before_noticed`, field `on`.
struct Incident {
    IncidentId id;
    std::string number;  // I-2026-0001
    Date reported_on;
    Actor reported_by;
    Account account;
    std::vector<Step> steps;  // in the order they were written
    std::optional<Closing> closing;
    int version = 1;

    bool is_open() const { return !closing; }
    /// The line that says of this one that it does not count; none: it counts.
    const Step* taken_back_by(const Step& step) const;
    /// The line of this kind that counts; none: not done, or taken back.
    const Step* standing(StepKind kind) const;
    std::vector<Ground> grounds() const { return grounds_to_report(account.leaked()); }
    /// Whether the commission is told: the law asks and nobody decided otherwise, or it was told
    /// already.
    bool is_reported() const;
    State state() const;
    std::vector<Owed> owed(const Holidays& holidays) const;

    /// The next line. Refused `incident.step_done`; 速報 and 確報 `incident.not_to_report`, 確報
    /// `incident.first_report_first`, `incident.before_first_report` (Invalid, `on`); 再発防止策
    /// `incident.reports_first`; 報告しない `incident.told_already`. Invalid `choice.required`
    /// (`notice_means`, `exemption`), `text.required` (`step_text`).
    Result<Incident> take(Step step, Date today) const;
    /// A line that was written by mistake. Refused `incident.step_not_there`,
    /// `incident.later_step_stands`; Invalid `text.required` (`step_text`).
    Result<Incident> take_back(StepId step, std::string reason, Actor by, Date today) const;
    /// Refused `incident.prevention_first`, `incident.reports_first` when more became known after
    /// it; `incident.own_report` for who reported it.
    Result<Incident> close(Actor by, Date today) const;
    /// The account as it is known now. Invalid as at check_account().
    Result<Incident> amend(Account account, Date today) const;
};

/// Invalid `choice.required` (`incident_kind`), `text.required` (`story`), `incident.items_needed`
/// (`leaked_item`), `date.in_future` (`noticed_on`, `happened_on`), `incident.noticed_before` (the
/// day it was noticed lies before the day it happened).
Result<Account> check_account(Account account, Date today);

}  // namespace kakehashi::incident
