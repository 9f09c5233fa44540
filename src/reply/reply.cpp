#include "reply/reply.hpp"

#include "base/era.hpp"

namespace kakehashi {
namespace {

constexpr std::array<std::string_view, 4> kStageWords{"arrival_notice", "first", "interim",
                                                      "final"};
constexpr std::array<std::string_view, 4> kStageJapanese{"受診報告", "一次返書", "経過報告",
                                                         "最終返書"};
constexpr std::array<std::string_view, 4> kStageShort{"受診報告", "初回", "経過", "最終"};
constexpr std::array<std::string_view, 5> kStateWords{"open", "drafted", "asking", "sent",
                                                      "not_needed"};
constexpr std::array<std::string_view, 5> kStateJapanese{"未着手", "下書きあり", "医師の確認まち",
                                                         "送付ずみ", "返書不要"};

constexpr int kFirstChaserAfterDays = 7;
constexpr int kSecondChaserAfterDays = 14;
constexpr int kHeadChaserAfterDays = 30;

template <typename E, std::size_t N>
Result<E> parse_word(const std::array<std::string_view, N>& words, std::string_view text,
                     std::string code) {
    for (std::size_t i = 0; i < N; ++i)
        if (words[i] == text) return static_cast<E>(i);
    return fail(ErrorKind::Invalid, std::move(code));
}

/// 11月24日(火)
std::string day_in_letter(Date day) {
    const std::chrono::year_month_day ymd{day};
    return std::to_string(static_cast<unsigned>(ymd.month())) + "月" +
           std::to_string(static_cast<unsigned>(ymd.day())) + "日(" + weekday_text(day) + ")";
}

std::string first_line(std::string_view text) {
    return std::string{text.substr(0, text.find('\n'))};
}

}  // namespace

std::string_view to_text(ReplyStage stage) {
    return kStageWords[static_cast<std::size_t>(stage)];
}
std::string_view to_text(ReplyState state) {
    return kStateWords[static_cast<std::size_t>(state)];
}
Result<ReplyStage> parse_reply_stage(std::string_view text) {
    return parse_word<ReplyStage>(kStageWords, text, "reply.unknown_stage");
}
Result<ReplyState> parse_reply_state(std::string_view text) {
    return parse_word<ReplyState>(kStateWords, text, "reply.unknown_state");
}
std::string_view japanese(ReplyStage stage) {
    return kStageJapanese[static_cast<std::size_t>(stage)];
}
std::string_view short_japanese(ReplyStage stage) {
    return kStageShort[static_cast<std::size_t>(stage)];
}
std::string_view japanese(ReplyState state) {
    return kStateJapanese[static_cast<std::size_t>(state)];
}
std::string duty_kind_of(ReplyStage stage) {
    return "reply." + std::string{to_text(stage)};
}

Date months_later(Date day, int months) {
    const std::chrono::year_month_day ymd{day};
    const auto month =
        std::chrono::year_month{ymd.year(), ymd.month()} + std::chrono::months{months};
    const std::chrono::year_month_day same{month.year(), month.month(), ymd.day()};
    if (same.ok()) return Date{same};
    return Date{
        std::chrono::year_month_day_last{month.year(), std::chrono::month_day_last{month.month()}}};
}

std::optional<ReplyDue> reply_due(ReplyStage stage, Date visited_on,
                                  std::optional<Date> admitted_on,
                                  std::optional<Date> discharged_on, const ReplyTerms& terms) {
    switch (stage) {
        case ReplyStage::ArrivalNotice:
            return ReplyDue{visited_on, visited_on};
        case ReplyStage::First:
            return ReplyDue{visited_on, visited_on + days{terms.first_days}};
        case ReplyStage::Interim:
            if (!admitted_on) return std::nullopt;
            return ReplyDue{*admitted_on, *admitted_on + days{terms.interim_days}};
        case ReplyStage::Final:
            break;
    }
    if (discharged_on)
        return ReplyDue{*discharged_on, *discharged_on + days{terms.final_days_after_discharge}};
    // While in hospital the final report waits for the discharge; the month still reminds.
    const auto from = admitted_on.value_or(visited_on);
    return ReplyDue{from, months_later(from, terms.final_months_after_visit)};
}

int ReplyObligation::waiting_days(Date today) const {
    return static_cast<int>((today - counted_from).count());
}

Result<ReplyObligation> ReplyObligation::draft() const {
    if (!open()) return fail(ErrorKind::Refused, "reply.closed");
    auto next = *this;
    next.state = ReplyState::Drafted;
    return next;
}

Result<ReplyObligation> ReplyObligation::ask_doctor() const {
    if (!open()) return fail(ErrorKind::Refused, "reply.closed");
    auto next = *this;
    next.state = ReplyState::Asking;
    return next;
}

Result<ReplyObligation> ReplyObligation::send(CaseDocumentId sent, Instant now) const {
    if (!open()) return fail(ErrorKind::Refused, "reply.closed");
    auto next = *this;
    next.state = ReplyState::Sent;
    next.document = sent;
    next.closed_at = now;
    return next;
}

Result<ReplyObligation> ReplyObligation::set_not_needed(std::string_view reason,
                                                        Instant now) const {
    if (!open()) return fail(ErrorKind::Refused, "reply.closed");
    if (reason.empty()) return fail(ErrorKind::Invalid, "reply.reason_required", "reason");
    auto next = *this;
    next.state = ReplyState::NotNeeded;
    next.not_needed_reason = reason;
    next.closed_at = now;
    return next;
}

Result<ReplyObligation> ReplyObligation::reopen() const {
    if (state != ReplyState::NotNeeded) return fail(ErrorKind::Refused, "reply.cannot_reopen");
    auto next = *this;
    next.state = ReplyState::Open;
    next.not_needed_reason.clear();
    next.closed_at.reset();
    return next;
}

Result<ReplyObligation> ReplyObligation::chase(bool to_head, Instant now) const {
    if (!open()) return fail(ErrorKind::Refused, "reply.closed");
    auto next = *this;
    ++next.chasers;
    (to_head ? next.chased_head_at : next.chased_doctor_at) = now;
    return next;
}

ReplyObligation ReplyObligation::with_due(const ReplyDue& due) const {
    auto next = *this;
    if (next.counted_from != due.counted_from) {
        next.chased_doctor_at.reset();
        next.chased_head_at.reset();
    }
    next.counted_from = due.counted_from;
    next.due_on = due.due_on;
    return next;
}

AgeBand age_band(int waiting_days) {
    if (waiting_days <= kFirstChaserAfterDays) return AgeBand::Week;
    if (waiting_days <= kSecondChaserAfterDays) return AgeBand::Fortnight;
    return waiting_days <= kHeadChaserAfterDays ? AgeBand::Month : AgeBand::Longer;
}

Chaser chaser_due(const ReplyObligation& obligation, Date today) {
    if (!obligation.open() || obligation.stage == ReplyStage::ArrivalNotice) return Chaser::None;
    if (obligation.chased_head_at) return Chaser::None;  // nobody stands above the head
    const int waited = obligation.waiting_days(today);
    if (waited > kHeadChaserAfterDays) return Chaser::Head;
    if (!obligation.chased_doctor_at)
        return waited > kFirstChaserAfterDays ? Chaser::Doctor : Chaser::None;
    const auto chased_after =
        (date_in_japan(*obligation.chased_doctor_at) - obligation.counted_from).count();
    if (waited > kSecondChaserAfterDays && chased_after <= kSecondChaserAfterDays)
        return Chaser::DoctorAgain;
    return Chaser::None;
}

json::Value to_json(const ReplyText& text) {
    return json::object(
        {{"diagnosis", text.diagnosis},
         {"findings", text.findings},
         {"course", text.course},
         {"prescription", text.prescription},
         {"further_care", text.further_care},
         {"requests", text.requests},
         {"refer_again", text.refer_again},
         {"next_report", text.next_report},
         {"next_report_on", text.next_report_on ? iso_date(*text.next_report_on) : ""},
         {"next_visit", text.next_visit},
         {"outcome", text.outcome},
         {"outcome_note", text.outcome_note}});
}

ReplyText reply_text_from(const json::Value& value) {
    const auto part = [&](std::string_view key) { return std::string{value.at(key).string()}; };
    ReplyText text;
    text.diagnosis = part("diagnosis");
    text.findings = part("findings");
    text.course = part("course");
    text.prescription = part("prescription");
    text.further_care = part("further_care");
    text.requests = part("requests");
    text.refer_again = part("refer_again");
    text.next_report = part("next_report");
    if (const auto day = parse_iso_date(part("next_report_on"))) text.next_report_on = *day;
    text.next_visit = part("next_visit");
    text.outcome = part("outcome");
    text.outcome_note = part("outcome_note");
    return text;
}

ReplyText draft_from(ReplyStage stage, const KnownFacts& facts) {
    ReplyText text;
    if (facts.next_visit_on) text.next_visit = day_in_letter(*facts.next_visit_on);
    if (stage == ReplyStage::ArrivalNotice) {
        text.outcome = facts.admitted_on == facts.visited_on ? "admitted" : "continues";
        return text;
    }
    text.diagnosis = first_line(facts.diagnoses);
    text.further_care = "continues";
    text.course =
        day_in_letter(facts.visited_on) + "に当院" + facts.department + "を受診されました。";
    if (facts.admitted_on)
        text.course += "\n" + day_in_letter(*facts.admitted_on) + "に入院されました。";
    if (facts.discharged_on)
        text.course += "\n" + day_in_letter(*facts.discharged_on) + "に退院されました。";
    if (stage != ReplyStage::Final) {
        text.next_report = stage == ReplyStage::First ? "診断結果と今後の方針" : "退院時の経過";
        text.next_report_on = facts.next_due_on;
    }
    return text;
}

std::vector<Error> missing_for_sending(ReplyStage stage, const ReplyText& text) {
    std::vector<Error> missing;
    const auto need = [&](const std::string& value, const char* field) {
        if (value.empty()) missing.push_back({ErrorKind::Invalid, "text.required", field});
    };
    if (stage == ReplyStage::ArrivalNotice) {
        need(text.outcome, "outcome");
        if (text.outcome == "other_department" || text.outcome == "other")
            need(text.outcome_note, "outcome_note");
        return missing;
    }
    need(text.diagnosis, "diagnosis");
    need(text.course, "course");
    need(text.prescription, "prescription");
    need(text.further_care, "further_care");
    if (text.further_care == "shared" || text.further_care == "back")
        need(text.requests, "requests");
    if (stage == ReplyStage::Final) {
        need(text.refer_again, "refer_again");
    } else {
        need(text.next_report, "next_report");
        if (!text.next_report_on)
            missing.push_back({ErrorKind::Invalid, "date.required", "next_report_on"});
    }
    return missing;
}

}  // namespace kakehashi
