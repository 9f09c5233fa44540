#pragma once

#include <string>
#include <vector>

#include "office/frame.hpp"

namespace kakehashi::people {

struct RoleOption {
    std::string value, label;
    bool chosen = false;
};

struct PersonLine {
    std::string name, login, profession, role, last;  // last: 最後のサインイン
    std::string partner;  // みなと内科クリニック; empty: of this house
    bool active = true;
    bool self = false;  // nobody changes what they may do themselves
    bool without_role = false;
    std::vector<RoleOption> roles;
    bool joined = true;  // has a password
    bool lacks_factor = false;
    bool invited = false;       // an invitation counts
    std::string invitation;     // 招待中 12/1(火)まで; empty for who has joined
    std::string directory;      // 病院のアカウント sato; empty: not linked
    std::string units;          // 東3病棟・循環器内科
    bool without_ward = false;  // a 病棟看護師 who sees nobody
    html::Url give_role, put_in_use, invite, revoke;
    html::Url affiliations;  // of a colleague of the house
};

/// One line of 役割でできること.
struct NeedLine {
    std::string what;
    std::vector<bool> may;  // by role, as the headings stand
};

struct PeopleView {
    office::Frame frame;
    bool partner = false;  // of a partner facility, not of the house
    std::string count;     // 5名(停止中 1名)
    std::vector<PersonLine> people;
    std::vector<std::string> roles;
    std::vector<NeedLine> needs;
    std::vector<RoleOption> factor;  // 二つ目の確認を求める人
    int grace_days = 0;
};
void render_people(html::Writer& out, const PeopleView& v);

}  // namespace kakehashi::people
