#include "platform/auth/role.hpp"

#include <array>

#include "base/words.hpp"

namespace kakehashi {
namespace {

constexpr std::array kWords{
    Words<Role>{Role::None, "", "役割なし"},
    Words<Role>{Role::Desk, "desk", "窓口"},
    Words<Role>{Role::Nurse, "nurse", "連携看護師"},
    Words<Role>{Role::SocialWorker, "social_worker", "MSW"},
    Words<Role>{Role::Clerk, "clerk", "事務"},
    Words<Role>{Role::Doctor, "doctor", "医師"},
    Words<Role>{Role::Head, "head", "室長"},
    Words<Role>{Role::Auditor, "auditor", "監査者"},
    Words<Role>{Role::Administrator, "administrator", "管理者"},
};
constexpr std::array kGiven{Role::Desk,   Role::Nurse, Role::SocialWorker, Role::Clerk,
                            Role::Doctor, Role::Head,  Role::Auditor,      Role::Administrator};

}  // namespace

std::span<const Role> all_roles() {
    return kGiven;
}
std::string_view to_text(Role role) {
    return words_of(kWords, role).text;
}
std::string_view japanese(Role role) {
    return words_of(kWords, role).japanese;
}

Result<Role> parse_role(std::string_view text) {
    TRY(const auto role, value_of(kWords, text, "user.unknown_role", "role"));
    if (role == Role::None) return fail(ErrorKind::Invalid, "user.unknown_role", "role");
    return role;
}

}  // namespace kakehashi
