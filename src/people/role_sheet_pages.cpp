#include <algorithm>

#include "base/era.hpp"
#include "office/access.hpp"
#include "people/deputy.hpp"
#include "people/role_sheet.hpp"
#include "platform/auth/session.hpp"
#include "platform/duty/left_duty.hpp"
#include "ward/affiliation.hpp"

namespace kakehashi::people {
namespace {

std::vector<std::string> work_of(Role role) {
    std::vector<std::string> work;
    for (const auto need : office::all_needs())
        if (need != office::Need::Self && office::may(role, need))
            work.emplace_back(office::japanese(need));
    return work;
}

/// 看護師・東3病棟
std::string about(const UserLine& user, const std::vector<ward::Affiliation>& affiliations) {
    auto text = user.profession;
    for (const auto& one : affiliations)
        if (one.user == user.id && one.running) text += (text.empty() ? "" : "・") + one.name;
    return text;
}

std::string away(const UserLine& user, const std::vector<Deputyship>& deputies, Date today) {
    std::string text;
    for (const auto& one : deputies) {
        if (one.absent != user.id || !one.in_use) continue;
        text += (text.empty() ? "" : "、") + short_date(one.from_on, today) + " から " +
                short_date(one.until_on, today) + " は " + one.deputy_name + " が代行";
    }
    return text;
}

/// Work of the house that nobody has the role for: 開示の判断 without a 室長. The wards' own page
/// is none: a house may work without it.
std::vector<std::string> gaps_among(const std::vector<UserLine>& users) {
    std::vector<std::string> gaps;
    for (const auto need : office::all_needs()) {
        if (need == office::Need::Ward || need == office::Need::Portal) continue;
        if (std::ranges::none_of(users, [&](const UserLine& user) {
                return user.active && office::may(user.role, need);
            }))
            gaps.emplace_back(office::japanese(need));
    }
    return gaps;
}

http::Response show(Office& office, const http::Request& request) {
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    RoleSheetView view;
    view.frame = office::make_frame(office, tx, request, "役割分担表", "/settings/people");
    view.today = japanese_date(today);
    const bool house = party_of(viewer) == Party::House;
    if (house) view.left_behind = static_cast<int>(duties_left_behind(tx, viewer).size());
    const auto users = users_of(tx, viewer.facility);
    const auto deputies = deputyships(tx, viewer.facility, today);
    const auto affiliations = ward::affiliations_of(tx, viewer.facility, today);
    for (const auto role : roles_of(party_of(viewer))) {
        RoleLine line{std::string{japanese(role)}, work_of(role), {}};
        for (const auto& user : users)
            if (user.active && user.role == role)
                line.holders.push_back(
                    {user.name, about(user, affiliations), away(user, deputies, today)});
        if (line.holders.empty())
            view.vacant.push_back(line.role);
        else
            view.roles.push_back(std::move(line));
    }
    if (house) view.gaps = gaps_among(users);
    return office::page(render_role_sheet, view);
}

}  // namespace

void add_role_sheet_route(http::Router& router, Office& office) {
    router.add("GET", "/settings/people/roles",
               [&office](http::Request& request) { return show(office, request); });
}

}  // namespace kakehashi::people
