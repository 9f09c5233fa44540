#include "portal/portal_progress.hpp"

#include "base/era.hpp"

namespace kakehashi::portal {
namespace {

std::string answer_due_text(Instant due, Date today) {
    const auto day = date_in_japan(due);
    if (day < today) return "お返事が遅れています。連携室へお電話ください";
    return (day == today ? "本日 " : short_date(day, today) + " ") + time_text(due) +
           " までにお返事します";
}

}  // namespace

Progress progress_of(const CaseFacts& facts) {
    constexpr Progress kJudged{"受入れを確認中", "wait", 2};
    constexpr Progress kBooking{"予約を調整中", "wait", 2};
    switch (facts.state) {
        case ReferralState::Received:
            return {"送信ずみ", "info", 1};
        case ReferralState::AwaitingDecision:
        case ReferralState::AskingDoctor:
            return kJudged;
        case ReferralState::AwaitingBooking:
            return facts.answered ? kBooking : kJudged;
        case ReferralState::AwaitingVisit:
            return facts.answered ? Progress{"受診まち", "info", 3} : kBooking;
        case ReferralState::NoShow:
            return {"来院がありませんでした", "due", 3};
        case ReferralState::Visited:
            return {"受診されました", "ok", 4};
        case ReferralState::Replied:
            return {"報告ずみ", "plain", 5, false};
        case ReferralState::Declined:
            return facts.answered ? Progress{"お受けできませんでした", "plain", 2, false} : kJudged;
        case ReferralState::Forwarded:
            return facts.answered ? Progress{"他院をご案内しました", "plain", 2, false} : kJudged;
        case ReferralState::NotReferral:
            return facts.recalled ? Progress{"取り消しました", "plain", 1, false}
                                  : Progress{"受付できませんでした", "due", 1, false};
        case ReferralState::Withdrawn:
            break;
    }
    return {"取り下げ", "plain", 1, false};
}

std::array<std::optional<Date>, kSteps.size()> days_of(const CaseFacts& facts) {
    std::array<std::optional<Date>, kSteps.size()> days;
    days[0] = date_in_japan(facts.received_at);
    if (facts.registered_at) days[1] = date_in_japan(*facts.registered_at);
    if (facts.answered && facts.appointment) days[2] = facts.appointment->on;
    days[3] = facts.visited_on;
    if (facts.state == ReferralState::Replied && facts.closed_at)
        days[4] = date_in_japan(*facts.closed_at);
    return days;
}

std::string next_of(const CaseFacts& facts, Date today) {
    const auto progress = progress_of(facts);
    if (facts.state == ReferralState::NotReferral && !facts.recalled)
        return "連携室へお電話ください";
    if (!progress.goes_on) return {};
    if (facts.state == ReferralState::Received)
        return facts.urgency == Urgency::Emergency ? "至急のときは、連携室へお電話もお願いします"
                                                   : "連携室が受け付けると、ここに日付が入ります";
    const bool judged = !facts.answered && facts.state != ReferralState::AwaitingVisit;
    if (progress.step == 2 && judged && facts.answer_due_at)
        return answer_due_text(*facts.answer_due_at, today);
    if (progress.step == 2) return "日時が決まりましたらお知らせします";
    if (facts.state == ReferralState::AwaitingVisit && facts.appointment)
        return short_date(facts.appointment->on, today) + " " + facts.appointment->time +
               " のご予約です";
    if (facts.state == ReferralState::NoShow) return "連携室からご連絡します";
    if (facts.visited_on)
        return short_date(*facts.visited_on, today) + " に受診されました。返書をお待ちください";
    return {};
}

}  // namespace kakehashi::portal
