#pragma once

#include <string>
#include <vector>

#include "base/viewer.hpp"
#include "disclosure/provision.hpp"
#include "platform/db/database.hpp"

namespace kakehashi::disclosure {

/// A line with the names a list is read by.
struct ListedProvision {
    Provision provision;
    ProvisionId corrected_by;  // 0: it stands
    std::string patient_name;
    std::string patient_number;
};

/// Lines about a patient whom the viewer does not see are not there. NotFound
/// `provision.not_found`.
Result<ListedProvision> find_provision(db::Transaction& tx, const Viewer& viewer, ProvisionId id);
/// Of what was provided in that year: the latest day first.
std::vector<ListedProvision> provisions_of_year(db::Transaction& tx, const Viewer& viewer,
                                                int year);
/// Keeps the line and tells the patient's timeline. NotFound `patient.not_found`; Conflict
/// `provision.corrected_already` when another line corrects that one.
Result<ProvisionId> insert_provision(db::Transaction& tx, const Viewer& viewer,
                                     Provision provision);

}  // namespace kakehashi::disclosure
