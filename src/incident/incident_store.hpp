#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/holidays.hpp"
#include "base/viewer.hpp"
#include "incident/incident.hpp"
#include "platform/db/database.hpp"
#include "platform/event/case_ref.hpp"

namespace kakehashi::incident {

using NamedId = Id<struct IncidentPatientTag>;

CaseRef case_of(IncidentId id);

/// The incident alone: it names no patient. NotFound `incident.not_found`.
Result<Incident> find_incident(db::Transaction& tx, const Viewer& viewer, IncidentId id);
/// What is not over: the oldest first.
std::vector<Incident> open_incidents(db::Transaction& tx, const Viewer& viewer);
/// Reported in that year, open or not: in the order they came.
std::vector<Incident> incidents_of_year(db::Transaction& tx, const Viewer& viewer, int year);
/// How often the account was written down: 1 as long as nobody corrected it.
int versions_of_account(db::Transaction& tx, IncidentId id);

/// Whose data: a patient of the incident, as far as the viewer sees them (閲覧の制限).
struct NamedPatient {
    NamedId id;
    PatientId patient;
    std::string name;
    std::string number;  // 患者ID
};
std::vector<NamedPatient> named_patients(db::Transaction& tx, const Viewer& viewer, IncidentId id);

/// Gives it its number (I-2026-0001), names the patients and opens its duties; returns it with id
/// and number. NotFound `patient.not_found`; Invalid `incident.name_in_text` (`story`) when a text
/// names one of the patients.
Result<Incident> insert_incident(db::Transaction& tx, const Viewer& viewer, Instant now,
                                 const Account& account, const std::vector<PatientId>& patients,
                                 const Holidays& holidays);
/// Saves what was read at `version`: the steps that are new, the end. Duties follow. Conflict
/// `incident.changed_meanwhile`; Invalid `incident.name_in_text` (`step_text`).
Result<void> save_incident(db::Transaction& tx, const Viewer& viewer, Instant now,
                           const Incident& incident, const Holidays& holidays);
/// Writes the account down anew. Conflict and Invalid as above.
Result<void> save_account(db::Transaction& tx, const Viewer& viewer, Instant now,
                          const Incident& incident, const Holidays& holidays);

/// Refused `incident.closed`, `incident.named_already`; Invalid `incident.name_in_text` (`number`).
Result<void> name_patient(db::Transaction& tx, const Viewer& viewer, Instant now,
                          const Incident& incident, PatientId patient);
/// It was somebody else: the line stays, and does not count. Refused `incident.closed`; NotFound
/// `incident.not_named`.
Result<void> remove_patient(db::Transaction& tx, const Viewer& viewer, Instant now,
                            const Incident& incident, NamedId named);

}  // namespace kakehashi::incident
