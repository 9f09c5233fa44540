#pragma once

#include <optional>
#include <span>
#include <string>

#include "base/date.hpp"
#include "base/holidays.hpp"
#include "base/words.hpp"
#include "ward/ward.hpp"

namespace kakehashi::question {

using QuestionId = Id<struct QuestionTag>;

/// Who is asked, and who asks.
enum class Side { Office, Ward };
std::string_view to_text(Side side);
Side parse_side(std::string_view text);
inline Side other(Side side) {
    return side == Side::Office ? Side::Ward : Side::Office;
}

enum class Closing {
    Open,
    Read,       // who asked has read the answer
    Withdrawn,  // who asked needs none any more
};
std::string_view to_text(Closing closing);
Closing parse_closing(std::string_view text);

/// What was written, when and by whom, as they were called then.
struct Said {
    std::string text;
    Instant at{};
    std::string by;
};

/// 質問 about one patient in a ward.
struct Question {
    QuestionId id;
    PatientId patient;
    ward::WardId ward;  // where the patient was then
    Side asked_of = Side::Office;
    Said asked;
    UserId asker;
    Instant due_at{};
    std::optional<Said> answer;
    Closing closing = Closing::Open;
    Said closed;  // without text
    int version = 1;

    bool is_open() const { return closing == Closing::Open; }
    /// Refused `question.closed`, `question.answered_already`, `question.not_your_turn`.
    Result<Question> answered(Side by, Said what) const;
    /// 読んだ, or 取り下げ while there is no answer. Refused `question.closed`,
    /// `question.not_your_turn`.
    Result<Question> ended(Side by, Said when) const;
};

/// What the office owes: the kind of its one open duty; empty: nothing.
inline constexpr std::string_view kDutyAnswer = "question.answer";  // 病棟の質問に答える
inline constexpr std::string_view kDutyAwait = "question.await";    // 病棟の回答を待つ
inline constexpr std::string_view kDutyRead = "question.read";      // 病棟の回答を読む
std::string_view duty_owed(const Question& question);

/// いつまで: today 17:00 (after that, the next business day at noon), the next business day 17:00,
/// or the fifth.
enum class Term { Today, NextDay, Week };
std::span<const Words<Term>> terms();
/// Invalid `choice.required`, field `term`.
Result<Term> parse_term(std::string_view text);
Instant due_of(Term term, Instant now, const Holidays& holidays);

}  // namespace kakehashi::question
