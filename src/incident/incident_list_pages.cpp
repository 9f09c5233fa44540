// /incidents: what is not over with its times, what ended in a year, and the year or month as CSV.
// No patient is named here: 監査者 and the safety report of the house read it as it is.
#include <algorithm>

#include "base/era.hpp"
#include "exchange/csv/csv.hpp"
#include "incident/incident_routes.hpp"
#include "office/access.hpp"

namespace kakehashi::incident {
namespace {

std::string persons_text(const Account& account) {
    return std::to_string(account.persons) + "人";
}

IncidentLine line_of(const Incident& incident, const Holidays& holidays, Date today) {
    IncidentLine line;
    line.url = url_of(incident.id);
    line.number = incident.number;
    line.kind = japanese(incident.account.kind);
    line.story = incident.account.story;
    line.persons = persons_text(incident.account);
    line.state = japanese(incident.state());
    line.state_css = state_css(incident.state());
    line.reported = short_date(incident.reported_on, today);
    if (const auto next = next_owed(incident, holidays)) {
        line.what = japanese_duty(next->kind);
        line.due = short_date(next->due_on, today) + " " + std::string{basis_word(next->basis)};
        line.remaining = remaining(next->due_on, instant_in_japan(today, {}));
        line.remaining_css = left_css(next->due_on, today);
    }
    return line;
}

/// 2026-11
std::string month_of(Date day) {
    return iso_date(day).substr(0, 7);
}

Result<http::Response> show(Office& office, const http::Request& request) {
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    const auto year = office::year_of(request, today);
    auto tx = office.db.read();
    ListView view;
    view.frame = office::make_frame(office, tx, request, "漏えい等の記録", "/incidents");
    auto open = open_incidents(tx, viewer);
    std::ranges::stable_sort(open, {}, [&](const Incident& incident) {
        const auto next = next_owed(incident, office.holidays);
        return next ? next->due_on : Date::max();
    });
    for (const auto& incident : open)
        view.open.push_back(line_of(incident, office.holidays, today));
    view.open_count = std::to_string(view.open.size()) + "件";
    for (const auto& incident : incidents_of_year(tx, viewer, year))
        if (!incident.is_open()) view.ended.push_back(line_of(incident, office.holidays, today));
    view.years = office::year_bar("/incidents", year, today);
    view.csv = html::Url::path("/incidents/export").with("year", year);
    view.month_csv = html::Url::path("/incidents/export").with("month", month_of(today));
    view.month = std::to_string(std::stoi(month_of(today).substr(5))) + "月";
    view.may_report = view.frame.may.cases;
    return office::page(render_list, view);
}

std::string day_of(const Step* step) {
    return step ? iso_date(step->on) : std::string{};
}

std::vector<std::string> cells_of(const Incident& incident, const Holidays& holidays) {
    const auto& account = incident.account;
    const auto terms = terms_of(account.noticed_on, account.malice, holidays);
    const auto* const prevention = incident.standing(StepKind::Prevention);
    const auto* const told = incident.standing(StepKind::Notice);
    std::string grounds;
    for (const auto ground : incident.grounds())
        grounds += (grounds.empty() ? "" : "、") + std::string{japanese(ground)};
    const auto closing = incident.closing.value_or(Closing{});
    return {incident.number,
            iso_date(incident.reported_on),
            incident.reported_by.name,
            std::string{japanese(account.kind)},
            std::string{japanese(account.subjects)},
            account.happened_on ? iso_date(*account.happened_on) : std::string{},
            iso_date(account.noticed_on),
            std::to_string(account.persons),
            account.items.japanese(),
            account.recipient,
            account.story,
            account.at_once,
            std::string{japanese(account.malice)},
            incident.is_reported() ? "報告する" : "報告しない",
            grounds,
            iso_date(terms.first_limit),
            day_of(incident.standing(StepKind::FirstReport)),
            day_of(told),
            told ? std::string{japanese(told->means)} : std::string{},
            iso_date(terms.final_limit),
            day_of(incident.standing(StepKind::FinalReport)),
            prevention ? prevention->text : std::string{},
            std::string{japanese(incident.state())},
            incident.closing ? iso_date(closing.on) : std::string{},
            closing.by.name};
}

/// ?month=2026-11; empty for what is none.
std::string asked_month(const http::Request& request) {
    const std::string text{request.query("month")};
    return parse_iso_date(text + "-01") ? text : std::string{};
}

/// GET /incidents/export: what was reported in the year, or in a month of it.
Result<http::Response> export_lines(Office& office, const http::Request& request) {
    const auto& viewer = office::viewer_of(request);
    const auto month = asked_month(request);
    const auto year = month.empty() ? office::year_of(request, office.clock.today())
                                    : std::stoi(month.substr(0, 4));
    std::vector<std::vector<std::string>> cells{
        {"番号",        "届け出た日",     "届け出た人", "種類",
         "だれの情報",  "起きた日",       "気づいた日", "人数",
         "項目",        "渡った先",       "いきさつ",   "すぐにしたこと",
         "不正の目的",  "委員会への報告", "報告の理由", "速報の目安(5日目)",
         "速報日",      "本人通知日",     "通知の方法", "確報の期限",
         "確報日",      "再発防止策",     "状態",       "終了日",
         "終了にした人"}};
    auto tx = office.db.read();
    for (const auto& incident : incidents_of_year(tx, viewer, year))
        if (month.empty() || month_of(incident.reported_on) == month)
            cells.push_back(cells_of(incident, office.holidays));
    return http::Response::bytes(
        csv::write(cells, csv::Encoding::Utf8Bom).bytes, "text/csv; charset=utf-8",
        "漏えい等の記録_" + (month.empty() ? std::to_string(year) + "年" : month) + ".csv",
        http::Disposition::Attachment);
}

}  // namespace

void add_list_routes(http::Router& router, Office& office) {
    router.add("GET", "/incidents",
               [&office](http::Request& request) { return show(office, request); });
    router.add("GET", "/incidents/export",
               [&office](http::Request& request) { return export_lines(office, request); });
}

}  // namespace kakehashi::incident
