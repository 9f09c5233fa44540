#include "incident/incident_pages.hpp"

#include "base/era.hpp"
#include "incident/incident_routes.hpp"
#include "office/access.hpp"

namespace kakehashi {
namespace incident {
namespace {

/// 法令は「速やかに」。3日目 11/26(木)、5日目 11/28(土)
std::string terms_text(std::string_view kind, const Terms& terms, const Account& account,
                       Date today) {
    if (kind == kDutyFirstReport)
        return "法令は「速やかに」。おおむね3〜5日。3日目 " + short_date(terms.first_aim, today) +
               "、5日目 " + short_date(terms.first_limit, today);
    if (kind == kDutyNotice) return "法令は「速やかに」。日数は院内の目安です";
    if (kind == kDutyFinalReport)
        return account.malice == Malice::Yes ? "知った日から60日(不正の目的)" : "知った日から30日";
    return {};
}

/// The pane of 本日の業務: who may, is led to the incident; the others read whose turn it is.
NextAction next_action(Office& office, db::Transaction& tx, const Viewer& viewer,
                       const Duty& duty) {
    const auto today = office.clock.today();
    NextAction next;
    next.facts.push_back({"事故", duty.note});
    if (const auto incident = find_incident(tx, viewer, IncidentId{duty.about.id})) {
        const auto& account = incident->account;
        const auto words =
            terms_text(duty.kind, terms_of(account.noticed_on, account.malice, office.holidays),
                       account, today);
        if (!words.empty()) next.facts.push_back({"期限", words});
    }
    if (office::may(tx, viewer, office::Need::IncidentWork, today))
        next.actions.push_back(
            {"漏えい等の記録を開く", url_of(IncidentId{duty.about.id}), false, "shield"});
    else
        next.facts.push_back({"だれが", "室長"});
    return next;
}

DutyKind kind_of(std::string heading) {
    return {"漏えい", "shield", [heading = std::move(heading)](const Duty&) { return heading; },
            next_action};
}

}  // namespace
}  // namespace incident

Feature incident_feature() {
    using namespace incident;
    Feature feature{.name = "incident"};
    feature.nav = {{"管理", "漏えい等の届け出", "/incidents/new", "alert", "", ""},
                   {"管理", "漏えい等の記録", "/incidents", "shield", "incident.", ""}};
    feature.duty_kinds = {{std::string{kDutyFirstReport}, kind_of("個人情報保護委員会に速報する")},
                          {std::string{kDutyNotice}, kind_of("漏えい等を本人に知らせる")},
                          {std::string{kDutyFinalReport}, kind_of("個人情報保護委員会に確報する")},
                          {std::string{kDutyPrevention}, kind_of("漏えい等の再発防止策を決める")},
                          {std::string{kDutyClose}, kind_of("漏えい等の記録を確かめて終了にする")}};
    feature.add_routes = [](http::Router& router, Office& office) {
        add_new_routes(router, office);
        add_list_routes(router, office);
        add_one_routes(router, office);
        add_step_routes(router, office);
        add_amend_routes(router, office);
        add_sheet_routes(router, office);
    };
    return feature;
}

}  // namespace kakehashi
