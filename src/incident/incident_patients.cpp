// Whose data an incident is about; each is there for who may see them alone.
#include "incident/incident_patients.hpp"

#include <algorithm>

#include "patient/patient_store.hpp"
#include "platform/event/event.hpp"

namespace kakehashi::incident {
namespace {

constexpr db::Query kNamed{"incident.named_patients", R"sql(
    SELECT named.id, named.patient_id, patient.name, patient.number
      FROM incident_patient named JOIN patient ON patient.id = named.patient_id
     WHERE named.facility_id = $1 AND named.incident_id = $3 AND named.removed_at IS NULL
       AND {shown named.patient_id to $2}
     ORDER BY named.id
)sql"};

constexpr db::Query kName{"incident.name_patient", R"sql(
    INSERT INTO incident_patient (facility_id, incident_id, patient_id, named_at, named_by_name)
    VALUES ($1, $2, $3, $4, $5)
)sql"};

constexpr db::Query kRemove{"incident.remove_patient", R"sql(
    UPDATE incident_patient SET removed_at = $5, removed_by_name = $6
     WHERE facility_id = $1 AND incident_id = $3 AND id = $4 AND removed_at IS NULL
       AND {shown incident_patient.patient_id to $2}
)sql"};

/// Names are written with a space, a wide one or none.
std::string without_spaces(std::string_view text) {
    constexpr std::string_view kWide = "\u3000";
    std::string out;
    while (!text.empty()) {
        const auto skipped = text.starts_with(kWide) ? kWide.size() : text.front() == ' ' ? 1 : 0;
        if (skipped == 0) out += text.front();
        text.remove_prefix(std::max<std::size_t>(skipped, 1));
    }
    return out;
}

bool names(std::string_view text, std::string_view patient) {
    return without_spaces(text).find(without_spaces(patient)) != std::string::npos;
}

void tell(db::Transaction& tx, const Viewer& viewer, Instant now, const Incident& incident,
          std::string_view kind) {
    record_event(tx, viewer, now, case_of(incident.id), {}, kind,
                 json::object({{"number", incident.number}}));
}

}  // namespace

std::vector<NamedPatient> named_patients(db::Transaction& tx, const Viewer& viewer, IncidentId id) {
    return viewer.sees_each(tx.all(
                                kNamed,
                                [](const db::Row& row) {
                                    return NamedPatient{row.id<NamedId>(0), row.id<PatientId>(1),
                                                        row.string(2), row.string(3)};
                                },
                                viewer.facility, viewer.user, id),
                            &NamedPatient::patient);
}

Result<void> check_text(db::Transaction& tx, const Viewer& viewer, IncidentId id,
                        std::string_view text, const char* field) {
    for (const auto& named : named_patients(tx, viewer, id))
        if (names(text, named.name))
            return fail(ErrorKind::Invalid, "incident.name_in_text", field);
    return {};
}

Result<void> name_patient(db::Transaction& tx, const Viewer& viewer, Instant now,
                          const Incident& incident, PatientId patient) {
    if (!incident.is_open()) return fail(ErrorKind::Refused, "incident.closed");
    TRY(const auto found, find_patient(tx, viewer, patient));
    const auto named = named_patients(tx, viewer, incident.id);
    if (std::ranges::find(named, found.id, &NamedPatient::patient) != named.end())
        return fail(ErrorKind::Refused, "incident.named_already");
    for (const auto* text : incident.account.texts())
        if (names(*text, found.name))
            return fail(ErrorKind::Invalid, "incident.name_in_text", "story");
    for (const auto& step : incident.steps)
        if (names(step.text, found.name))
            return fail(ErrorKind::Invalid, "incident.name_in_text", "number");
    tx.execute(kName, viewer.facility, incident.id, found.id, now, viewer.name);
    tell(tx, viewer, now, incident, "incident.patient_named");
    return {};
}

Result<void> remove_patient(db::Transaction& tx, const Viewer& viewer, Instant now,
                            const Incident& incident, NamedId named) {
    if (!incident.is_open()) return fail(ErrorKind::Refused, "incident.closed");
    if (tx.execute(kRemove, viewer.facility, viewer.user, incident.id, named, now, viewer.name) ==
        0)
        return fail(ErrorKind::NotFound, "incident.not_named");
    tell(tx, viewer, now, incident, "incident.patient_removed");
    return {};
}

}  // namespace kakehashi::incident
