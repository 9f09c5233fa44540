#include "oversight/oversight_pages.hpp"

#include <utility>

#include "oversight/access_review_store.hpp"
#include "oversight/month_report_store.hpp"
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
        oversight::add_month_report_routes(router, office);
    };
    feature.duty_kinds = {
        {std::string{oversight::kDutyReviewAccess}, oversight::access_review_duty_kind()},
        {std::string{oversight::kDutySignMonth}, oversight::month_report_duty_kind()}};
    // Lines of a program that was killed are chained in the first minute of the next.
    feature.every_minute = [is_first = true](Office& office) mutable {
        oversight::review_every_minute(office);
        if (!std::exchange(is_first, false)) oversight::report_every_minute(office);
    };
    return feature;
}

}  // namespace kakehashi
