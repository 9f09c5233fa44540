#include "portal/portal_progress.hpp"

#include "base/era.hpp"

namespace kakehashi::portal {

Progress progress_of(ReferralState state, bool answered) {
    constexpr Progress kJudged{"受入れを確認中", "wait", 0};
    constexpr Progress kBooking{"予約を調整中", "wait", 1};
    switch (state) {
        case ReferralState::Received:
        case ReferralState::AwaitingDecision:
        case ReferralState::AskingDoctor:
            return kJudged;
        case ReferralState::AwaitingBooking:
            return answered ? kBooking : kJudged;
        case ReferralState::AwaitingVisit:
            return answered ? Progress{"受診まち", "info", 2} : kBooking;
        case ReferralState::NoShow:
            return {"来院がありませんでした", "due", 2};
        case ReferralState::Visited:
            return {"受診されました", "ok", 3};
        case ReferralState::Replied:
            return {"報告ずみ", "plain", 4, false};
        case ReferralState::Declined:
            return answered ? Progress{"お受けできませんでした", "plain", 0, false} : kJudged;
        case ReferralState::Forwarded:
            return answered ? Progress{"他院をご案内しました", "plain", 0, false} : kJudged;
        case ReferralState::Withdrawn:
        case ReferralState::NotReferral:
            break;
    }
    return {"取り下げ", "plain", 0, false};
}

std::string next_of(const CaseFacts& facts, Date today) {
    const auto progress = progress_of(facts.state, facts.answered);
    if (!progress.goes_on) return {};
    if (progress.step == 0 && facts.answer_due_at) {
        const auto day = date_in_japan(*facts.answer_due_at);
        const auto time = time_text(*facts.answer_due_at);
        if (day < today) return "お返事が遅れています。連携室へお電話ください";
        return (day == today ? "本日 " : short_date(day, today) + " ") + time +
               " までにお返事します";
    }
    if (progress.step == 1) return "日時が決まりましたらお知らせします";
    if (facts.state == ReferralState::AwaitingVisit && facts.appointment)
        return short_date(facts.appointment->on, today) + " " + facts.appointment->time +
               " のご予約です";
    if (facts.state == ReferralState::NoShow) return "連携室からご連絡します";
    if (facts.visited_on)
        return short_date(*facts.visited_on, today) + " に受診されました。返書をお待ちください";
    return {};
}

}  // namespace kakehashi::portal
