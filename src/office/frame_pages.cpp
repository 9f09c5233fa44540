#include "office/frame_pages.hpp"

#include <algorithm>
#include <cctype>

namespace kakehashi::office {
namespace {

Result<http::Response> show_menu(Office& office, const http::Request& request) {
    auto tx = office.db.read();
    return page(render_menu, MenuView{make_frame(office, tx, request, "すべての画面", "/menu")});
}

Result<http::Response> show_keys(Office& office, const http::Request& request) {
    auto tx = office.db.read();
    KeysView view{make_frame(office, tx, request, "キー操作", "/help/keys"), {}};
    for (const auto& section : view.frame.nav)
        for (auto link : section.links) {
            if (link.key.empty()) continue;
            std::ranges::transform(link.key, link.key.begin(),
                                   [](unsigned char c) { return std::toupper(c); });
            view.go.push_back(std::move(link));
        }
    return page(render_keys, view);
}

}  // namespace

Feature frame_feature() {
    Feature feature{.name = "frame"};
    feature.add_routes = [](http::Router& router, Office& office) {
        router.add("GET", "/menu",
                   [&office](http::Request& request) { return show_menu(office, request); });
        router.add("GET", "/help/keys",
                   [&office](http::Request& request) { return show_keys(office, request); });
    };
    return feature;
}

}  // namespace kakehashi::office
