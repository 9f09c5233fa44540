#pragma once

#include "incident/incident_store.hpp"

namespace kakehashi::incident {

/// The register's texts are read by who sees no patient: none names one of the incident's, as far
/// as the viewer sees them. Invalid `incident.name_in_text`, at `field`.
Result<void> check_text(db::Transaction& tx, const Viewer& viewer, IncidentId id,
                        std::string_view text, const char* field);

}  // namespace kakehashi::incident
