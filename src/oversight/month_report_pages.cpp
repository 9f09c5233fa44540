#include "base/era.hpp"
#include "base/messages.hpp"
#include "office/access.hpp"
#include "office/change.hpp"
#include "office/traces.hpp"
#include "oversight/month_report_store.hpp"
#include "oversight/month_report_views.hpp"
#include "oversight/oversight_routes.hpp"
#include "oversight/trail_lines.hpp"
#include "oversight/trail_request.hpp"

namespace kakehashi::oversight {
namespace {

constexpr std::size_t kLinesOfPage = 50;
constexpr std::size_t kNoteBytesMax = 4000;

html::Url url_of(const MonthReport& report) {
    return html::Url::path("/audit/reviews").segment(report.month);
}

/// 長谷川 浩二 11/5(木); empty until somebody did.
std::string signed_text(const MonthReport& report, Date today) {
    if (!report.signed_at) return {};
    return report.signed_name + " " + short_date(date_in_japan(*report.signed_at), today);
}

Result<http::Response> list(Office& office, const http::Request& request) {
    const auto& viewer = office::viewer_of(request);
    auto tx = office.db.read();
    MonthsView view;
    view.frame = office::make_frame(office, tx, request, "月の点検", "/audit");
    for (const auto& report : month_reports(tx, viewer.facility))
        view.months.push_back({month_text(report.month), std::to_string(report.lines) + "行",
                               signed_text(report, office.clock.today()), bool{report.signed_at},
                               url_of(report)});
    return office::page(render_month_reports, view);
}

void fill_lines(MonthReportView& view, db::Transaction& tx, const Viewer& viewer, Date today,
                const MonthReport& report, const http::Request& request) {
    const auto counts = anomaly_counts(tx, report);
    for (const auto anomaly : all_anomalies()) {
        const std::string text{to_text(anomaly)};
        const auto found = counts.find(text);
        const bool current = request.query("kind") == text;
        view.anomalies.push_back({std::string{japanese(anomaly)},
                                  std::to_string(found == counts.end() ? 0 : found->second) + "行",
                                  current, url_of(report).with("kind", text)});
        if (!current) continue;
        const auto before = TrailMark::parse(request.query("before")).number;
        auto rows = anomaly_lines(tx, report, anomaly, before, kLinesOfPage + 1);
        if (rows.size() > kLinesOfPage) {
            rows.pop_back();
            view.older =
                url_of(report).with("kind", text).with("before", TrailMark::of(rows.back()).text());
        }
        view.trail = {std::string{japanese(anomaly)},
                      trail_lines(tx, viewer, today, rows, accounts_of(tx, viewer.facility))};
    }
}

Result<http::Response> show(Office& office, http::Request& request, const std::string& note = {},
                            const std::string& error = {}) {
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    TRY(const auto report, find_month_report(tx, viewer.facility, request.path_text("month")));
    MonthReportView view;
    view.frame = office::make_frame(office, tx, request, "月の点検", "/audit");
    view.month = month_text(report.month);
    view.lines = std::to_string(report.lines) + "行";
    view.due = short_date(signed_by(report.month, office.holidays), today);
    view.sign = url_of(report).segment("signature");
    view.signed_text = signed_text(report, today);
    view.note = report.signed_at ? report.note : note;
    view.note_error = error;
    fill_lines(view, tx, viewer, today, report, request);
    request.attach(office::OversightLook{});
    return office::page(render_month_report, view, error.empty() ? 200 : 422);
}

Result<http::Response> sign(Office& office, http::Request& request) {
    const std::string note{request.form().text("note")};
    if (note.find_first_not_of(" \n\t") == std::string::npos)
        return show(office, request, note, "確かめたことを、ひとことでも書いてください");
    if (note.size() > kNoteBytesMax) return show(office, request, note, "短くしてください");
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY(const auto report,
                find_month_report(tx, viewer.facility, request.path_text("month")));
            TRY_DO(sign_month_report(tx, viewer, now, report, note));
            return office::Done{url_of(report), "点検したことを残しました"};
        });
}

}  // namespace

DutyKind month_report_duty_kind() {
    return {"点検", "shield", [](const Duty& duty) { return duty.note + "の監査ログを点検する"; },
            [](Office& office, db::Transaction& tx, const Viewer& viewer, const Duty&) {
                NextAction next;
                if (office::may(tx, viewer, office::Need::AuditLog, office.clock.today()))
                    next.actions.push_back(
                        {"月の点検を開く", html::Url::path("/audit/reviews"), false, "shield"});
                else
                    next.facts.push_back({"だれが", "室長か監査者"});
                return next;
            }};
}

void add_month_report_routes(http::Router& router, Office& office) {
    router.add("GET", "/audit/reviews",
               [&office](http::Request& request) { return list(office, request); });
    router.add("GET", "/audit/reviews/{month}",
               [&office](http::Request& request) { return show(office, request); });
    router.add("POST", "/audit/reviews/{month}/signature",
               [&office](http::Request& request) { return sign(office, request); });
}

}  // namespace kakehashi::oversight
