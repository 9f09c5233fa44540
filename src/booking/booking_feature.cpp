// What 予約調整 adds to the program: its place in the menu, its duties, its lines in timelines.

#include <map>

#include "base/era.hpp"
#include "booking/booking_pages.hpp"
#include "booking/booking_routes.hpp"
#include "booking/booking_week.hpp"
#include "booking/place_request_pages.hpp"
#include "booking/place_request_store.hpp"
#include "office/change.hpp"
#include "office/offices.hpp"
#include "referral/caution.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kRoundDue{"booking.round_due", R"sql(
    SELECT count(*) FROM booking WHERE state = 'held' AND held_until <= $1
)sql"};

/// 消化器内科 11/27(金) 10:30
std::string place_of(const Event& event) {
    const auto day = parse_iso_date(event.data.at("day").string());
    const auto time = parse_time_of_day(event.data.at("time").string());
    std::string text{event.data.at("bookable").string()};
    if (day) text += " " + short_date(*day, date_in_japan(event.at));
    if (time) text += " " + clock_text(*time);
    return text;
}

html::Url booking_page(ReferralId referral) {
    return html::Url::path("/bookings").with("sel", referral.value);
}

using Line = std::function<TimelineText(const Event&)>;

Line line(std::string verb) {
    return [verb = std::move(verb)](const Event& event) {
        std::string text = place_of(event) + " " + verb;
        if (const auto reason = event.data.at("reason").string(); !reason.empty())
            text += "(" + std::string{reason} + ")";
        TimelineText out{std::move(text), {}};
        if (event.about.kind == "referral") out.url = booking_page(ReferralId{event.about.id});
        return out;
    };
}

TimelineText sent_line(const Event& event) {
    return {"予約票と受診案内を" + std::string{japanese_means(event.data.at("means").string())} +
                "で紹介元へ送付 " + std::string{event.data.at("number").string()},
            booking_page(ReferralId{event.about.id})};
}

TimelineText asked_line(const Event& event) {
    const auto wish = parse_place_wish(event.data.at("wish").string());
    const auto what = std::string{wish ? japanese(*wish) : ""} + "のお願い";
    const auto outcome = std::string{event.data.at("outcome").string()};
    if (outcome.empty()) return {"紹介元から" + what};
    switch (parse_place_outcome(outcome)) {
        case PlaceOutcome::Answered:
            return {what + "に返事をした"};
        case PlaceOutcome::TakenBack:
            return {"紹介元が" + what + "を取り下げた"};
        case PlaceOutcome::Over:
            return {what + "は予約の日が済んで終わった"};
        default:
            return {what + "のとおりにした"};
    }
}

/// What the pane shows for a referral that is to be booked or moved.
NextAction next_action(Office& office, db::Transaction& tx, const Viewer& viewer,
                       const Duty& duty) {
    NextAction next;
    const ReferralId id{duty.about.id};
    const auto facts = slip_facts(tx, viewer, id);
    if (!facts) return next;
    const auto now = office.clock.now();
    const auto today = date_in_japan(now);
    next.reference = facts->referral.number;
    next.details = html::Url::path("/referrals").segment(id.value);
    next.caution = caution_of(facts->names.patient_caution, facts->referral.letter.allergies);
    const auto& names = facts->names;
    next.facts.push_back({"紹介元", names.referrer_name, facts->referral.letter.referring_doctor});
    next.facts.push_back({"希望の科", names.department_name, names.doctor_name});
    if (!facts->referral.letter.purpose.empty())
        next.facts.push_back({"紹介目的", facts->referral.letter.purpose});
    for (const auto& place : facts->places) {
        const bool held = place.state == BookingState::Held;
        const auto* what = facts->bookable(place.bookable);
        next.facts.push_back(
            {held ? "仮押さえ" : "予約",
             booking_pages::when_text(place, today) + " " + (what ? what->name : std::string{}),
             held ? time_left(place.held_until.value_or(now), now) : std::string{}, held});
    }
    const bool held = !facts->places.empty() && duty.kind == kDutyBook;
    next.actions.push_back({duty.kind == kDutyRearrange ? "予約を移す"
                            : held                      ? "予約を確定して返信する"
                                                        : "枠を選ぶ",
                            booking_page(id), false, "cal"});
    return next;
}

std::string arrange_heading(const Duty& duty) {
    return duty.place.starts_with("仮 ") ? "仮予約の日時を紹介元へ返信する" : "予約を取る";
}

/// 今日の予定: 10:30 循環器内科 3名.
std::vector<AgendaLine> agenda(db::Transaction& tx, const Viewer& viewer, Date day) {
    struct Group {
        int all = 0, arrived = 0;
    };
    std::map<std::pair<TimeOfDay, std::string>, Group> groups;
    for (const auto& visit : bookings_of_day(tx, viewer, day)) {
        auto& group = groups[{visit.booking.starts_at, visit.bookable_name}];
        ++group.all;
        if (visit.booking.state == BookingState::Kept) ++group.arrived;
    }
    booking_pages::Shown shown;
    shown.first = day;
    shown.span = booking_pages::Span::Day;
    std::vector<AgendaLine> lines;
    lines.reserve(groups.size());
    for (const auto& [when, group] : groups)
        lines.push_back({when.first, when.second + " " + std::to_string(group.all) + "名",
                         group.arrived ? "来院 " + std::to_string(group.arrived) + "名" : "",
                         shown.url()});
    return lines;
}

/// Holds that ran out, and places nobody wants any more. The writer is asked only when there are
/// some.
void every_minute(Office& office) {
    const auto now = office.clock.now();
    bool due = false;
    {
        auto tx = office.db.read();
        due = tx.number(kRoundDue, now) > 0 || has_unwanted(tx, now);
    }
    if (!due) return;
    auto tx = office.db.write();
    expire_holds(tx, now);
    release_unwanted(tx, now);
    for (const auto house : office::offices(tx)) office::tell_live_lists(tx, house, now);
    tx.commit();
}

}  // namespace

Feature booking_feature() {
    Feature feature;
    feature.name = "booking";
    feature.nav = {{"前方連携", "予約調整", "/bookings", "cal", "booking.", "y"}};
    feature.duty_kinds = {
        {std::string{kDutyBook}, {"予約", "cal", arrange_heading, next_action}},
        {std::string{kDutyRearrange},
         {"予約", "cal", [](const Duty&) { return std::string{"予約を移す"}; }, next_action}},
        {std::string{kDutyAsked},
         {"予約", "cal", [](const Duty&) { return std::string{"予約変更のお願いに答える"}; },
          booking_pages::next_for_request}},
    };
    feature.timeline = {
        {"booking.held", line("を仮押さえ")},
        {"booking.extended", line("の仮押さえを1時間のばした")},
        {"booking.released", line("の仮押さえを空きにもどした")},
        {"booking.expired", line("の仮押さえが時間切れ")},
        {"booking.confirmed", line("の予約を確定")},
        {"booking.moved", line("へ予約を変更")},
        {"booking.cancelled", line("の予約を取消")},
        {"booking.kept", line("の予約に来院")},
        {"booking.missed", line("の予約に来院せず")},
        {"booking.awaited_again", line("の来院の記録を元にもどした")},
        {"booking.slip_sent", sent_line},
        {"booking.asked", asked_line},
    };
    feature.add_routes = [](http::Router& router, Office& office) {
        booking_pages::add_week_routes(router, office);
        booking_pages::add_change_routes(router, office);
        booking_pages::add_template_routes(router, office);
        booking_pages::add_request_routes(router, office);
    };
    feature.agenda = agenda;
    feature.every_minute = every_minute;
    return feature;
}

}  // namespace kakehashi
