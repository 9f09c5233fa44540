#include "facility/facility_pages.hpp"

#include "facility/facility_detail.hpp"

namespace kakehashi {
namespace {

/// 情報を直した:電話・FAX
TimelineText changed_text(const Event& event) {
    std::string fields;
    for (const auto& change : event.data.at("changes").array())
        fields += (fields.empty() ? "" : "・") + std::string{change.at("field").string()};
    return {"連携先の情報を直した" + (fields.empty() ? fields : ":" + fields),
            facility_pages::url_of(FacilityId{event.about.id})};
}

std::function<TimelineText(const Event&)> says(std::string_view text) {
    return [text = std::string{text}](const Event& event) {
        return TimelineText{text, facility_pages::url_of(FacilityId{event.about.id})};
    };
}

std::function<TimelineText(const Event&)> saved(std::string_view what) {
    return [what = std::string{what}](const Event& event) {
        const auto& active = event.data.at("active");
        return TimelineText{what + "「" + std::string{event.data.at("name").string()} + "」を" +
                                (active.boolean() ? "保存" : "休止に"),
                            facility_pages::url_of(FacilityId{event.about.id})};
    };
}

}  // namespace

Feature facility_feature() {
    Feature feature;
    feature.name = "facility";
    feature.nav = {{"地域", "連携先", "/facilities", "bld", "", "p"}};
    feature.timeline = {{"facility.registered", says("連携先に登録")},
                        {"facility.changed", changed_text},
                        {"facility.confirmed", says("連携先の内容を確かめた")},
                        {"facility.confirmation_undone", says("内容の確認を取り消した")},
                        {"facility.department_saved", saved("診療科")},
                        {"facility.doctor_saved", saved("医師")}};
    feature.add_routes = [](http::Router& router, Office& office) {
        facility_pages::add_list_routes(router, office);
        facility_pages::add_edit_routes(router, office);
        facility_pages::add_people_routes(router, office);
        facility_pages::add_csv_routes(router, office);
    };
    return feature;
}

}  // namespace kakehashi
