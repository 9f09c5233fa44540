#pragma once

#include <span>
#include <string_view>

#include "base/result.hpp"

namespace kakehashi {

/// Whose people somebody is one of.
enum class Party {
    House,    // 病院
    Partner,  // 連携先: a clinic, a station, a care home …
};

/// 役割: what somebody is there for. What each may do: office/access.hpp.
enum class Role {
    None,           // 役割なし: an account nobody has given one
    Desk,           // 窓口
    Nurse,          // 連携看護師
    WardNurse,      // 病棟看護師: sees the patients of the own wards alone
    SocialWorker,   // MSW
    Clerk,          // 事務
    Doctor,         // 医師
    Head,           // 室長
    Auditor,        // 監査者
    Administrator,  // 管理者
    // of a partner
    PartnerDoctor,         // 連携先の医師
    PartnerStaff,          // 連携先の職員
    CareManager,           // ケアマネジャー
    VisitingNurse,         // 訪問看護師
    Counsellor,            // 施設の相談員
    Pharmacist,            // 薬剤師
    PartnerAdministrator,  // 連携先の管理者
};
/// All that can be given.
std::span<const Role> all_roles();
/// Those of the house, those of a partner.
std::span<const Role> roles_of(Party party);
/// Whether somebody of this party can have the role. None fits both.
bool fits(Role role, Party party);
std::string_view to_text(Role role);
std::string_view japanese(Role role);
/// Invalid `user.unknown_role`.
Result<Role> parse_role(std::string_view text);

}  // namespace kakehashi
