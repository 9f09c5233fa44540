#pragma once

#include "office/office.hpp"
#include "oversight/access_review.hpp"

namespace kakehashi::oversight {

inline constexpr std::string_view kDutyReviewAccess = "access_review.confirm";

std::optional<AccessReview> review_of_quarter(db::Transaction& tx, FacilityId facility,
                                              std::string_view quarter);
/// The latest first, the one that is open included.
std::vector<AccessReview> access_reviews(db::Transaction& tx, FacilityId facility);
/// In the order of their accounts. One statement.
std::vector<ReviewedAccount> reviewed_accounts(db::Transaction& tx, const AccessReview& review);

/// Begins the review of the quarter `now` lies in, with every account in use, and opens its duty.
/// Conflict `access_review.begun_already`.
Result<AccessReview> begin_review(db::Transaction& tx, const Viewer& viewer, Instant now);

/// The viewer says that these accounts are as they should be. Refused `access_review.own_account`;
/// Conflict `access_review.not_open` for one that was confirmed, is out of use, or when the review
/// is over. The last one closes the review and its duty.
Result<void> confirm_accounts(db::Transaction& tx, const Viewer& viewer, Instant now,
                              const AccessReview& review, const std::vector<UserId>& users);

/// Puts out of use what nobody confirmed in time, and closes the review. Each account leaves its
/// line in the audit trail.
void end_review(db::Transaction& tx, const Viewer& viewer, Instant now, const AccessReview& review);

/// Once a minute: begins the quarter's review in its first fortnight, ends it when it is over. A
/// program that comes into use later in a quarter begins with the next one.
void review_every_minute(Office& office);

}  // namespace kakehashi::oversight
