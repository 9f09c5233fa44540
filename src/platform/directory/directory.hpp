#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "platform/auth/role.hpp"

namespace kakehashi {

/// What the hospital's directory says of who has signed in there. Every way of asking ends here.
struct DirectoryPerson {
    std::string issuer;   // which directory: https://login.example.jp/realms/hospital
    std::string subject;  // what never changes there
    std::string login;    // the user name there; it may change hands
    std::string name;     // 佐伯 真理; empty: the directory does not say
    std::vector<std::string> groups = {};
    bool second_factor = false;  // the directory has asked for one
    std::string proof = {};      // the ID token, which ends the provider's session
};

/// Which group of the directory means which role here.
class GroupRoles {
  public:
    /// `CN=連携室,OU=病院=desk; nurses=nurse`: the role stands behind the last `=`. Invalid
    /// `directory.bad_roles`, and `user.unknown_role` also for a role of partners.
    static Result<GroupRoles> parse(std::string_view text);

    /// Nobody has said anything: roles are given on 職員と役割.
    bool empty() const { return roles_.empty(); }
    /// That of the first line of which somebody is; None for nobody's.
    Role role_for(const std::vector<std::string>& groups) const;

  private:
    std::vector<std::pair<std::string, Role>> roles_;
};

struct DirectoryRules {
    GroupRoles roles;
    /// Who has a role by the groups and no account gets one at the first sign-in.
    bool adds_people = false;
};

/// As names are compared: directories take capitals for small letters.
std::string directory_name(std::string_view name);

}  // namespace kakehashi
