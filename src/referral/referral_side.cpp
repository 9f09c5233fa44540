// Beside the form: steps, timeline, the referrer's figures; and who the referrer is.
#include "base/era.hpp"
#include "base/japanese.hpp"
#include "facility/facility_store.hpp"
#include "platform/document/document_store.hpp"
#include "referral/referral_detail.hpp"

namespace kakehashi::referral_pages {
namespace {

constexpr std::string_view kStepNames[] = {"受信", "登録", "判断", "予約", "受診", "返書"};
constexpr int kTimelineLines = 60;
constexpr int kReferrerChoices = 6;

/// What another feature would do next about this case, as its duty says.
std::vector<PaneAction> actions_for(Office& office, db::Transaction& tx, const Viewer& viewer,
                                    const Duty& duty) {
    std::vector<PaneAction> actions;
    for (auto& action : office.duty_kind(duty.kind).next_action(office, tx, viewer, duty).actions)
        actions.push_back({std::move(action.label), "k-btn", std::move(action.icon),
                           std::move(action.url), action.posts, false, std::move(action.fields)});
    if (!actions.empty()) {
        actions.front().leading = true;
        actions.front().css = "k-btn pri";
    }
    return actions;
}

std::string what_is_owed(Office& office, const Duty& duty) {
    const auto& kind = office.duty_kind(duty.kind);
    return kind.heading(duty);
}

Pick pick_of(const Facility& facility) {
    Pick pick;
    pick.value = facility.id.text();
    pick.name = facility.name;
    pick.facts = facility.address;
    pick.number = facility.phone;
    return pick;
}

}  // namespace

void fill_side(DetailView& view, Office& office, db::Transaction& tx, const Viewer& viewer,
               const Referral& referral, const ReferralNames& names, Instant now) {
    const int current = step_of(referral.state);
    for (int i = 0; i < 6; ++i)
        view.steps.push_back({std::string{kStepNames[i]},
                              i < current    ? "done"
                              : i == current ? "now"
                                             : "",
                              i == current});
    view.since = since_arrival(referral.received_at, now);

    const auto duties = open_duties_of(tx, viewer, case_of(referral.id));
    for (auto duty = duties.rbegin(); duty != duties.rend(); ++duty)
        view.timeline.push_back({"todo",
                                 due_text(duty->due_at, now, false) + " まで",
                                 what_is_owed(office, *duty),
                                 {}});
    if (referral.state == ReferralState::Visited)
        for (const auto& duty : duties) {
            if (!duty.kind.starts_with("reply.")) continue;
            if (auto actions = actions_for(office, tx, viewer, duty); !actions.empty())
                view.actions = std::move(actions);
            break;
        }
    bool first = true;
    for (const auto& event : events_of_case(tx, viewer, case_of(referral.id), kTimelineLines)) {
        auto text = office.timeline_text(event);
        if (text.text.empty()) continue;
        const auto who = event.actor_name.empty() ? std::string{"自動"} : event.actor_name;
        view.timeline.push_back({first ? "now" : "done",
                                 moment_text(event.at, now) + " " + who.substr(0, who.find(' ')),
                                 std::move(text.text), std::move(text.url)});
        first = false;
    }
    for (const auto& duty : duties)
        if (duty.kind == kDutyCompare || duty.kind == kDutyAdded) {
            view.compare_url = url_of(referral.id).segment("comparison");
            view.compare_added = duty.kind == kDutyAdded;
        }
    for (const auto& duty : duties) {
        if (!duty.kind.starts_with("referral.")) continue;
        view.snooze_duty = duty.id.text();
        view.snooze_version = std::to_string(duty.version);
        break;
    }
    view.hold = office::hold_note(tx, viewer, case_of(referral.id), referral.patient, "この紹介",
                                  date_in_japan(now));
    view.hold_page = url_of(referral.id).segment("hold");
    if (referral.patient)
        view.stay = ward::stay_note(ward::last_stay_of(tx, viewer, referral.patient),
                                    referral.patient, date_in_japan(now));
    if (!referral.referrer) return;
    const auto figures =
        figures_of_referrer(tx, viewer, now, referral.referrer, referral.department);
    view.referrer = names.referrer_name;
    view.referrer_url = Url::path("/facilities").segment(referral.referrer.value);
    view.referrals_text = std::to_string(figures.referrals) + "件";
    if (!names.department_name.empty())
        view.referrals_text += "(" +
                               (names.department_short_name.empty() ? names.department_name
                                                                    : names.department_short_name) +
                               " " + std::to_string(figures.same_department) + ")";
    view.replies_text = figures.open_replies == 0
                            ? "返書まちなし"
                            : "返書まち " + std::to_string(figures.open_replies) + "件";
}

Result<FacilityId> choose_referrer(db::Transaction& tx, const Viewer& viewer, Instant now,
                                   std::string_view typed, std::string_view pick,
                                   std::vector<Pick>& picks) {
    if (typed.empty()) return fail(ErrorKind::Invalid, "text.required", "referring_facility");
    if (pick == "new") {
        NamedFacility named;
        named.name = typed;
        TRY(const auto created, find_or_create_facility(tx, viewer, now, named));
        return created.id;
    }
    if (const auto id = FacilityId::parse(pick)) {
        TRY(const auto facility, find_facility(tx, viewer, *id));
        return facility.id;
    }
    FacilityFilter filter;
    filter.today = date_in_japan(now);
    const auto found = search_facilities(tx, viewer, typed, filter, {}, kReferrerChoices);
    FacilityId same;
    int times = 0;
    for (const auto& facility : found.rows)
        if (search_key(facility.name) == search_key(typed) || facility.code == typed) {
            same = facility.id;
            ++times;
        }
    if (times == 1) return same;
    for (const auto& facility : found.rows) picks.push_back(pick_of(facility));
    Pick fresh;
    fresh.value = "new";
    fresh.name = "「" + std::string{typed} + "」を連携先に新しく登録";
    fresh.chosen = found.rows.empty();
    picks.push_back(std::move(fresh));
    return fail(ErrorKind::Invalid, "referral.referrer_required", "referring_facility");
}

}  // namespace kakehashi::referral_pages
