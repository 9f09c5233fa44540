#include "platform/auth/role.hpp"

#include <array>

namespace kakehashi {
namespace {

struct RoleWords {
    Role role;
    std::string_view text, japanese;
};
constexpr std::array kWords{
    RoleWords{Role::None, "", "役割なし"},
    RoleWords{Role::Desk, "desk", "窓口"},
    RoleWords{Role::Nurse, "nurse", "連携看護師"},
    RoleWords{Role::SocialWorker, "social_worker", "MSW"},
    RoleWords{Role::Clerk, "clerk", "事務"},
    RoleWords{Role::Doctor, "doctor", "医師"},
    RoleWords{Role::Head, "head", "室長"},
    RoleWords{Role::Auditor, "auditor", "監査者"},
    RoleWords{Role::Administrator, "administrator", "管理者"},
};
constexpr std::array kGiven{Role::Desk,   Role::Nurse, Role::SocialWorker, Role::Clerk,
                            Role::Doctor, Role::Head,  Role::Auditor,      Role::Administrator};

const RoleWords& words_of(Role role) {
    for (const auto& words : kWords)
        if (words.role == role) return words;
    return kWords.front();
}

}  // namespace

std::span<const Role> all_roles() {
    return kGiven;
}
std::string_view to_text(Role role) {
    return words_of(role).text;
}
std::string_view japanese(Role role) {
    return words_of(role).japanese;
}

Result<Role> parse_role(std::string_view text) {
    for (const auto role : kGiven)
        if (to_text(role) == text) return role;
    return fail(ErrorKind::Invalid, "user.unknown_role", "role");
}

}  // namespace kakehashi
