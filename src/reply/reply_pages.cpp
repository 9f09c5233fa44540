#include "reply/reply_pages.hpp"

#include "reply/reply_aging.hpp"
#include "reply/reply_routes.hpp"

namespace kakehashi {

Feature reply_feature() {
    Feature feature;
    feature.name = "reply";
    feature.nav = {{"前方連携", "来院・受診報告", "/arrivals", "check", "visit.", ""},
                   {"前方連携", "返書管理", "/replies", "reply", "reply.", "h"}};
    feature.duty_kinds = reply_pages::reply_duty_kinds();
    feature.timeline = reply_pages::reply_timeline();
    feature.add_routes = [](http::Router& router, Office& office) {
        reply_pages::add_arrival_routes(router, office);
        reply_pages::add_no_show_routes(router, office);
        reply_pages::add_aging_routes(router, office);
        reply_pages::add_bulk_routes(router, office);
        reply_pages::add_reply_routes(router, office);
    };
    feature.every_minute = [](Office& office) {
        open_chaser_duties(office.db, office.clock.now());
    };
    return feature;
}

}  // namespace kakehashi
