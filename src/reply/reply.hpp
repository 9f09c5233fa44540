#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/id.hpp"
#include "base/json/json.hpp"

namespace kakehashi {

using ReplyObligationId = Id<struct ReplyObligationTag>;

/// 返書の段階, in the order in which they fall due.
enum class ReplyStage {
    ArrivalNotice,  // 受診報告: the same day
    First,          // 一次返書
    Interim,        // 経過報告(入院報告)
    Final,          // 最終返書
};
enum class ReplyState {
    Open,       // 未着手
    Drafted,    // 下書きあり
    Asking,     // 医師の確認まち
    Sent,       // 送付ずみ
    NotNeeded,  // 返書不要, with a reason
};
std::string_view to_text(ReplyStage stage);
std::string_view to_text(ReplyState state);
Result<ReplyStage> parse_reply_stage(std::string_view text);
Result<ReplyState> parse_reply_state(std::string_view text);
std::string_view japanese(ReplyStage stage);        // 最終返書
std::string_view short_japanese(ReplyStage stage);  // 最終
std::string_view japanese(ReplyState state);
/// reply.final: the kind of the duty this stage opens.
std::string duty_kind_of(ReplyStage stage);
inline constexpr std::array kReplyStages{ReplyStage::ArrivalNotice, ReplyStage::First,
                                         ReplyStage::Interim, ReplyStage::Final};

/// When replies fall due in this house. No law sets these days; the office changes them in its
/// settings, and obligations that are open already keep theirs.
///
/// Rule:    4.1/reply-due. 受診報告 the same day; 一次返書 within 7 days of the first visit;
///          最終返書 within 14 days of discharge, or one month after the first visit.
/// Source:  design default of the project, domain rules 4.1 (confidence D); no legal source.
/// Since:   always. Reading: the visit or discharge is day 0.
struct ReplyTerms {
    int first_days = 7;                               // reply.first_days
    int interim_days = 7;                             // reply.interim_days, after admission
    int final_days_after_discharge = 14;              // reply.final_days_after_discharge
    int final_months_after_visit = 1;                 // reply.final_months_after_visit
    std::chrono::minutes notice_until{17 * 60 + 15};  // reply.notice_until, the office's closing
};

/// What the days of a stage are counted from and when it is due.
struct ReplyDue {
    Date counted_from;
    Date due_on;
};
/// Nothing for an interim report without an admission. `visited_on` is the first visit.
std::optional<ReplyDue> reply_due(ReplyStage stage, Date visited_on,
                                  std::optional<Date> admitted_on,
                                  std::optional<Date> discharged_on, const ReplyTerms& terms);
/// The same day of the month `months` later; the last day when that month is shorter.
Date months_later(Date day, int months);

/// 返書の義務: one stage of one referral.
struct ReplyObligation {
    ReplyObligationId id;
    ReferralId referral;
    PatientId patient;
    FacilityId referrer;
    ReplyStage stage = ReplyStage::First;
    ReplyState state = ReplyState::Open;
    Date counted_from;  // 受診日または退院日
    Date due_on;
    DepartmentId department;
    DoctorId doctor;
    std::optional<Instant> chased_doctor_at;
    std::optional<Instant> chased_head_at;
    int chasers = 0;
    std::string not_needed_reason;
    CaseDocumentId document;  // the version that was sent last
    Instant opened_at;
    std::optional<Instant> closed_at;
    int version = 1;

    bool open() const { return !closed_at; }
    /// Days waited, the day counted from being day 0.
    int waiting_days(Date today) const;

    /// 下書きを保存. Refused `reply.closed` after it was sent or found not needed.
    Result<ReplyObligation> draft() const;
    /// 医師に確かめてもらう.
    Result<ReplyObligation> ask_doctor() const;
    /// 送付. The document must be stored. A stage is sent once: Refused `reply.closed` afterwards.
    Result<ReplyObligation> send(CaseDocumentId document, Instant now) const;
    /// 返書不要. Invalid `reply.reason_required` without a reason; Refused `reply.closed`.
    Result<ReplyObligation> set_not_needed(std::string_view reason, Instant now) const;
    /// 元にもどす, after 返書不要 only: a letter that left the house cannot be taken back. Refused
    /// `reply.cannot_reopen`.
    Result<ReplyObligation> reopen() const;
    /// A chaser went to the doctor or the head.
    Result<ReplyObligation> chase(bool to_head, Instant now) const;
    /// Admission or discharge moved the days. Days counted from another day begin anew, and so do
    /// the chasers.
    ReplyObligation with_due(const ReplyDue& due) const;
};

/// 日数の帯: the four colours of the page, from the day counted from.
enum class AgeBand { Week, Fortnight, Month, Longer };  // 7日以内 8〜14 15〜30 31日以上
AgeBand age_band(int waiting_days);

/// Who is to be chased now.
///
/// Rule:    4.1/reply-chaser. After 7 days the doctor, after 14 the doctor again, after 30 the
/// head; after the head nobody. Source:  design default of the project, domain rules 4.1
/// (confidence D).
enum class Chaser { None, Doctor, DoctorAgain, Head };
Chaser chaser_due(const ReplyObligation& obligation, Date today);

/// What the writer fills in; the PDF and the preview are made from it. Empty means "not said".
struct ReplyText {
    std::string diagnosis;     // 診断名
    std::string findings;      // 所見・検査
    std::string course;        // 治療と経過
    std::string prescription;  // 処方の変更; 変更なし counts
    std::string further_care;  // continues shared back
    std::string requests;      // お願い, one a line
    std::string refer_again;   // 再紹介の目安
    std::string next_report;   // 次のご報告
    std::optional<Date> next_report_on;
    std::string next_visit;  // 当院の再診
    std::string outcome;     // 受診報告: continues admitted tests back other_department other
    std::string outcome_note;

    bool operator==(const ReplyText&) const = default;
};
json::Value to_json(const ReplyText& text);
ReplyText reply_text_from(const json::Value& value);

/// What a draft can know before anybody writes.
struct KnownFacts {
    std::string diagnoses;   // of the letter, first line = main
    std::string department;  // 循環器内科
    std::string doctor;      // 木村 亮
    Date visited_on;
    std::optional<Date> admitted_on, discharged_on;
    std::optional<Date> next_visit_on;
    std::optional<Date> next_due_on;  // of the stage after this one
};
/// A draft from known facts only: nothing is guessed, what only the doctor knows stays empty.
ReplyText draft_from(ReplyStage stage, const KnownFacts& facts);
/// The fields that must be filled before this stage may be sent: errors with their field names.
std::vector<Error> missing_for_sending(ReplyStage stage, const ReplyText& text);

inline constexpr std::string_view kDutyChase = "reply.chase";  // 医師に催促する

}  // namespace kakehashi
