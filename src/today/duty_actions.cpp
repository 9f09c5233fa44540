#include "today/duty_actions.hpp"

#include "base/era.hpp"
#include "base/text.hpp"
#include "office/access.hpp"
#include "office/calls.hpp"
#include "office/change.hpp"
#include "office/frame.hpp"
#include "platform/auth/session.hpp"

namespace kakehashi::today {
namespace {

using office::Done;

constexpr std::chrono::minutes kMorning{8 * 60 + 30};
constexpr std::chrono::minutes kAfternoon{13 * 60};

Result<int> version_of(const http::Request& request) {
    int version = 0;
    const auto text = request.form().text("version");
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
    if (error != std::errc{} || end != text.data() + text.size())
        return fail(ErrorKind::Conflict, "duty.changed_meanwhile");
    return version;
}

/// Back to the list, with the same duty selected.
html::Url list_with(DutyId id) {
    return html::Url::path("/today").with("sel", id.value);
}

/// The duty, when whoever asks may do something about it.
Result<Duty> duty_to_act_on(db::Transaction& tx, const Viewer& viewer, const http::Request& request,
                            DutyId id) {
    TRY(auto duty, find_duty(tx, viewer, id));
    if (!office::may_act_on(request.attached<SignedIn>()->role, duty.kind))
        return fail(ErrorKind::Forbidden, "duty.not_yours");
    return duty;
}

/// In whose name: the absent head's, where one's own role could not have acted.
Viewer viewer_for(const http::Request& request, const Viewer& viewer, const Duty& duty) {
    const auto& who = *request.attached<SignedIn>();
    return office::may_act_on(who.own_role, duty.kind) ? viewer : office::as_deputy(who).viewer;
}

Result<Done> assign(Office&, const http::Request& request, db::Transaction& tx,
                    const Viewer& viewer, Instant now) {
    TRY(const auto id, request.path_id<DutyId>("id"));
    TRY(const auto version, version_of(request));
    TRY(const auto duty, duty_to_act_on(tx, viewer, request, id));
    UserId assignee;
    std::string name = "未定";
    if (const auto chosen = request.form().text("assignee"); !chosen.empty()) {
        TRY(assignee, UserId::parse(chosen));
        bool known = false;
        for (const auto& user : users_of(tx, viewer.facility))
            if (user.id == assignee && user.active) {
                known = true;
                name = user.name;
            }
        if (!known) return fail(ErrorKind::NotFound, "user.not_found", "assignee");
    }
    TRY_DO(assign_duty(tx, viewer, id, version, assignee));
    record_event(tx, viewer_for(request, viewer, duty), now, duty.about, duty.patient,
                 "duty.assigned", json::object({{"kind", duty.kind}, {"assignee", name}}));
    return Done{list_with(id), "担当を決めました"};
}

Result<Done> snooze(Office& office, const http::Request& request, db::Transaction& tx,
                    const Viewer& viewer, Instant now) {
    TRY(const auto id, request.path_id<DutyId>("id"));
    TRY(const auto version, version_of(request));
    TRY(const auto duty, duty_to_act_on(tx, viewer, request, id));
    TRY(const auto reason, clean_line("reason", request.form().text("reason"), 60));
    const auto wanted = request.form().text("until");
    if (wanted == "none") {
        TRY_DO(snooze_duty(tx, viewer, id, version, std::nullopt, ""));
        return Done{list_with(id), "保留をやめました"};
    }
    for (const auto& choice : snooze_choices(now, office.holidays)) {
        if (choice.word != wanted) continue;
        TRY_DO(snooze_duty(tx, viewer, id, version, choice.until, reason));
        record_event(
            tx, viewer_for(request, viewer, duty), now, duty.about, duty.patient, "duty.snoozed",
            json::object(
                {{"kind", duty.kind}, {"until", iso_instant(choice.until)}, {"reason", reason}}));
        return Done{html::Url::path("/today"), "保留しました。時刻が来ると列にもどります",
                    html::Url::path("/duties").segment(id.value).segment("waking")};
    }
    return fail(ErrorKind::Invalid, "choice.required", "until");
}

Result<Done> wake(Office&, const http::Request& request, db::Transaction& tx, const Viewer& viewer,
                  Instant) {
    TRY(const auto id, request.path_id<DutyId>("id"));
    TRY(const auto duty, duty_to_act_on(tx, viewer, request, id));
    TRY_DO(snooze_duty(tx, viewer, id, duty.version, std::nullopt, ""));
    return Done{list_with(id), "保留をやめました"};
}

Result<Done> finish(Office&, const http::Request& request, db::Transaction& tx,
                    const Viewer& viewer, Instant now) {
    TRY(const auto id, request.path_id<DutyId>("id"));
    TRY(const auto version, version_of(request));
    TRY(const auto duty, find_duty(tx, viewer, id));
    // Other duties end when their work is done, never by a word alone.
    if (duty.kind != office::kDutyCallBack)
        return fail(ErrorKind::Refused, "duty.ends_by_its_work");
    TRY_DO(finish_duty(tx, viewer, now, id, version));
    record_event(tx, viewer, now, duty.about, duty.patient, "duty.finished",
                 json::object({{"kind", duty.kind}}));
    return Done{html::Url::path("/today"), "済んだことにしました",
                html::Url::path("/duties").segment(id.value).segment("reopening")};
}

Result<Done> reopen(Office&, const http::Request& request, db::Transaction& tx,
                    const Viewer& viewer, Instant now) {
    TRY(const auto id, request.path_id<DutyId>("id"));
    TRY_DO(reopen_duty(tx, viewer, id, office::kDutyCallBack));
    TRY(const auto duty, find_duty(tx, viewer, id));
    record_event(tx, viewer, now, duty.about, duty.patient, "duty.reopened",
                 json::object({{"kind", duty.kind}}));
    return Done{list_with(id), "元にもどしました"};
}

/// 電話の結果を2操作で残す: open the log, press the outcome.
Result<Done> log_call(Office&, const http::Request& request, db::Transaction& tx,
                      const Viewer& viewer, Instant now) {
    TRY(const auto id, request.path_id<DutyId>("id"));
    TRY(const auto duty, find_duty(tx, viewer, id));
    TRY(auto call, office::read_call(request.form()));
    call.contact.about = duty.about;
    call.contact.patient = duty.patient;
    call.contact.partner = duty.partner;
    office::log_call(tx, viewer, now, std::move(call), duty.place);
    return Done{list_with(id), "電話を記録しました"};
}

std::string string_in(const Event& event, std::string_view key) {
    return std::string{event.data.at(key).string()};
}

TimelineText contact_text(const Event& event) {
    const auto means = parse_contact_means(event.data.at("means").string());
    const auto outcome = parse_contact_outcome(event.data.at("outcome").string());
    if (!means || !outcome) return {};
    std::string text{japanese(*means)};
    if (const auto person = string_in(event, "person"); !person.empty()) text += " " + person;
    text += "・" + std::string{japanese(*outcome)};
    if (const auto note = string_in(event, "note"); !note.empty()) text += "。" + note;
    return {text};
}

}  // namespace

std::vector<SnoozeChoice> snooze_choices(Instant now, const Holidays& holidays) {
    std::vector<SnoozeChoice> choices;
    const auto today = date_in_japan(now);
    choices.push_back({"1h", "1時間後まで", now + std::chrono::hours{1}});
    if (const auto at = instant_in_japan(today, kAfternoon); at > now)
        choices.push_back({"afternoon", "本日 13:00 まで", at});
    if (const auto at = instant_in_japan(today, std::chrono::hours{16}); at > now)
        choices.push_back({"four", "本日 16:00 まで", at});
    const auto next = holidays.next_business_day(today);
    choices.push_back(
        {"next", short_date(next, today) + " 8:30 まで", instant_in_japan(next, kMorning)});
    const auto week = holidays.business_day_from(today + days{7});
    choices.push_back(
        {"week", short_date(week, today) + " 8:30 まで", instant_in_japan(week, kMorning)});
    return choices;
}

DutyKind call_back_kind() {
    return {"電話", "phone",
            [](const Duty& duty) {
                return duty.note.empty() ? std::string{"折り返しの電話を確かめる"}
                                         : "折り返しの電話を確かめる:" + duty.note;
            },
            [](Office&, db::Transaction&, const Viewer&, const Duty& duty) {
                NextAction next;
                if (duty.about.kind == "referral")
                    next.details = html::Url::path("/referrals").segment(duty.about.id);
                if (!duty.partner_name.empty()) next.facts.push_back({"相手", duty.partner_name});
                return next;
            }};
}

std::map<std::string, std::function<TimelineText(const Event&)>> duty_timeline() {
    return {
        {"contact.logged", contact_text},
        {"duty.assigned",
         [](const Event& event) { return TimelineText{"担当: " + string_in(event, "assignee")}; }},
        {"duty.snoozed",
         [](const Event& event) {
             const auto reason = string_in(event, "reason");
             return TimelineText{"業務を保留" + (reason.empty() ? "" : ":" + reason)};
         }},
        {"duty.finished", [](const Event&) { return TimelineText{"折り返しの電話が済んだ"}; }},
        {"duty.reopened", [](const Event&) { return TimelineText{"済んだ業務を元にもどした"}; }}};
}

void add_duty_routes(http::Router& router, Office& office) {
    using Change =
        Result<Done> (*)(Office&, const http::Request&, db::Transaction&, const Viewer&, Instant);
    const auto post = [&](std::string_view pattern, Change change) {
        router.add("POST", pattern, [&office, change](http::Request& request) {
            return office::change_once(office, request,
                                       [&](db::Transaction& tx, const Viewer& viewer, Instant now) {
                                           return change(office, request, tx, viewer, now);
                                       });
        });
    };
    post("/duties/{id}/assignee", assign);
    post("/duties/{id}/snooze", snooze);
    post("/duties/{id}/waking", wake);
    post("/duties/{id}/completion", finish);
    post("/duties/{id}/reopening", reopen);
    post("/duties/{id}/contacts", log_call);
}

}  // namespace kakehashi::today
