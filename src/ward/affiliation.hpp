#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/viewer.hpp"
#include "platform/db/database.hpp"
#include "ward/ward.hpp"

namespace kakehashi::ward {

using AffiliationId = Id<struct AffiliationTag>;

/// 所属: a colleague and one ward or department, from a day to a day.
struct Affiliation {
    AffiliationId id;
    UserId user;
    WardId ward;
    DepartmentId department;
    std::string name;  // 東3病棟
    InUse days;
    bool running = false;  // today is one of them
};
/// Of today and later, wards first. `user` 0: of everybody of the house.
std::vector<Affiliation> affiliations_of(db::Transaction& tx, FacilityId house, Date today,
                                         UserId user = {});

/// Counts from the first of its days on; what a 病棟看護師 sees follows. Invalid `choice.gone` for
/// who is no colleague in use, or no unit of the house in use; Conflict
/// `affiliation.there_already`.
Result<AffiliationId> add_affiliation(db::Transaction& tx, const Viewer& viewer, Instant now,
                                      const Affiliation& affiliation);
/// Ends today at once, or takes back what has not begun. NotFound `affiliation.not_found`.
Result<void> end_affiliation(db::Transaction& tx, const Viewer& viewer, Instant now, UserId user,
                             AffiliationId id);

/// The wards to which the viewer belongs today.
std::vector<Ward> own_wards(db::Transaction& tx, const Viewer& viewer);

}  // namespace kakehashi::ward
