#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.hpp"
#include "base/holidays.hpp"
#include "base/id.hpp"
#include "platform/auth/role.hpp"

namespace kakehashi::oversight {

/// So long a review is open; then accounts nobody confirmed are put out of use.
inline constexpr days kReviewLasts{14};
/// So long before that the page says whose.
inline constexpr days kToldBefore{7};
/// An account nobody signed in with for longer is marked 使っていない.
inline constexpr days kUnusedAfter{90};

/// 見直し of one quarter.
struct AccessReview {
    std::int64_t id = 0;
    std::string quarter;  // 2026-Q4
    Instant begun_at;
    Date ends_on;  // the last day to confirm
    std::optional<Instant> closed_at;
};

/// One account of a review, as it is now.
struct ReviewedAccount {
    UserId user;
    std::string login, name, profession;
    Role role = Role::None;
    bool active = true;
    bool second_factor = false;
    Instant made_at;
    std::optional<Instant> last_signed_in_at;
    std::optional<Instant> confirmed_at;
    UserId confirmed_by;
    std::string confirmed_name;
    std::optional<Instant> locked_at;
};

/// 2026-Q4
std::string quarter_of(Date day);
/// 2026年10〜12月
std::string quarter_text(std::string_view quarter);
/// Its first business day.
Date review_begins_on(Date day_in_quarter, const Holidays& holidays);

bool is_unused(const ReviewedAccount& account, Instant now);
/// In use, and nobody has said yet that it should be.
bool is_unconfirmed(const ReviewedAccount& account);
/// Whose accounts are put out of use if nobody confirms more. Never of somebody who confirmed
/// others; nor, while nobody has, of those who may: the house would be locked out.
std::vector<UserId> to_be_locked(const std::vector<ReviewedAccount>& accounts);

}  // namespace kakehashi::oversight
