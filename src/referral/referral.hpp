#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/holidays.hpp"
#include "base/id.hpp"

namespace kakehashi {

/// 段階. Nouns of the work; closed states are those is_closed() names.
enum class ReferralState {
    Received,          // 受信: arrived, not yet registered (no patient)
    AwaitingDecision,  // 受入判断まち
    AskingDoctor,      // 医師に確認中
    AwaitingBooking,   // 予約調整: accepted, no confirmed place yet
    AwaitingVisit,     // 受診まち: booked (or told to come)
    NoShow,            // 未受診: did not come, to be followed up
    Visited,           // 受診ずみ: replies are owed
    Replied,           // 終結: the final reply went out (or is not needed)
    Declined,          // 受入不可
    Forwarded,         // 他院へ案内
    Withdrawn,         // 取り下げ
    NotReferral,       // 紹介でない(宛先ちがい・広告など)
};

enum class Door { Fax, Phone, Paper, Electronic, Csv, Portal };  // 入口
enum class Urgency { Emergency, Soon, Routine };                 // 至急・準緊急・通常

std::string_view to_text(ReferralState state);
std::string_view to_text(Door door);
std::string_view to_text(Urgency urgency);
Result<ReferralState> parse_referral_state(std::string_view text);
Result<Door> parse_door(std::string_view text);
Result<Urgency> parse_urgency(std::string_view text);
std::string_view japanese(ReferralState state);  // 受入判断まち
std::string_view japanese(Door door);            // FAX
std::string_view japanese(Urgency urgency);      // 至急
bool is_closed(ReferralState state);

/// Why a referral was declined: counted by reason, told to the referrer in words.
struct DeclineReason {
    std::string_view code;  // no_bed
    std::string_view text;  // 満床のため
};
std::span<const DeclineReason> decline_reasons();

/// What the letter says, as the form holds it. Free text of the letter, already cleaned.
struct LetterText {
    std::string referring_doctor;
    std::string referring_department;
    std::string diagnoses;   // 傷病名, first line = main
    std::string purpose;     // 紹介目的
    std::string history;     // 既往歴・家族歴
    std::string allergies;   // アレルギー・禁忌
    std::string course;      // 症状経過・検査結果
    std::string treatment;   // 治療経過
    std::string medication;  // 現在の処方
    std::string remarks;     // 備考・希望
    std::optional<Date> letter_dated_on;

    bool operator==(const LetterText&) const = default;
};

/// 紹介: one patient sent to us by a partner facility, from the letter's arrival to the final
/// reply. Plain data; transitions return the next value and never look at a clock or a database.
struct Referral {
    ReferralId id;
    FacilityId facility;  // ours
    std::string number;   // R-2026-11-0412
    ReferralState state = ReferralState::Received;
    Door door = Door::Fax;
    Urgency urgency = Urgency::Routine;
    PatientId patient;  // 0 only while Received or NotReferral
    FacilityId referrer;
    DepartmentId department;  // 受診科
    DoctorId doctor;
    std::string sender_note;  // while Received: 差出人 不明, number shown by the machine
    LetterText letter;
    Instant received_at;
    std::optional<Instant> registered_at;
    std::optional<Instant> answer_due_at;  // 返答の約束
    std::optional<Instant> decided_at;
    std::string decision_note;
    std::string decision_reason;         // code of decline_reasons()
    std::optional<Instant> answered_at;  // the answer left the house
    std::optional<Date> visited_on;
    std::optional<Date> admitted_on;
    std::optional<Date> discharged_on;
    std::optional<Instant> closed_at;
    std::string waiting_reason;  // open without an open duty: why
    UserId assignee;
    CaseDocumentId original;  // 原本
    int version = 1;          // raised by each save

    /// 登録: the patient is known from here on. Refused `referral.registered_already` unless
    /// Received.
    Result<Referral> register_for(PatientId patient, Instant now, Instant answer_due) const;
    /// 紹介でない. Only while Received. `reason` is required.
    Result<Referral> set_aside(std::string_view reason, Instant now) const;
    /// 医師に確認. From AwaitingDecision.
    Result<Referral> ask_doctor(DoctorId doctor, std::string_view question, Instant now) const;
    /// 受入可. From AwaitingDecision or AskingDoctor; `needs_booking` false: 当日そのまま来院.
    Result<Referral> accept(Instant now, bool needs_booking = true) const;
    /// 受入不可, with a reason of decline_reasons() and a note. The case closes when the referrer
    /// has been told (answer_sent); until then it owes the answer.
    Result<Referral> decline(std::string_view reason_code, std::string_view note,
                             Instant now) const;
    /// 他院へ案内, to whom in words. Closes like decline.
    Result<Referral> forward(std::string_view to_whom, Instant now) const;
    /// 返答を送った: the answer (予約票・受診案内・不可の返事) left by the partner's means.
    Result<Referral> answer_sent(Instant now) const;
    /// 予約確定: from AwaitingBooking, NoShow or (a move) AwaitingVisit. A new day that replaces
    /// one the referrer was told of must be told again.
    Result<Referral> book() const;
    /// 予約取消: back to AwaitingBooking.
    Result<Referral> unbook() const;
    /// 来院. Refused unless awaited (AwaitingBooking too: people come unbooked); Invalid
    /// `referral.visit_in_future`.
    Result<Referral> arrive(Date visited_on, Date today) const;
    /// One of the two days was typed wrongly: said beside them, refused nowhere.
    bool is_visited_before_letter() const;
    /// 来院せず.
    Result<Referral> miss(Instant now) const;
    /// 取り下げ, from any open state, with a reason.
    Result<Referral> withdraw(std::string_view reason, Instant now) const;
    /// 終結: all replies are sent or not needed. From Visited.
    Result<Referral> conclude(Instant now) const;
    /// A reply that was called back reopens the case: from Replied to Visited.
    Result<Referral> reopen() const;
    /// 入院・退院 move the due date of the final reply.
    Result<Referral> admit(Date on) const;
    Result<Referral> discharge(Date on) const;
    /// 元にもどす: a decision nobody outside has been told of, a withdrawal before the visit or
    /// 紹介でない is undone. A withdrawal leads back to `before_withdrawal` (none: to where a case
    /// decided so far stands). Refused `referral.cannot_be_taken_back` otherwise.
    Result<Referral> take_back(std::optional<ReferralState> before_withdrawal = {}) const;
};

/// The six steps of the page: 受信 登録 判断 予約 受診 返書. 0-based index of the current one;
/// 6 when concluded.
int step_of(ReferralState state);

/// 返答の約束 by urgency, from settings `referral.answer_minutes_emergency` and
/// `referral.answer_days_routine` (the defaults are the house rules of domain/rules.md 4.1).
struct AnswerTerms {
    int emergency_minutes = 30;     // inside reception hours, 8:30 to 17:00
    int routine_business_days = 1;  // 17:00 of that business day
};

/// When the referrer is answered unless something else was promised. 至急: minutes inside reception
/// hours; 準緊急: 17:00 of this business day (of the next one when closed); 通常: see AnswerTerms.
Instant default_answer_due(Urgency urgency, Instant now, const Holidays& holidays,
                           const AnswerTerms& terms = {});

/// What this case owes now besides replies and bookings, which their features owe: the duty kinds
/// below, by state. Pure; the store opens and closes duties to match. Every open state gives at
/// least one duty here or belongs to a feature that does (Visited: replies).
struct OwedDuty {
    std::string kind;
    Instant due_at;
    bool promise = false;
    bool urgent = false;
    bool keeps_due = false;  // counted from when it arose: one that is open already stays as it is
};
std::vector<OwedDuty> duties_owed(const Referral& referral, Instant now);

/// Duty kinds of this feature.
inline constexpr std::string_view kDutyRegister = "referral.register";  // 登録する
inline constexpr std::string_view kDutyDecide = "referral.decide";  // 受入の可否を返答する
inline constexpr std::string_view kDutyAskDoctor = "referral.ask_doctor";  // 医師の返事を記録する
inline constexpr std::string_view kDutyCompare = "referral.compare";  // 新しい版をくらべる
inline constexpr std::string_view kDutyAdded = "referral.added";  // 追加の書類を確かめる
inline constexpr std::string_view kDutyInbox = "referral.inbox";  // 取込フォルダを確かめる
inline constexpr std::string_view kDutyAnswer = "referral.answer";   // 紹介元へ返答を送る
inline constexpr std::string_view kDutyBook = "booking.arrange";     // 予約を取る
inline constexpr std::string_view kDutyVisit = "visit.confirm";      // 来院を確かめる
inline constexpr std::string_view kDutyNoShow = "referral.no_show";  // 未受診を連絡する

}  // namespace kakehashi
