#include "disclosure/disclosure_pages.hpp"

#include "disclosure/disclosure_routes.hpp"
#include "office/access.hpp"

namespace kakehashi {
namespace disclosure {
namespace {

/// The pane of 本日の業務: who may, is led to the request; the others read whose turn it is.
NextAction next_action(db::Transaction& tx, const Viewer& viewer, const Duty& duty, Date today) {
    NextAction next;
    next.facts.push_back({"請求", duty.note});
    const auto need = duty.kind == kDutyDecide ? office::Need::Ruling : office::Need::Disclosure;
    if (!office::may(tx, viewer, need, today))
        next.facts.push_back({"だれが", need == office::Need::Ruling ? "室長" : "室長・事務・MSW"});
    if (office::may(tx, viewer, office::Need::Disclosure, today))
        next.actions.push_back(
            {"開示請求を開く", url_of(DisclosureId{duty.about.id}), false, "doc"});
    return next;
}

DutyKind kind_of(std::string heading) {
    return {"開示", "doc", [heading = std::move(heading)](const Duty&) { return heading; },
            [](Office& office, db::Transaction& tx, const Viewer& viewer, const Duty& duty) {
                return next_action(tx, viewer, duty, office.clock.today());
            }};
}

auto says(std::string words) {
    return [words = std::move(words)](const Event& event) {
        const auto number = event.data.at("number").string();
        return TimelineText{words + (number.empty() ? "" : " " + std::string{number})};
    };
}

}  // namespace
}  // namespace disclosure

Feature disclosure_feature() {
    using namespace disclosure;
    Feature feature{.name = "disclosure"};
    feature.nav = {{"管理", "開示請求・提供", "/disclosures", "doc", "disclosure.", ""}};
    feature.duty_kinds = {{std::string{kDutyIdentify}, kind_of("請求した人の本人確認をする")},
                          {std::string{kDutyDecide}, kind_of("開示するかどうかを判断する")},
                          {std::string{kDutyAnswer}, kind_of("写しを交付し、結果を知らせる")}};
    feature.timeline = {{"disclosure.received", says("開示請求を受け付けた")},
                        {"disclosure.identified", says("開示請求の本人確認をした")},
                        {"disclosure.decided", says("開示請求を判断した")},
                        {"disclosure.answered", says("開示請求に答えた")},
                        {"disclosure.withdrawn", says("開示請求が取り下げられた")},
                        {"provision.recorded", says("第三者への提供を記録")},
                        {"provision.corrected", says("第三者への提供の記録を訂正")}};
    feature.add_routes = [](http::Router& router, Office& office) {
        add_list_routes(router, office);
        add_new_routes(router, office);
        add_request_routes(router, office);
        add_provision_routes(router, office);
    };
    return feature;
}

}  // namespace kakehashi
