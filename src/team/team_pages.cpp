#include "team/team_pages.hpp"

#include "team/team_routes.hpp"

namespace kakehashi {
namespace {

auto says(std::string words) {
    return [words = std::move(words)](const Event& event) {
        const auto role = team::parse_team_role(event.data.at("role").string());
        return TimelineText{words + (role ? ":" + std::string{team::japanese(*role)} : "")};
    };
}

}  // namespace

Feature team_feature() {
    Feature feature{.name = "team"};
    feature.timeline = {{"team.joined", says("支援チームに加わった")},
                        {"team.corrected", says("支援チームの記録を直した")},
                        {"team.left", says("支援チームから離れた")}};
    feature.add_routes = [](http::Router& router, Office& office) {
        team::add_list_routes(router, office);
        team::add_member_routes(router, office);
    };
    return feature;
}

}  // namespace kakehashi
