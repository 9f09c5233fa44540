#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "platform/auth/role.hpp"
#include "platform/db/database.hpp"

namespace kakehashi {

/// 二つ目の確認を求める人: of whom the house asks a second factor (docs/decisions/0009).
enum class FactorAskedOf {
    Nobody,     // 求めない
    Overseers,  // 室長・管理者・監査者: who manages and who audits
    Everybody,  // 全員
};
std::span<const FactorAskedOf> all_factor_policies();
std::string_view to_text(FactorAskedOf asked_of);
std::string_view japanese(FactorAskedOf asked_of);
/// Invalid `factor.unknown_policy`.
Result<FactorAskedOf> parse_factor_policy(std::string_view text);

/// So long an account that has none may go on, from the first sign-in at which it is asked for.
inline constexpr days kFactorGrace{14};

/// Whether who works in this role is asked. Pure.
bool asks_factor(FactorAskedOf policy, Role role);

/// What has to be done before anything else.
enum class FirstStep { None, OwnPassword, SecondFactor };

/// What an account is like at a sign-in.
struct FactorState {
    bool password_is_own = true;
    bool asked = false;  // asks_factor()
    bool has_factor = false;
    std::optional<Instant> due_at = {};
};
/// The password comes first: nobody adds a factor to what somebody else can open. Pure.
FirstStep first_step_of(const FactorState& state, Instant now);
/// The day by which a factor is to be there; nothing when none is asked, or it is there. Pure.
std::optional<Instant> factor_wanted_by(const FactorState& state);

/// Overseers while nobody has decided.
FactorAskedOf factor_policy(db::Transaction& tx, FacilityId facility);
/// By the policy of the house, which counts for the partners' people too.
bool is_asked_for_factor(db::Transaction& tx, UserId user);
/// From everybody of the house, and whom it let in, the grace counts anew.
void set_factor_policy(db::Transaction& tx, FacilityId facility, FactorAskedOf asked_of,
                       Instant now);
/// Nobody's grace is asked of an account that is new: it begins with its second factor.
void ask_factor_at_once(db::Transaction& tx, UserId user, Instant now);

}  // namespace kakehashi
