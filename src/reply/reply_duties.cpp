// How the duties of this feature are worded and acted on, and how its events read in a timeline.
#include "base/era.hpp"
#include "booking/booking_store.hpp"
#include "platform/document/document_store.hpp"
#include "reply/reply_routes.hpp"
#include "reply/reply_store.hpp"
#include "reply/reply_words.hpp"

namespace kakehashi::reply_pages {
namespace {

constexpr std::string_view kToday = "/today";

ReferralId referral_of(const Duty& duty) {
    return ReferralId{duty.about.id};
}

/// What every duty of a visited referral shows first.
NextAction pane_of(db::Transaction& tx, const Viewer& viewer, const Duty& duty) {
    NextAction next;
    const auto referral = find_referral(tx, viewer, referral_of(duty));
    if (!referral) return next;
    const auto names = names_of(tx, viewer, referral->id);
    next.reference = referral->number;
    next.details = referral_url(referral->id);
    next.facts.push_back(
        {"紹介元", names.referrer_name,
         referral->letter.referring_doctor.empty()
             ? names.referrer_phone
             : referral->letter.referring_doctor + " 先生 " + names.referrer_phone});
    if (!referral->letter.diagnoses.empty())
        next.facts.push_back({"傷病名", first_line(referral->letter.diagnoses)});
    return next;
}

NextAction visit_pane(Office& office, db::Transaction& tx, const Viewer& viewer, const Duty& duty) {
    auto next = pane_of(tx, viewer, duty);
    const auto now = office.clock.now();
    const auto names = names_of(tx, viewer, referral_of(duty));
    std::string when = "予約なし(当日そのまま)";
    bool may_act = true;
    auto visited_on = date_in_japan(now);
    for (const auto& booking : bookings_of_referral(tx, viewer, referral_of(duty)))
        if (booking.state == BookingState::Confirmed &&
            (duty.topic.empty() || duty.topic == booking.id.text())) {
            when = short_date(booking.on_date, date_in_japan(now)) + " " +
                   clock_text(booking.starts_at);
            may_act = booking.on_date <= date_in_japan(now);
            visited_on = booking.on_date;
            break;
        }
    next.facts.insert(next.facts.begin(), {"予約", when, names.department_name});
    if (!names.patient_phone.empty()) next.facts.push_back({"患者の電話", names.patient_phone});
    if (!may_act) return next;
    const auto base = html::Url::path("/arrivals").segment(duty.about.id);
    next.actions.push_back(
        {"来院した",
         base,
         true,
         "check",
         {{"visited_on", iso_date(visited_on)}, {"return_to", std::string{kToday}}}});
    next.actions.push_back(
        {"来院せず", base.segment("absence"), true, "x", {{"return_to", std::string{kToday}}}});
    return next;
}

std::optional<ReplyObligation> stage_of(db::Transaction& tx, const Viewer& viewer, const Duty& duty,
                                        std::string_view stage) {
    for (auto& one : obligations_of(tx, viewer, referral_of(duty)))
        if (to_text(one.stage) == stage && one.open()) return one;
    return std::nullopt;
}

NextAction reply_pane(Office& office, db::Transaction& tx, const Viewer& viewer, const Duty& duty,
                      std::string_view stage, bool chases) {
    auto next = pane_of(tx, viewer, duty);
    const auto reply = stage_of(tx, viewer, duty, stage);
    if (!reply) return next;
    const auto today = office.clock.today();
    next.facts.push_back({"待っている日数", std::to_string(reply->waiting_days(today)) + "日",
                          short_date(reply->counted_from, today) + " から"});
    next.facts.push_back({"いまの状態", std::string{japanese(reply->state)}, duty.place});
    const auto with_id = [&](const char* path) {
        return html::Url::path(path).with("id", reply->id.value);
    };
    const auto base = reply_url(reply->id);
    if (chases) {
        next.actions.push_back({"催促を記録する", with_id("/replies/chaser"), false, "bell"});
        next.actions.push_back({"返書を開く", base});
        return next;
    }
    if (reply->stage == ReplyStage::ArrivalNotice) {
        next.actions.push_back({"受診報告を送る",
                                html::Url::path("/arrivals/notices"),
                                true,
                                "send",
                                {{"id", reply->id.text()}, {"return_to", std::string{kToday}}}});
        next.actions.push_back({"内容を直す", base, false, "edit"});
        return next;
    }
    if (reply->state == ReplyState::Drafted)
        next.actions.push_back({"確かめて送る", with_id("/replies/sending"), false, "send"});
    next.actions.push_back({"返書を書く", base, false, "edit"});
    next.actions.push_back({"医師に催促する", with_id("/replies/chaser"), false, "bell"});
    return next;
}

DutyKind kind_of(ReplyStage stage) {
    return {stage == ReplyStage::ArrivalNotice ? "受診報告" : "返書", "reply",
            [stage](const Duty&) { return std::string{japanese(stage)} + "を送る"; },
            [stage](Office& office, db::Transaction& tx, const Viewer& viewer, const Duty& duty) {
                return reply_pane(office, tx, viewer, duty, to_text(stage), false);
            }};
}

std::string word_in(const Event& event, std::string_view key) {
    return std::string{event.data.at(key).string()};
}

/// 一次返書
std::string stage_in(const Event& event) {
    const auto stage = parse_reply_stage(word_in(event, "stage"));
    return stage ? std::string{japanese(*stage)} : "返書";
}

html::Url url_in(const Event& event) {
    const auto id = event.data.at("obligation").integer();
    return id ? reply_url(ReplyObligationId{*id}) : html::Url{};
}

std::string day_in(const Event& event) {
    const auto day = parse_iso_date(word_in(event, "day"));
    return day ? short_date(*day, date_in_japan(event.at)) : std::string{};
}

}  // namespace

std::map<std::string, DutyKind> reply_duty_kinds() {
    std::map<std::string, DutyKind> kinds;
    for (const auto stage : kReplyStages) kinds[duty_kind_of(stage)] = kind_of(stage);
    kinds[std::string{kDutyChase}] = {
        "催促", "bell",
        [](const Duty& duty) {
            const auto stage = parse_reply_stage(duty.topic);
            return (stage ? std::string{japanese(*stage)} : std::string{"返書"}) + "を催促する";
        },
        [](Office& office, db::Transaction& tx, const Viewer& viewer, const Duty& duty) {
            return reply_pane(office, tx, viewer, duty, duty.topic, true);
        }};
    kinds[std::string{kDutyVisit}] = {
        "来院", "check", [](const Duty&) { return std::string{"来院を確かめる"}; }, visit_pane};
    return kinds;
}

std::map<std::string, std::function<TimelineText(const Event&)>> reply_timeline() {
    const auto plain = [](std::string text) {
        return [text = std::move(text)](const Event&) { return TimelineText{text}; };
    };
    return {{"referral.arrived",
             [](const Event& event) { return TimelineText{"来院 " + day_in(event)}; }},
            {"referral.arrival_undone", plain("来院の記録を元にもどした")},
            {"referral.missed", plain("来院されなかった")},
            {"referral.no_show_told",
             [](const Event& event) {
                 const auto number = word_in(event, "number");
                 return TimelineText{"未来院を患者と紹介元に連絡(" +
                                     std::string{japanese_means(word_in(event, "means"))} + ")" +
                                     (number.empty() ? "" : " " + number)};
             }},
            {"referral.missed_undone", plain("来院せずの記録を元にもどした")},
            {"referral.admitted",
             [](const Event& event) { return TimelineText{"入院 " + day_in(event)}; }},
            {"referral.discharged",
             [](const Event& event) { return TimelineText{"退院 " + day_in(event)}; }},
            {"referral.concluded", plain("返書がすべて済み、終結")},
            {"referral.reopened", plain("終結をもどした")},
            {"reply.drafted",
             [](const Event& event) {
                 const auto version = event.data.at("version").integer().value_or(1);
                 return TimelineText{
                     stage_in(event) + "の下書きを保存(第" + std::to_string(version) + "版)",
                     url_in(event)};
             }},
            {"reply.asked",
             [](const Event& event) {
                 return TimelineText{stage_in(event) + "を医師に確認", url_in(event)};
             }},
            {"reply.sent",
             [](const Event& event) {
                 return TimelineText{stage_in(event) + "を" +
                                         std::string{japanese_means(word_in(event, "means"))} +
                                         "で送付 " + word_in(event, "number"),
                                     url_in(event)};
             }},
            {"reply.not_needed",
             [](const Event& event) {
                 return TimelineText{stage_in(event) + "は返書不要。" + word_in(event, "reason"),
                                     url_in(event)};
             }},
            {"reply.reopened",
             [](const Event& event) {
                 return TimelineText{stage_in(event) + "の返書不要を元にもどした", url_in(event)};
             }},
            {"reply.chased", [](const Event& event) {
                 return TimelineText{stage_in(event) + "を" + word_in(event, "whom") + "に催促",
                                     url_in(event)};
             }}};
}

}  // namespace kakehashi::reply_pages
