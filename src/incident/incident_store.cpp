#include "incident/incident_store.hpp"

#include <algorithm>
#include <cstdio>

#include "base/era.hpp"
#include "incident/incident_patients.hpp"
#include "incident/incident_rows.hpp"
#include "platform/event/event.hpp"
#include "platform/event/idempotency.hpp"

namespace kakehashi::incident {
namespace {

constexpr std::chrono::hours kDueHour{17};

constexpr db::Query kFind{"incident.find", kIncidentColumns, R"sql(
     WHERE incident.facility_id = $1 AND incident.id = $2
)sql"};
constexpr db::Query kStepsOf{"incident.steps_of", kStepColumns, R"sql(
     WHERE incident.facility_id = $1 AND step.incident_id = $2
     ORDER BY step.id
)sql"};

constexpr db::Query kOpen{"incident.open", kIncidentColumns, R"sql(
     WHERE incident.facility_id = $1 AND incident.closed_at IS NULL
     ORDER BY incident.id
)sql"};
constexpr db::Query kStepsOfOpen{"incident.steps_of_open", kStepColumns, R"sql(
     WHERE incident.facility_id = $1 AND incident.closed_at IS NULL
     ORDER BY incident.id, step.id
)sql"};

constexpr db::Query kOfYear{"incident.of_year", kIncidentColumns, R"sql(
     WHERE incident.facility_id = $1 AND incident.reported_on >= $2 AND incident.reported_on < $3
     ORDER BY incident.reported_on, incident.id
)sql"};
constexpr db::Query kStepsOfYear{"incident.steps_of_year", kStepColumns, R"sql(
     WHERE incident.facility_id = $1 AND incident.reported_on >= $2 AND incident.reported_on < $3
     ORDER BY incident.reported_on, incident.id, step.id
)sql"};

constexpr db::Query kVersions{"incident.versions_of_account", R"sql(
    SELECT count(*) FROM incident_account WHERE incident_id = $1
)sql"};

constexpr db::Query kInsert{"incident.insert", R"sql(
    INSERT INTO incident (facility_id, number, reported_on, reported_by, reported_by_name)
    VALUES ($1, $2, $3, $4, $5)
    RETURNING id
)sql"};

constexpr db::Query kInsertAccount{"incident.insert_account", R"sql(
    INSERT INTO incident_account (facility_id, incident_id, kind, subjects, happened_on, noticed_on,
                                  noticed_by, persons, items, recipient, story, at_once, malice,
                                  cause, harm, publication, remarks, recorded_at, recorded_by,
                                  recorded_by_name)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
            $20)
)sql"};

constexpr db::Query kInsertStep{"incident.insert_step", R"sql(
    INSERT INTO incident_step (facility_id, incident_id, kind, done_on, means, exemption, text,
                               takes_back_id, recorded_at, recorded_by, recorded_by_name)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
)sql"};

constexpr db::Query kSave{"incident.save", R"sql(
    UPDATE incident
       SET closed_on = $4, closed_by = $5, closed_by_name = $6, closed_at = $7,
           version = version + 1
     WHERE facility_id = $1 AND id = $2 AND version = $3
)sql"};

/// Both in the order of their ids: each incident with its own steps.
std::vector<Incident> with_steps(std::vector<Incident> incidents,
                                 const std::vector<std::pair<IncidentId, Step>>& steps) {
    for (auto& incident : incidents)
        for (const auto& [of, step] : steps)
            if (of == incident.id) incident.steps.push_back(step);
    return incidents;
}

std::pair<IncidentId, Step> numbered_step(const db::Row& row) {
    return {row.id<IncidentId>(0), step_from(row)};
}

void tell(db::Transaction& tx, const Viewer& viewer, Instant now, const Incident& incident,
          const std::string& kind) {
    record_event(tx, viewer, now, case_of(incident.id), {}, kind,
                 json::object({{"number", incident.number}}));
}

void insert_account(db::Transaction& tx, const Viewer& viewer, Instant now, IncidentId id,
                    const Account& known) {
    tx.execute(kInsertAccount, viewer.facility, id, known.kind, known.subjects, known.happened_on,
               known.noticed_on, known.noticed_by, known.persons, known.items.text(),
               known.recipient, known.story, known.at_once, known.malice, known.cause, known.harm,
               known.publication, known.remarks, now, viewer.user, viewer.name);
}

/// I-2026-0001 FAXの誤送信; of 速報 also the last day.
std::string note_of(const Incident& incident, const Owed& owed, Date today,
                    const Holidays& holidays) {
    auto note = incident.number + " " + std::string{japanese(incident.account.kind)};
    if (owed.kind != kDutyFirstReport) return note;
    const auto terms = terms_of(incident.account.noticed_on, incident.account.malice, holidays);
    return note + " おそくとも " + short_date(terms.first_limit, today);
}

void settle_duties(db::Transaction& tx, const Viewer& viewer, Instant now, const Incident& incident,
                   const Holidays& holidays) {
    const auto owed = incident.owed(holidays);
    for (const auto kind : kDuties)
        if (std::ranges::find(owed, kind, &Owed::kind) == owed.end())
            close_duty(tx, viewer, now, case_of(incident.id), kind);
    for (const auto& one : owed) {
        NewDuty duty;
        duty.about = case_of(incident.id);
        duty.kind = one.kind;
        duty.basis = one.basis;
        duty.due_at = instant_in_japan(one.due_on, kDueHour);
        duty.note = note_of(incident, one, date_in_japan(now), holidays);
        open_duty(tx, viewer, now, duty);
    }
}

Result<void> raise_version(db::Transaction& tx, const Viewer& viewer, Instant now,
                           const Incident& incident) {
    const auto& closing = incident.closing;
    const auto rows = tx.execute(
        kSave, viewer.facility, incident.id, incident.version,
        closing ? std::optional{closing->on} : std::nullopt, closing ? closing->by.user : UserId{},
        closing ? closing->by.name : std::string{}, closing ? std::optional{now} : std::nullopt);
    if (rows == 0) return fail(ErrorKind::Conflict, "incident.changed_meanwhile");
    return {};
}

std::string number_of(db::Transaction& tx, FacilityId house, Date reported_on) {
    const auto year = iso_date(reported_on).substr(0, 4);
    char digits[24];
    std::snprintf(digits, sizeof digits, "%04lld",
                  static_cast<long long>(next_in_series(tx, house, "incident:" + year)));
    return "I-" + year + "-" + digits;
}

}  // namespace

CaseRef case_of(IncidentId id) {
    return {"incident", id.value};
}

Result<Incident> find_incident(db::Transaction& tx, const Viewer& viewer, IncidentId id) {
    auto found = tx.first(kFind, incident_from, viewer.facility, id);
    if (!found) return fail(ErrorKind::NotFound, "incident.not_found");
    found->steps = tx.all(kStepsOf, step_from, viewer.facility, id);
    return *std::move(found);
}

std::vector<Incident> open_incidents(db::Transaction& tx, const Viewer& viewer) {
    return with_steps(tx.all(kOpen, incident_from, viewer.facility),
                      tx.all(kStepsOfOpen, numbered_step, viewer.facility));
}

std::vector<Incident> incidents_of_year(db::Transaction& tx, const Viewer& viewer, int year) {
    const auto from = *make_date(year, 1, 1), until = *make_date(year + 1, 1, 1);
    return with_steps(tx.all(kOfYear, incident_from, viewer.facility, from, until),
                      tx.all(kStepsOfYear, numbered_step, viewer.facility, from, until));
}

int versions_of_account(db::Transaction& tx, IncidentId id) {
    return static_cast<int>(tx.number(kVersions, id));
}

Result<Incident> insert_incident(db::Transaction& tx, const Viewer& viewer, Instant now,
                                 const Account& account, const std::vector<PatientId>& patients,
                                 const Holidays& holidays) {
    Incident incident;
    incident.reported_on = date_in_japan(now);
    incident.reported_by = {viewer.user, viewer.name};
    incident.account = account;
    incident.number = number_of(tx, viewer.facility, incident.reported_on);
    incident.id = IncidentId{tx.number(kInsert, viewer.facility, incident.number,
                                       incident.reported_on, viewer.user, viewer.name)};
    insert_account(tx, viewer, now, incident.id, account);
    tell(tx, viewer, now, incident, "incident.reported");
    for (const auto patient : patients) TRY_DO(name_patient(tx, viewer, now, incident, patient));
    settle_duties(tx, viewer, now, incident, holidays);
    return incident;
}

Result<void> save_incident(db::Transaction& tx, const Viewer& viewer, Instant now,
                           const Incident& incident, const Holidays& holidays) {
    TRY_DO(raise_version(tx, viewer, now, incident));
    for (const auto& step : incident.steps) {
        if (step.id) continue;
        TRY_DO(check_text(tx, viewer, incident.id, step.text, "step_text"));
        tx.execute(kInsertStep, viewer.facility, incident.id, step.kind, step.on, step.means,
                   step.exemption, step.text, step.takes_back, now, step.by.user, step.by.name);
        tell(tx, viewer, now, incident, "incident." + std::string{to_text(step.kind)});
    }
    if (incident.closing) tell(tx, viewer, now, incident, "incident.closed");
    settle_duties(tx, viewer, now, incident, holidays);
    return {};
}

Result<void> save_account(db::Transaction& tx, const Viewer& viewer, Instant now,
                          const Incident& incident, const Holidays& holidays) {
    TRY_DO(raise_version(tx, viewer, now, incident));
    for (const auto* text : incident.account.texts())
        TRY_DO(check_text(tx, viewer, incident.id, *text, "story"));
    insert_account(tx, viewer, now, incident.id, incident.account);
    tell(tx, viewer, now, incident, "incident.amended");
    settle_duties(tx, viewer, now, incident, holidays);
    return {};
}

}  // namespace kakehashi::incident
