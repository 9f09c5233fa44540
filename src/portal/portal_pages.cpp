#include "portal/portal_pages.hpp"

#include "portal/portal_parts.hpp"

namespace kakehashi {
namespace portal {
namespace {

constexpr int kCasesAtHome = 10;
constexpr int kCasesOfPage = 20;
constexpr int kLettersAtHome = 20;
/// What was sent before that came by FAX or post, and is no news.
constexpr std::chrono::days kNewFor{30};

Result<http::Response> show_home(Office& office, const http::Request& request) {
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    HomeView view{frame_of(office, tx, request, "連携ポータル")};
    view.portal.at_home = true;
    view.left = request.has_query("left");
    if (sees(request, Item::Letters)) {
        for (const auto& letter :
             unopened_letters(tx, viewer, office.clock.now() - kNewFor, kLettersAtHome))
            view.letters.push_back(line_of(letter, today));
        if (!view.letters.empty()) view.letter_count = std::to_string(view.letters.size());
    }
    if (sees(request, Item::Progress)) {
        for (const auto& one : open_cases(tx, viewer, kCasesAtHome))
            view.cases.push_back(card_of(one, today));
        view.all = "すべて見る(進行中 " + std::to_string(count_open_cases(tx, viewer)) + "件)";
    }
    return office::page(render_home, view);
}

/// 1790000000-412: received_at and id of the last case shown.
std::optional<CaseMark> mark_from(std::string_view text) {
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto at = ReferralId::parse(text.substr(0, dash));  // a positive number, as an id is
    const auto id = ReferralId::parse(text.substr(dash + 1));
    if (!at || !id) return std::nullopt;
    return CaseMark{Instant{std::chrono::seconds{at->value}}, *id};
}

Result<http::Response> show_cases(Office& office, const http::Request& request) {
    if (!sees(request, Item::Progress)) return fail(ErrorKind::NotFound, "http.not_found");
    const auto& viewer = office::viewer_of(request);
    const auto here = html::Url::path("/portal/referrals");
    auto tx = office.db.read();
    CasesView view{frame_of(office, tx, request, "紹介した患者")};
    view.portal.at_cases = true;
    auto found = cases(tx, viewer, mark_from(request.query("after")), kCasesOfPage + 1);
    if (found.size() > kCasesOfPage) {
        found.pop_back();
        const auto& last = found.back();
        view.older = html::Url{here}.with(
            "after", std::to_string(last.facts.received_at.time_since_epoch().count()) + "-" +
                         last.id.text());
    }
    if (request.has_query("after")) view.newest = here;
    for (const auto& one : found) view.cases.push_back(card_of(one, office.clock.today()));
    return office::page(render_cases, view);
}

}  // namespace
}  // namespace portal

Feature portal_feature() {
    Feature feature{.name = "portal"};
    feature.nav = {{"連携ポータル", "自施設の紹介", "/portal", "home", "", ""}};
    feature.add_routes = [](http::Router& router, Office& office) {
        const auto get = [&](std::string_view route, auto page) {
            router.add("GET", std::string{route},
                       [&office, page](http::Request& request) { return page(office, request); });
        };
        get("/portal", portal::show_home);
        get("/portal/referrals", portal::show_cases);
        portal::add_send_routes(router, office);
        portal::add_case_routes(router, office);
        portal::add_letter_routes(router, office);
    };
    return feature;
}

}  // namespace kakehashi
