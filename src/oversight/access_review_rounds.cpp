#include "office/change.hpp"
#include "office/offices.hpp"
#include "oversight/access_review_store.hpp"

namespace kakehashi::oversight {
namespace {

bool is_to_begin(Office& office, db::Transaction& tx, FacilityId house) {
    const auto today = office.clock.today();
    const auto first = review_begins_on(today, office.holidays);
    return today >= first && today <= first + kReviewLasts &&
           !review_of_quarter(tx, house, quarter_of(today));
}

/// The review whose last day is over, also one of an earlier quarter.
std::optional<AccessReview> review_to_end(db::Transaction& tx, FacilityId house, Date today) {
    for (const auto& review : access_reviews(tx, house))
        if (!review.closed_at && today > review.ends_on) return review;
    return std::nullopt;
}

}  // namespace

void review_every_minute(Office& office) {
    const auto now = office.clock.now();
    std::vector<FacilityId> houses;
    {
        auto tx = office.db.read();
        for (const auto house : office::offices(tx))
            if (is_to_begin(office, tx, house) || review_to_end(tx, house, date_in_japan(now)))
                houses.push_back(house);
    }
    for (const auto house : houses) {
        const Viewer automatic{{}, house, {}};
        auto tx = office.db.write();
        if (const auto review = review_to_end(tx, house, date_in_japan(now)))
            end_review(tx, automatic, now, *review);
        if (is_to_begin(office, tx, house)) static_cast<void>(begin_review(tx, automatic, now));
        office::tell_live_lists(tx, house, now);
        tx.commit();
    }
}

}  // namespace kakehashi::oversight
