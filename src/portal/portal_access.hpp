#pragma once

#include "platform/auth/role.hpp"

namespace kakehashi::portal {

/// What the portal holds for a partner.
enum class Item {
    Progress,  // 自施設が紹介した患者の進みぐあい・予約
    Letters,   // 自施設あてに送られた文書
    Sending,   // 患者を紹介する、書類を加える、予約の変更を頼む
};

/// Which of its own facility's items somebody of this role sees, or does. Of other facilities
/// nobody sees any. Pure.
bool may_see(Role role, Item item);

}  // namespace kakehashi::portal
