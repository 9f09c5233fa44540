#include "question/question.hpp"

#include <array>

namespace kakehashi::question {
namespace {

constexpr std::array kSides{
    Words<Side>{Side::Office, "office", "連携室"},
    Words<Side>{Side::Ward, "ward", "病棟"},
};
constexpr std::array kClosings{
    Words<Closing>{Closing::Open, "", ""},
    Words<Closing>{Closing::Read, "read", "読みました"},
    Words<Closing>{Closing::Withdrawn, "withdrawn", "取り下げ"},
};
constexpr std::array kTerms{
    Words<Term>{Term::Today, "today", "本日中"},
    Words<Term>{Term::NextDay, "next_day", "次の平日まで"},
    Words<Term>{Term::Week, "week", "5日(平日)のうち"},
};
constexpr std::chrono::hours kClose{17}, kNoon{12};
constexpr int kWeekBusinessDays = 5;

}  // namespace

std::string_view to_text(Side side) {
    return words_of(kSides, side).text;
}
Side parse_side(std::string_view text) {
    return value_of(kSides, text, "choice.required").value_or(Side::Office);
}
std::string_view to_text(Closing closing) {
    return words_of(kClosings, closing).text;
}
Closing parse_closing(std::string_view text) {
    return value_of(kClosings, text, "choice.required").value_or(Closing::Open);
}

Result<Question> Question::answered(Side by, Said what) const {
    if (by != asked_of) return fail(ErrorKind::Refused, "question.not_your_turn");
    if (!is_open()) return fail(ErrorKind::Refused, "question.closed");
    if (answer) return fail(ErrorKind::Refused, "question.answered_already");
    auto next = *this;
    next.answer = std::move(what);
    return next;
}

Result<Question> Question::ended(Side by, Said when) const {
    if (by == asked_of) return fail(ErrorKind::Refused, "question.not_your_turn");
    if (!is_open()) return fail(ErrorKind::Refused, "question.closed");
    auto next = *this;
    next.closing = answer ? Closing::Read : Closing::Withdrawn;
    next.closed = std::move(when);
    return next;
}

std::string_view duty_owed(const Question& question) {
    if (!question.is_open()) return {};
    if (question.asked_of == Side::Ward) return question.answer ? kDutyRead : kDutyAwait;
    return question.answer ? std::string_view{} : kDutyAnswer;
}

std::span<const Words<Term>> terms() {
    return kTerms;
}
Result<Term> parse_term(std::string_view text) {
    return value_of(kTerms, text, "choice.required", "term");
}

Instant due_of(Term term, Instant now, const Holidays& holidays) {
    const auto today = date_in_japan(now);
    const auto next = holidays.next_business_day(today);
    if (term == Term::Today) {
        const auto close = instant_in_japan(today, kClose);
        return now < close ? close : instant_in_japan(next, kNoon);
    }
    if (term == Term::NextDay) return instant_in_japan(next, kClose);
    auto day = next;
    for (int n = 1; n < kWeekBusinessDays; ++n) day = holidays.next_business_day(day);
    return instant_in_japan(day, kClose);
}

}  // namespace kakehashi::question
