#pragma once

#include <vector>

#include "base/viewer.hpp"
#include "platform/db/database.hpp"
#include "ward/ward.hpp"

namespace kakehashi::ward {

/// Those in use first, in their order.
std::vector<Ward> wards_of(db::Transaction& tx, FacilityId house);
/// NotFound `ward.not_found`, also for another house's.
Result<Ward> find_ward(db::Transaction& tx, FacilityId house, WardId id);
/// A new one has no id. Conflict `ward.changed_meanwhile`, `ward.name_taken` (name or code);
/// Refused `ward.occupied` when it would be out of use today with patients in it.
Result<WardId> save_ward(db::Transaction& tx, const Viewer& viewer, Instant now, Ward ward);

/// 診療科 of the house with the days it is in use; nobody may have said from when.
struct HouseDepartment {
    DepartmentId id;
    std::string code, name, short_name;
    int position = 0;
    std::optional<Date> since, until;
    bool active = true;
};
std::vector<HouseDepartment> house_departments(db::Transaction& tx, FacilityId house);
/// What facility/ saves of a department, and its days. Conflict `department.name_taken`; Invalid
/// `period.ends_before_it_begins`.
Result<DepartmentId> save_house_department(db::Transaction& tx, const Viewer& viewer, Instant now,
                                           const HouseDepartment& department);

}  // namespace kakehashi::ward
