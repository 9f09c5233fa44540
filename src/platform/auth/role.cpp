#include "platform/auth/role.hpp"

#include <algorithm>
#include <array>

#include "base/words.hpp"

namespace kakehashi {
namespace {

constexpr std::array kWords{
    Words<Role>{Role::None, "", "役割なし"},
    Words<Role>{Role::Desk, "desk", "窓口"},
    Words<Role>{Role::Nurse, "nurse", "連携看護師"},
    Words<Role>{Role::WardNurse, "ward_nurse", "病棟看護師"},
    Words<Role>{Role::SocialWorker, "social_worker", "MSW"},
    Words<Role>{Role::Clerk, "clerk", "事務"},
    Words<Role>{Role::Doctor, "doctor", "医師"},
    Words<Role>{Role::Head, "head", "室長"},
    Words<Role>{Role::Auditor, "auditor", "監査者"},
    Words<Role>{Role::Administrator, "administrator", "管理者"},
    Words<Role>{Role::PartnerDoctor, "partner_doctor", "連携先の医師"},
    Words<Role>{Role::PartnerStaff, "partner_staff", "連携先の職員"},
    Words<Role>{Role::CareManager, "care_manager", "ケアマネジャー"},
    Words<Role>{Role::VisitingNurse, "visiting_nurse", "訪問看護師"},
    Words<Role>{Role::Counsellor, "counsellor", "施設の相談員"},
    Words<Role>{Role::Pharmacist, "pharmacist", "薬剤師"},
    Words<Role>{Role::PartnerAdministrator, "partner_administrator", "連携先の管理者"},
};
/// The house's first.
constexpr std::array kGiven{
    Role::Desk,          Role::Nurse,         Role::WardNurse,    Role::SocialWorker,
    Role::Clerk,         Role::Doctor,        Role::Head,         Role::Auditor,
    Role::Administrator, Role::PartnerDoctor, Role::PartnerStaff, Role::CareManager,
    Role::VisitingNurse, Role::Counsellor,    Role::Pharmacist,   Role::PartnerAdministrator};
constexpr std::size_t kOfHouse = 9;

}  // namespace

std::span<const Role> all_roles() {
    return kGiven;
}
std::span<const Role> roles_of(Party party) {
    const std::span<const Role> all{kGiven};
    return party == Party::House ? all.first(kOfHouse) : all.subspan(kOfHouse);
}
bool fits(Role role, Party party) {
    return role == Role::None || std::ranges::find(roles_of(party), role) != roles_of(party).end();
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
