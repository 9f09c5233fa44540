#include "oversight/access_review.hpp"

#include <algorithm>

#include "office/access.hpp"

namespace kakehashi::oversight {
namespace {

int quarter_number(const std::chrono::year_month_day& day) {
    return (static_cast<int>(static_cast<unsigned>(day.month())) - 1) / 3 + 1;
}

}  // namespace

std::string quarter_of(Date day) {
    const std::chrono::year_month_day ymd{day};
    return std::to_string(static_cast<int>(ymd.year())) + "-Q" +
           std::to_string(quarter_number(ymd));
}

std::string quarter_text(std::string_view quarter) {
    static constexpr std::string_view kMonths[] = {"1〜3月", "4〜6月", "7〜9月", "10〜12月"};
    const auto dash = quarter.find("-Q");
    if (dash == std::string_view::npos || dash + 2 >= quarter.size()) return std::string{quarter};
    const auto number = static_cast<std::size_t>(quarter[dash + 2] - '1');
    return std::string{quarter.substr(0, dash)} + "年" +
           std::string{number < std::size(kMonths) ? kMonths[number] : ""};
}

Date review_begins_on(Date day_in_quarter, const Holidays& holidays) {
    const std::chrono::year_month_day ymd{day_in_quarter};
    const auto month = static_cast<unsigned>(quarter_number(ymd) * 3 - 2);
    return holidays.business_day_from(*make_date(static_cast<int>(ymd.year()), month, 1));
}

bool is_unused(const ReviewedAccount& account, Instant now) {
    return account.last_signed_in_at.value_or(account.made_at) + kUnusedAfter < now;
}

bool is_unconfirmed(const ReviewedAccount& account) {
    return account.active && !account.confirmed_at;
}

std::vector<UserId> to_be_locked(const std::vector<ReviewedAccount>& accounts) {
    const auto confirmed_by = [&](UserId user) {
        return std::ranges::any_of(
            accounts, [&](const ReviewedAccount& one) { return one.confirmed_by == user; });
    };
    const bool anybody = std::ranges::any_of(
        accounts, [](const ReviewedAccount& one) { return bool{one.confirmed_at}; });
    std::vector<UserId> out;
    for (const auto& account : accounts)
        if (is_unconfirmed(account) && !confirmed_by(account.user) &&
            (anybody || !office::may(account.role, office::Need::People)))
            out.push_back(account.user);
    return out;
}

}  // namespace kakehashi::oversight
