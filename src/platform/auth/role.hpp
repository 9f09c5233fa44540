#pragma once

#include <span>
#include <string_view>

#include "base/result.hpp"

namespace kakehashi {

/// 役割: what somebody of the house is there for. What each may do: office/access.hpp.
enum class Role {
    None,           // 役割なし: an account nobody has given one
    Desk,           // 窓口
    Nurse,          // 連携看護師
    SocialWorker,   // MSW
    Clerk,          // 事務
    Doctor,         // 医師
    Head,           // 室長
    Auditor,        // 監査者
    Administrator,  // 管理者
};
/// All that can be given.
std::span<const Role> all_roles();
std::string_view to_text(Role role);
std::string_view japanese(Role role);
/// Invalid `user.unknown_role`.
Result<Role> parse_role(std::string_view text);

}  // namespace kakehashi
