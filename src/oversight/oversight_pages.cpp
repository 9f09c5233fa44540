#include "oversight/oversight_pages.hpp"

#include "oversight/access_review_store.hpp"
#include "oversight/oversight_routes.hpp"

namespace kakehashi {

Feature oversight_feature() {
    Feature feature{.name = "oversight"};
    feature.nav = {{"管理", "監査ログ", "/audit", "shield", "", ""}};
    feature.add_routes = [](http::Router& router, Office& office) {
        oversight::add_trail_routes(router, office);
        oversight::add_export_routes(router, office);
        oversight::add_looks_routes(router, office);
        oversight::add_access_review_routes(router, office);
    };
    feature.duty_kinds = {
        {std::string{oversight::kDutyReviewAccess}, oversight::access_review_duty_kind()}};
    feature.every_minute = oversight::review_every_minute;
    return feature;
}

}  // namespace kakehashi
