#include "referral/referral_pages.hpp"

#include "referral/referral_intake.hpp"
#include "referral/referral_reindex.hpp"
#include "referral/referral_routes.hpp"

namespace kakehashi {

Feature referral_feature() {
    Feature feature;
    feature.name = "referral";
    feature.nav = {{"前方連携", "紹介受付", "/referrals", "inbox", "referral.", "r"}};
    feature.duty_kinds = referral_pages::duty_kinds();
    feature.timeline = referral_pages::timeline_texts();
    feature.add_routes = [](http::Router& router, Office& office) {
        referral_pages::add_list_routes(router, office);
        referral_pages::add_intake_routes(router, office);
        referral_pages::add_detail_routes(router, office);
        referral_pages::add_decision_routes(router, office);
        referral_pages::add_document_routes(router, office);
    };
    feature.every_minute = [](Office& office) { take_in_watched_folders(office, office.stopping); };
    return feature;
}

}  // namespace kakehashi
