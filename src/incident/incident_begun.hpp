#pragma once

#include "incident/incident.hpp"
#include "platform/db/database.hpp"
#include "platform/http/request.hpp"

namespace kakehashi::incident {

/// What a report begins with: a new one knows the day and who writes it; one begun on a patient's
/// page (?patient=5) or at a paper that was sent (?document=12) knows more.
struct Begun {
    Account account;
    PatientId patient;
};
/// NotFound `patient.not_found`, `document.not_found`.
Result<Begun> begin_report(db::Transaction& tx, const Viewer& viewer, const http::Request& request,
                           Date today);

}  // namespace kakehashi::incident
