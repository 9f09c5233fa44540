#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/date.hpp"
#include "referral/referral.hpp"

namespace kakehashi::portal {

/// A confirmed place.
struct Appointment {
    Date on;
    std::string time;  // 10:30
};

/// What is known of a case.
struct CaseFacts {
    ReferralState state = ReferralState::Received;
    Urgency urgency = Urgency::Routine;
    bool answered = false;  // the referrer was told of the decision
    bool recalled = false;  // 取り消し by the referrer, on the portal
    Instant received_at;
    std::optional<Instant> registered_at;
    std::optional<Instant> answer_due_at;
    std::optional<Appointment> appointment;
    std::optional<Date> visited_on;
    std::optional<Instant> closed_at;
};

/// 進みぐあい: what the referrer may know of a case. Of a decision nothing, before the office has
/// told it (`answered`).
struct Progress {
    std::string_view word;  // 予約を調整中
    std::string_view look;  // css: ok wait info …
    int step = 0;           // of kSteps, the one that is to come; their number when all are behind
    bool goes_on = true;    // false: no further step comes
};
Progress progress_of(const CaseFacts& facts);

/// The five steps, in order, and the day of each that is known.
inline constexpr std::array<std::string_view, 5> kSteps{"送信", "受付", "予約", "受診", "返書"};
std::array<std::optional<Date>, kSteps.size()> days_of(const CaseFacts& facts);

/// One sentence: what comes next, or what has happened. Empty: the word says it all.
std::string next_of(const CaseFacts& facts, Date today);

}  // namespace kakehashi::portal
