#include "oversight/oversight_pages.hpp"

#include "oversight/oversight_routes.hpp"

namespace kakehashi {

Feature oversight_feature() {
    Feature feature{.name = "oversight"};
    feature.nav = {{"管理", "監査ログ", "/audit", "shield", "", ""}};
    feature.add_routes = [](http::Router& router, Office& office) {
        oversight::add_trail_routes(router, office);
        oversight::add_export_routes(router, office);
        oversight::add_looks_routes(router, office);
    };
    return feature;
}

}  // namespace kakehashi
