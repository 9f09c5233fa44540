#pragma once

#include "office/bare_page.hpp"
#include "office/doors.hpp"
#include "office/form_reader.hpp"
#include "office/frame.hpp"

namespace kakehashi::people {

struct InviteView {
    office::Frame frame;
    std::vector<office::FieldError> errors;
    std::string name, login, profession;  // as typed
    struct RoleLine {
        std::string value, label;
        bool chosen = false;
    };
    std::vector<RoleLine> roles, partner_roles;
    bool from_house = true;      // else a partner's administrator invites from their own facility
    std::string facility;        // as typed: empty for a colleague
    bool has_directory = false;  // the hospital's own accounts can be named
    std::string directory_name;  // as typed
};
void render_invite(html::Writer& out, const InviteView& v);

/// 招待の控え: the code, shown once.
struct InvitationSlipView {
    office::Frame frame;
    std::string name, login;
    std::string partner;  // みなと内科クリニック: of somebody who looks in from there
    std::string until;    // 12月1日(火) 10:12
    std::string page;     // where a code is typed
    std::string code;
    html::Safe picture;  // of the link with the code
};
void render_invitation_slip(html::Writer& out, const InvitationSlipView& v);

/// `/sign-in/invitation`: first the code, then the own password.
struct JoinView {
    std::string hospital;
    std::vector<office::FieldError> errors;
    std::string code, name, login;  // empty while no code was given
    int least = 0;                  // characters of a password
};
void render_join(html::Writer& out, const JoinView& v);

/// 招待: inviting (Need::People), and the one page that is opened without a sign-in.
void add_joining_routes(http::Router& router, Office& office, const office::Doors& doors);
/// Its second half.
void add_join_routes(http::Router& router, Office& office);

}  // namespace kakehashi::people
