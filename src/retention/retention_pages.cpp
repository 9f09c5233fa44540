#include "retention/retention_pages.hpp"

#include "base/era.hpp"
#include "office/change.hpp"
#include "retention/retention_jobs.hpp"
#include "retention/retention_routes.hpp"
#include "retention/retention_run.hpp"
#include "retention/retention_standing.hpp"
#include "retention/retention_views.hpp"

namespace kakehashi {
namespace retention {
namespace {

html::Url url_of(RetentionJobId id) {
    return html::Url::path("/settings/retention/jobs").segment(id.value);
}

std::string count_text(int count) {
    return std::to_string(count) + "件";
}

std::string css_of(const Job& job) {
    return !job.is_open() ? "k-tag plain" : job.approved ? "k-tag due" : "k-tag info";
}

std::string title_of(const Job& job) {
    const auto* const rule = find_rule(job.rule);
    return "第" + job.id.text() + "号 " + (rule ? std::string{rule->title} : job.rule);
}

std::string when_text(Instant at, Date today) {
    return short_date(date_in_japan(at), today) + " " + time_text(at);
}

/// 佐伯 真理が準備。別の人の承認をまっています
std::string next_text(const Job& job) {
    if (job.withdrawn) return job.withdrawn->name + "が取りやめ";
    if (job.done)
        return "削除 " + count_text(job.deleted) +
               (job.kept > 0 ? "、残した " + count_text(job.kept) : std::string{});
    if (job.approved) return job.approved->name + "が承認。次の未明に消します";
    return job.planned.name + "が準備。別の人の承認をまっています";
}

KindLine kind_line(const Standing& standing) {
    const auto& rule = *standing.rule;
    KindLine line;
    line.title = rule.title;
    line.covers = rule.covers;
    line.years = std::to_string(standing.years) + "年";
    line.source = std::string{rule.source} + "より短くできません";
    line.past = count_text(standing.past);
    line.cut_off = iso_date(standing.cut_off) + " より前に終わったもの";
    if (standing.past_held > 0) line.note = "差し止め " + count_text(standing.past_held);
    if (standing.past_named > 0)
        line.note +=
            (line.note.empty() ? "" : "、") + ("予定にあるもの " + count_text(standing.past_named));
    line.rule = rule.code;
    line.can_prepare = standing.past > standing.past_held + standing.past_named;
    return line;
}

Result<http::Response> show_kinds(Office& office, const http::Request& request) {
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    RetentionView view;
    view.frame = office::make_frame(office, tx, request, "保存期限", "/settings");
    for (const auto& standing : standings(tx, viewer, today))
        view.kinds.push_back(kind_line(standing));
    for (const auto& job : jobs_of(tx, viewer))
        view.jobs.push_back({url_of(job.id), title_of(job), iso_date(job.cut_off),
                             count_text(job.cases), std::string{state_text(job)}, css_of(job),
                             next_text(job)});
    return office::page(render_retention, view);
}

CaseLine case_line(const Line& line) {
    CaseLine out;
    out.number = line.number;
    out.ended_on = iso_date(line.ended_on);
    out.outcome = japanese(line.outcome);
    if (line.with_patient) out.outcome += "(患者も)";
    const bool deleted = line.outcome == Outcome::Deleted;
    out.css = deleted ? "k-tag plain" : line.outcome == Outcome::Listed ? "" : "k-tag info";
    out.rows = line.deleted_rows;
    out.hash = line.hash;
    if (!deleted && line.outcome != Outcome::Gone)
        out.url = html::Url::path("/referrals").segment(line.referral.value);
    return out;
}

Result<http::Response> show_job(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<RetentionJobId>("id"));
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    TRY(const auto job, find_job(tx, viewer, id));
    JobView view;
    view.frame = office::make_frame(office, tx, request, "削除の予定", "/settings");
    view.heading = title_of(job);
    view.state = state_text(job);
    view.css = css_of(job);
    view.summary = count_text(job.cases) + "。" + iso_date(job.cut_off) + " より前に終わり、" +
                   std::to_string(job.years) + "年を過ぎたもの";
    const auto step = [&](const char* what, const Who& who) {
        view.steps.push_back({what, when_text(who.at, today), who.name});
    };
    step("準備", job.planned);
    if (job.approved) step("承認", *job.approved);
    if (job.withdrawn) step("取りやめ", *job.withdrawn);
    if (job.done) step("削除", *job.done);
    for (const auto& line : lines_of(tx, id)) view.cases.push_back(case_line(line));
    view.own = job.is_open() && !job.approved && job.planned_by == viewer.user;
    view.can_approve = job.is_open() && !job.approved && job.planned_by != viewer.user;
    view.waits_for_night = job.is_open() && job.approved;
    view.can_withdraw = job.is_open();
    view.approve = url_of(id).segment("approval");
    view.withdraw = url_of(id).segment("withdrawal");
    return office::page(render_job, view);
}

Result<http::Response> prepare(Office& office, const http::Request& request) {
    const auto rule = request.form().text("rule");
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY(const auto job, plan_job(tx, viewer, now, rule));
            return office::Done{url_of(job.id), "削除を準備しました。別の人が承認します"};
        });
}

Result<http::Response> approve(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<RetentionJobId>("id"));
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY_DO(approve_job(tx, viewer, now, id));
            return office::Done{url_of(id), "承認しました。次の日の未明に消します"};
        });
}

Result<http::Response> withdraw(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<RetentionJobId>("id"));
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY_DO(withdraw_job(tx, viewer, now, id));
            return office::Done{url_of(id), "取りやめました"};
        });
}

TimelineText reason_text(std::string_view what, const Event& event) {
    return {std::string{what} + "。" + std::string{event.data.at("reason").string()}};
}

}  // namespace

void add_job_routes(http::Router& router, Office& office) {
    router.add("GET", "/settings/retention",
               [&office](http::Request& request) { return show_kinds(office, request); });
    router.add("POST", "/settings/retention/jobs",
               [&office](http::Request& request) { return prepare(office, request); });
    router.add("GET", "/settings/retention/jobs/{id}",
               [&office](http::Request& request) { return show_job(office, request); });
    router.add("POST", "/settings/retention/jobs/{id}/approval",
               [&office](http::Request& request) { return approve(office, request); });
    router.add("POST", "/settings/retention/jobs/{id}/withdrawal",
               [&office](http::Request& request) { return withdraw(office, request); });
}

}  // namespace retention

Feature retention_feature() {
    Feature feature{.name = "retention"};
    feature.timeline = {
        {"hold.placed",
         [](const Event& event) { return retention::reason_text("削除を差し止め", event); }},
        {"hold.lifted", [](const Event& event) {
             return retention::reason_text("削除の差し止めを解いた", event);
         }}};
    feature.add_routes = [](http::Router& router, Office& office) {
        retention::add_job_routes(router, office);
        retention::add_hold_routes(router, office);
    };
    feature.every_minute = retention::run_jobs_at_night;
    return feature;
}

}  // namespace kakehashi
