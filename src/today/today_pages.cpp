#include "today/today_pages.hpp"

#include <algorithm>
#include <set>

#include "base/era.hpp"
#include "office/calls.hpp"
#include "platform/auth/session.hpp"
#include "platform/duty/left_duty.hpp"
#include "today/duty_actions.hpp"
#include "today/today_views.hpp"

namespace kakehashi {
namespace {

using namespace today;

/// Four screens of the most pressing; the rest of the same order follows on request.
constexpr int kRowsAtFirst = 50;
constexpr int kRowsMax = 2000;

struct Selection {
    DutyScope scope = DutyScope::Office;
    std::string kind;  // prefix: "reply."
    bool law_only = false;
    DutyId selected;
    bool all_rows = false;
};

constexpr std::pair<DutyScope, std::string_view> kScopes[] = {{DutyScope::Mine, "mine"},
                                                              {DutyScope::Office, "office"},
                                                              {DutyScope::Unassigned, "unassigned"},
                                                              {DutyScope::Snoozed, "snoozed"}};

std::string_view word_of(DutyScope scope) {
    for (const auto& [value, word] : kScopes)
        if (value == scope) return word;
    return "office";
}

Selection selection_of(const http::Request& request) {
    Selection selection;
    for (const auto& [value, word] : kScopes)
        if (request.query("scope") == word) selection.scope = value;
    selection.kind = request.query("kind");
    std::erase_if(selection.kind,
                  [](char c) { return !(c >= 'a' && c <= 'z') && c != '.' && c != '_'; });
    selection.law_only = request.query("law") == "1";
    if (const auto id = DutyId::parse(request.query("sel"))) selection.selected = *id;
    selection.all_rows = request.query("rows") == "all";
    return selection;
}

html::Url url_of(const Selection& selection) {
    auto url = html::Url::path("/today");
    if (selection.scope != DutyScope::Office) url = url.with("scope", word_of(selection.scope));
    if (!selection.kind.empty()) url = url.with("kind", selection.kind);
    if (selection.law_only) url = url.with("law", "1");
    if (selection.selected) url = url.with("sel", selection.selected.value);
    if (selection.all_rows) url = url.with("rows", "all");
    return url;
}

std::string sex_word(std::string_view sex) {
    return sex == "male" ? "男" : sex == "female" ? "女" : "";
}

/// 佐々木 健一 さん 64歳 男
std::string patient_line(const Duty& duty, Date today) {
    if (duty.patient_name.empty()) return {};
    auto line = duty.patient_name + " さん";
    if (duty.patient_born_on)
        line += " " + std::to_string(age_on(*duty.patient_born_on, today)) + "歳";
    if (const auto sex = sex_word(duty.patient_sex); !sex.empty()) line += " " + sex;
    return line;
}

/// 本日 12:00, 11/20(金), and only the hour while it is urgent.
std::string due_text(const Duty& duty, Instant now) {
    const auto day = date_in_japan(duty.due_at);
    const auto today = date_in_japan(now);
    if (day != today) return short_date(day, today);
    return (duty.urgent ? "" : "本日 ") + time_text(duty.due_at);
}

std::string due_class(const Duty& duty, Instant now) {
    if (duty.due_at < now || duty.urgent) return "k-dl over";
    if (duty.due_at - now <= std::chrono::hours{2}) return "k-dl today";
    return "k-dl";
}

/// 算定期限 is a word of fees; what another law asks for is a 法定期限.
std::string_view basis_word(const Duty& duty) {
    switch (duty.basis) {
        case DutyBasis::Law:
            return duty.kind.starts_with("incident.") ? "法定期限" : "算定期限";
        case DutyBasis::Promise:
            return "約束";
        case DutyBasis::Target:
            break;
    }
    return "目安";
}

/// What the rows know beside the duties themselves.
struct Hands {
    std::span<const StandIn> stands_in_for;  // of who looks
    std::map<DutyId, std::string> left;      // whose assignee is out of use
};

/// 佐伯 真理 さんの代行
std::string deputy_words(const Hands& hands, UserId assignee) {
    for (const auto& one : hands.stands_in_for)
        if (one.absent == assignee) return one.absent_name + " さんの代行";
    return {};
}

/// 停止中の人(藤井 直子 さん)の業務が3件あります
std::string left_words(const std::map<DutyId, std::string>& left) {
    if (left.empty()) return {};
    std::set<std::string> names;
    for (const auto& [duty, name] : left) names.insert(name + " さん");
    std::string all;
    for (const auto& name : names) all += (all.empty() ? "" : "、") + name;
    return "停止中の人(" + all + ")の業務が" + std::to_string(left.size()) + "件あります";
}

DutyRow row_of(Office& office, const Duty& duty, Instant now, const Selection& selection,
               const Hands& hands) {
    const auto& kind = office.duty_kind(duty.kind);
    const auto today = date_in_japan(now);
    DutyRow row;
    row.id = duty.id.value;
    row.due = due_text(duty, now);
    row.remaining = remaining(duty.due_at, now);
    row.due_class = due_class(duty, now);
    row.icon = kind.icon;
    row.word = kind.word;
    row.heading = kind.heading(duty);
    row.basis = basis_word(duty);
    row.basis_class = duty.basis == DutyBasis::Law ? "k-law" : "k-basis";
    row.patient = patient_line(duty, today);
    if (!duty.note.empty()) row.patient += (row.patient.empty() ? "" : "・") + duty.note;
    row.partner = duty.partner_name;
    row.place = duty.place;
    row.assignee = duty.assignee_name;
    row.deputy_of = deputy_words(hands, duty.assignee);
    if (const auto left = hands.left.find(duty.id); left != hands.left.end())
        row.left_by = left->second;
    row.selected = duty.id == selection.selected;
    row.row_class = row.selected ? "k-q sel" : "k-q";
    auto select = selection;
    select.selected = duty.id;
    row.select_url = url_of(select);
    row.url = duty.about.kind == "referral" ? html::Url::path("/referrals").segment(duty.about.id)
                                            : row.select_url;
    return row;
}

enum class GroupKind { Urgent, Overdue, Today, Tomorrow, Later, Snoozed };

GroupKind group_of(const Duty& duty, Instant now, DutyScope scope) {
    if (scope == DutyScope::Snoozed) return GroupKind::Snoozed;
    if (duty.urgent) return GroupKind::Urgent;
    if (duty.due_at < now) return GroupKind::Overdue;
    const auto day = date_in_japan(duty.due_at);
    if (day == date_in_japan(now)) return GroupKind::Today;
    return day == date_in_japan(now) + days{1} ? GroupKind::Tomorrow : GroupKind::Later;
}

DutyGroup heading_of(GroupKind kind) {
    switch (kind) {
        case GroupKind::Urgent:
            return {"grp crit", "bolt", "至急・いま対応", 0, {}};
        case GroupKind::Overdue:
            return {"grp crit", "alert", "期限を過ぎています", 0, {}};
        case GroupKind::Today:
            return {"grp due", "clock", "本日中", 0, {}};
        case GroupKind::Tomorrow:
            return {"grp", "cal", "明日まで", 0, {}};
        case GroupKind::Later:
            return {"grp", "cal", "それより先", 0, {}};
        case GroupKind::Snoozed:
            break;
    }
    return {"grp", "clock", "保留中", 0, {}};
}

std::vector<DutyGroup> groups_of(Office& office, const std::vector<Duty>& duties, Instant now,
                                 const Selection& selection, const Hands& hands) {
    std::vector<DutyGroup> groups;
    std::optional<GroupKind> current;
    for (const auto& duty : duties) {
        const auto kind = group_of(duty, now, selection.scope);
        if (current != kind) groups.push_back(heading_of(kind));
        current = kind;
        groups.back().rows.push_back(row_of(office, duty, now, selection, hands));
    }
    for (auto& group : groups) group.count = group.rows.size();
    return groups;
}

std::vector<Choice> colleagues(db::Transaction& tx, const Viewer& viewer, UserId chosen) {
    std::vector<Choice> out;
    for (const auto& user : users_of(tx, viewer.facility))
        if (user.active) out.push_back({user.id.text(), user.name, user.id == chosen});
    return out;
}

Pane pane_of(Office& office, db::Transaction& tx, const Viewer& viewer, const Duty& duty,
             Instant now) {
    const auto& kind = office.duty_kind(duty.kind);
    const auto next = kind.next_action(office, tx, viewer, duty);
    Pane pane;
    pane.id = duty.id.value;
    pane.version = duty.version;
    pane.urgent = duty.urgent;
    pane.tag = duty.urgent ? "至急" : basis_word(duty);
    pane.tag_class = duty.urgent         ? "k-tag crit fill"
                     : duty.due_at < now ? "k-tag crit"
                                         : "k-tag plain";
    pane.reference = next.reference;
    pane.heading = kind.heading(duty);
    pane.patient = patient_line(duty, date_in_japan(now));
    if (duty.patient) pane.patient_url = html::Url::path("/patients").segment(duty.patient.value);
    pane.details = next.details;
    pane.caution = next.caution;
    for (const auto& fact : next.facts)
        pane.facts.push_back({fact.term, fact.text, fact.small, fact.pressing});
    for (const auto& action : next.actions) {
        const bool leading = pane.actions.empty();
        pane.actions.push_back({action.label, leading ? "k-btn pri" : "k-btn", action.icon,
                                action.url, action.posts, leading, action.fields});
    }
    pane.colleagues = colleagues(tx, viewer, duty.assignee);
    for (const auto& choice : snooze_choices(now, office.holidays))
        pane.snooze_choices.push_back({choice.word, choice.label});
    if (duty.snoozed_until && *duty.snoozed_until > now) {
        pane.snoozed = true;
        pane.snooze_choices.insert(pane.snooze_choices.begin(), {"none", "保留をやめる"});
        const auto day = date_in_japan(*duty.snoozed_until);
        pane.snoozed_text = short_date(day, date_in_japan(now)) + " " +
                            time_text(*duty.snoozed_until) + " まで保留しています" +
                            (duty.snooze_reason.empty() ? "" : "(" + duty.snooze_reason + ")");
    }
    pane.can_finish = duty.kind == office::kDutyCallBack;
    const auto base = html::Url::path("/duties").segment(duty.id.value);
    pane.assign_url = base.segment("assignee");
    pane.snooze_url = base.segment("snooze");
    pane.finish_url = base.segment("completion");
    pane.contact_url = base.segment("contacts");
    return pane;
}

std::vector<AgendaRow> agenda_of(Office& office, db::Transaction& tx, const Viewer& viewer,
                                 Instant now) {
    std::vector<AgendaLine> lines;
    for (const auto& feature : office.features)
        if (feature.agenda)
            for (auto& line : feature.agenda(tx, viewer, date_in_japan(now)))
                lines.push_back(std::move(line));
    std::ranges::stable_sort(lines, {}, &AgendaLine::at);
    std::vector<AgendaRow> rows;
    bool next_found = false;
    for (const auto& line : lines) {
        const bool next = !next_found && line.at >= time_of_day_in_japan(now);
        next_found = next_found || next;
        rows.push_back({time_text(line.at), line.what, line.detail, line.url, next});
    }
    return rows;
}

void add_filters(TodayView& view, const Office& office, const Selection& selection) {
    const auto& counts = view.frame.counts;
    auto scoped = [&](DutyScope scope, std::string label, int count) {
        auto other = selection;
        other.scope = scope;
        other.selected = {};
        view.tabs.push_back({std::move(label), count, url_of(other), selection.scope == scope});
    };
    scoped(DutyScope::Mine, "わたしの担当", counts.mine);
    scoped(DutyScope::Office, "連携室ぜんぶ", counts.all.open);
    scoped(DutyScope::Unassigned, "担当未定", counts.unassigned);
    scoped(DutyScope::Snoozed, "保留中", counts.snoozed);

    auto plain = selection;
    plain.selected = {};
    for (const auto& feature : office.features)
        for (const auto& entry : feature.nav) {
            if (entry.duty_prefix.empty() || entry.duty_prefix == "*") continue;
            int count = 0;
            for (const auto& [kind, of_kind] : counts.by_kind)
                if (kind.starts_with(entry.duty_prefix)) count += of_kind.open;
            if (count == 0) continue;
            auto other = plain;
            const bool current = selection.kind == entry.duty_prefix;
            other.kind = current ? "" : entry.duty_prefix;
            view.kinds.push_back({entry.label, count, url_of(other), current});
        }
    auto other = plain;
    other.law_only = !selection.law_only;
    view.law_only = {"法令の期限のみ", counts.law, url_of(other), selection.law_only};
}

/// The chosen duty, also when the list does not show it (put off, of a colleague, further down);
/// nothing when it has ended. Another patient's duty never stands in for it.
std::optional<Duty> duty_of_pane(db::Transaction& tx, const Viewer& viewer,
                                 const std::vector<Duty>& listed, DutyId chosen) {
    if (!chosen) return listed.empty() ? std::nullopt : std::optional{listed.front()};
    if (const auto found = std::ranges::find(listed, chosen, &Duty::id); found != listed.end())
        return *found;
    auto duty = find_duty(tx, viewer, chosen);
    return duty ? std::optional{*std::move(duty)} : std::nullopt;
}

http::Response show_today(Office& office, const http::Request& request) {
    const auto& viewer = office::viewer_of(request);
    const auto now = office.clock.now();
    auto selection = selection_of(request);
    auto tx = office.db.read();

    TodayView view;
    view.frame = office::make_frame(office, tx, request, "本日の業務", "/today");
    add_filters(view, office, selection);
    const auto duties =
        open_duties(tx, viewer, now, {selection.scope, selection.kind, selection.law_only},
                    selection.all_rows ? kRowsMax : kRowsAtFirst);
    view.live_url = url_of(selection);
    const auto shown = duty_of_pane(tx, viewer, duties, selection.selected);
    view.is_over = selection.selected && !shown;
    if (shown) {
        selection.selected = shown->id;
        view.pane = pane_of(office, tx, viewer, *shown, now);
        view.pane->frame = &view.frame;
    }
    const Hands hands{request.attached<SignedIn>()->stands_in_for, duties_left_behind(tx, viewer)};
    view.left_behind = left_words(hands.left);
    Selection unassigned;
    unassigned.scope = DutyScope::Unassigned;
    view.unassigned = url_of(unassigned);
    view.groups = groups_of(office, duties, now, selection, hands);
    view.shown = static_cast<int>(duties.size());
    if (!selection.all_rows && view.shown == kRowsAtFirst) {
        auto rest = selection;
        rest.all_rows = true;
        view.rest = url_of(rest);
        view.groups.back().count = 0;  // it goes on behind what is shown
    }
    view.agenda = agenda_of(office, tx, viewer, now);
    view.has_agenda = !view.agenda.empty();
    view.empty_heading = selection.scope == DutyScope::Office && selection.kind.empty()
                             ? "本日の業務はすべて終わりました"
                             : "ここに並ぶ業務はありません";
    view.empty_text = view.frame.counts.all.open > 0 ? "「連携室ぜんぶ」にはまだ業務があります"
                                                     : "新しい紹介が届くとここに並びます";
    return office::page(render_today, view);
}

}  // namespace

Feature today_feature() {
    Feature feature;
    feature.name = "today";
    feature.nav = {{"しごと", "本日の業務", "/today", "today", "*", "t"}};
    feature.duty_kinds = {{std::string{office::kDutyCallBack}, call_back_kind()}};
    feature.timeline = duty_timeline();
    feature.add_routes = [](http::Router& router, Office& office) {
        router.add("GET", "/today",
                   [&office](http::Request& request) { return show_today(office, request); });
        add_duty_routes(router, office);
    };
    return feature;
}

}  // namespace kakehashi
