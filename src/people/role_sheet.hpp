#pragma once

#include <string>
#include <vector>

#include "office/frame.hpp"

namespace kakehashi::people {

struct RoleHolder {
    std::string name;   // 佐伯 真理
    std::string about;  // 看護師・東3病棟
    std::string away;   // 11/24(火) から 11/26(木) は 大村 健 が代行
};
struct RoleLine {
    std::string role;
    std::vector<std::string> work;  // as office/access.hpp decides it
    std::vector<RoleHolder> holders;
};
/// 役割分担表: who is there for what, and who stands in; a sheet for the wall.
struct RoleSheetView {
    office::Frame frame;
    std::string today;
    std::vector<std::string> gaps;  // work of the house that nobody can do, in words
    int left_behind = 0;            // open duties whose assignee is out of use
    std::vector<RoleLine> roles;
    std::vector<std::string> vacant;  // roles that nobody has
};
void render_role_sheet(html::Writer& out, const RoleSheetView& v);

void add_role_sheet_route(http::Router& router, Office& office);

}  // namespace kakehashi::people
