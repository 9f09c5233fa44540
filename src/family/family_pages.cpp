#include "family/family_pages.hpp"

#include "family/family_routes.hpp"

namespace kakehashi {
namespace {

auto says(std::string words) {
    return [words = std::move(words)](const Event& event) {
        const auto id = event.data.at("hand_over").integer().value_or(0);
        const auto papers = event.data.at("papers").string();
        return TimelineText{"ご家族(" + std::string{event.data.at("relation").string()} +
                                ")へのお渡し" + words +
                                (papers.empty() ? "" : ":" + std::string{papers}),
                            family::url_of(event.patient, family::HandOverId{id})};
    };
}

}  // namespace

Feature family_feature() {
    Feature feature{.name = "family"};
    feature.timeline = {{"family.handed", says("")},
                        {"family.cancelled", says("の記録を取り消し")}};
    feature.add_routes = [](http::Router& router, Office& office) {
        family::add_list_routes(router, office);
        family::add_new_routes(router, office);
    };
    return feature;
}

}  // namespace kakehashi
