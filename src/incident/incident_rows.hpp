// What the statements over incident have in common.
#pragma once

#include "incident/incident_store.hpp"

namespace kakehashi::incident {

/// What incident_from() reads: the incident with the newest of its accounts.
inline constexpr std::string_view kIncidentColumns = R"sql(
    SELECT incident.id, incident.number, incident.reported_on, incident.reported_by,
           incident.reported_by_name, incident.closed_on, incident.closed_by,
           incident.closed_by_name, incident.version, account.kind, account.subjects,
           account.happened_on, account.noticed_on, account.noticed_by, account.persons,
           account.items, account.recipient, account.story, account.at_once, account.malice,
           account.cause, account.harm, account.publication, account.remarks
      FROM incident
      JOIN incident_account account
        ON account.incident_id = incident.id
       AND account.id = (SELECT max(newest.id) FROM incident_account newest
                          WHERE newest.incident_id = incident.id)
)sql";
Incident incident_from(const db::Row& row);

/// What step_from() reads.
inline constexpr std::string_view kStepColumns = R"sql(
    SELECT step.incident_id, step.id, step.kind, step.done_on, step.means, step.exemption,
           step.text, step.takes_back_id, step.recorded_by, step.recorded_by_name
      FROM incident_step step JOIN incident ON incident.id = step.incident_id
)sql";
Step step_from(const db::Row& row);

}  // namespace kakehashi::incident
