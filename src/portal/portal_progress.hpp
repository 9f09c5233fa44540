#pragma once

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

/// 進みぐあい: what the referrer may know of a case. Of a decision nothing, before the office has
/// told it (`answered`).
struct Progress {
    std::string_view word;  // 予約を調整中
    std::string_view look;  // css: ok wait info …
    int step = 0;         // of 受付 予約 受診 返書, the current one; 4 when all are behind
    bool goes_on = true;  // false: no further step comes
};
Progress progress_of(ReferralState state, bool answered);

/// The four steps, in order.
inline constexpr std::string_view kSteps[] = {"受付", "予約", "受診", "返書"};

/// One sentence: what comes next, or what has happened. Empty: the word says it all.
struct CaseFacts {
    ReferralState state = ReferralState::Received;
    bool answered = false;
    std::optional<Instant> answer_due_at;
    std::optional<Appointment> appointment;
    std::optional<Date> visited_on;
};
std::string next_of(const CaseFacts& facts, Date today);

}  // namespace kakehashi::portal
