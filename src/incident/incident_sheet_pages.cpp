// /incidents/{id}/sheet: the nine items of the commission's form (施行規則 第8条第1項), to be
// printed or copied into it. Nobody is named.
#include "base/era.hpp"
#include "incident/incident_routes.hpp"

namespace kakehashi::incident {
namespace {

std::string otherwise(const std::string& text, const char* words) {
    return text.empty() ? words : text;
}

std::vector<std::string> overview(const Account& account) {
    std::vector<std::string> lines{
        "発生日 " + (account.happened_on ? western_date(*account.happened_on) : "確認中"),
        "発覚日 " + western_date(account.noticed_on),
        "事態の種類 " + std::string{japanese(account.kind)}, account.story};
    if (!account.recipient.empty()) lines.push_back("渡った先 " + account.recipient);
    return lines;
}

std::vector<std::string> told(const Incident& incident) {
    const auto* const notice = incident.standing(StepKind::Notice);
    if (!notice) return {"まだ知らせていない"};
    return {western_date(notice->on) + " " + std::string{japanese(notice->means)}, notice->text};
}

std::vector<std::string> told_commission(const Incident& incident, const Holidays& holidays) {
    const auto terms = terms_of(incident.account.noticed_on, incident.account.malice, holidays);
    std::vector<std::string> lines{"確報の期限 " + western_date(terms.final_limit)};
    for (const auto kind : {StepKind::FirstReport, StepKind::FinalReport})
        if (const auto* const step = incident.standing(kind))
            lines.push_back(std::string{japanese(kind)} + " " + western_date(step->on) + " " +
                            step->text);
    for (const auto ground : incident.grounds())
        lines.push_back("報告の理由 " + std::string{japanese(ground)});
    return lines;
}

Result<http::Response> show(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<IncidentId>("id"));
    auto tx = office.db.read();
    TRY(const auto incident, find_incident(tx, office::viewer_of(request), id));
    const auto& account = incident.account;
    const auto* const prevention = incident.standing(StepKind::Prevention);
    SheetView view;
    view.frame = office::make_frame(office, tx, request, "委員会への報告事項", "/incidents");
    view.frame.print_title = "漏えい等の報告事項 " + incident.number;
    view.number = incident.number;
    view.page = url_of(id);
    view.lines = {
        {"1 概要", overview(account)},
        {"2 漏えい等が起きた、またはそのおそれのある個人データの項目", {account.items.japanese()}},
        {"3 本人の数",
         {std::to_string(account.persons) + "人(" + std::string{japanese(account.subjects)} + ")"}},
        {"4 原因", {otherwise(account.cause, "調べている")}},
        {"5 二次被害またはそのおそれ", {otherwise(account.harm, "調べている")}},
        {"6 本人への対応", told(incident)},
        {"7 公表", {otherwise(account.publication, "決めていない")}},
        {"8 再発防止のための措置", {prevention ? prevention->text : "検討している"}},
        {"9 その他参考となる事項",
         {otherwise(account.at_once, "すぐにした措置はない"), account.remarks}},
        {"報告の控え", told_commission(incident, office.holidays)},
    };
    return office::page(render_sheet, view);
}

}  // namespace

void add_sheet_routes(http::Router& router, Office& office) {
    router.add("GET", "/incidents/{id}/sheet",
               [&office](http::Request& request) { return show(office, request); });
}

}  // namespace kakehashi::incident
