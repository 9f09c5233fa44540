#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/viewer.hpp"
#include "disclosure/disclosure.hpp"
#include "platform/db/database.hpp"
#include "platform/event/case_ref.hpp"

namespace kakehashi::disclosure {

/// A request with the names a list is read by.
struct ListedRequest {
    DisclosureRequest request;
    std::string patient_name;
    std::string patient_number;  // 患者ID
};

CaseRef case_of(DisclosureId id);

/// Requests about a patient whom the viewer does not see (閲覧の制限) are not there.
/// NotFound `disclosure.not_found`.
Result<ListedRequest> find_request(db::Transaction& tx, const Viewer& viewer, DisclosureId id);
/// What waits for us: the earliest due first.
std::vector<ListedRequest> open_requests(db::Transaction& tx, const Viewer& viewer);
/// Received in that year, open or not: in the order they came.
std::vector<ListedRequest> requests_of_year(db::Transaction& tx, const Viewer& viewer, int year);

/// Gives it its number (D-2026-0012), opens its duty and tells the patient's timeline; returns it
/// with id and number. NotFound `patient.not_found`.
Result<DisclosureRequest> insert_request(db::Transaction& tx, const Viewer& viewer, Instant now,
                                         DisclosureRequest request);
/// Saves the next step of what was read at `version`: the duty of the state before is closed, that
/// of the next opened. Conflict `disclosure.changed_meanwhile`.
Result<void> save_step(db::Transaction& tx, const Viewer& viewer, Instant now,
                       const DisclosureRequest& request);

}  // namespace kakehashi::disclosure
