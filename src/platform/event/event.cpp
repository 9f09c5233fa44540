#include "platform/event/event.hpp"

#include "platform/audit/entry.hpp"

namespace kakehashi {
namespace {

constexpr std::string_view kInsertEvent = R"sql(
    INSERT INTO event (facility_id, case_kind, case_id, patient_id, kind, actor_id, actor_name, at, data)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))sql";
constexpr db::Query kRecordEvent{"event.insert", kInsertEvent};
constexpr db::Query kRecordNumbered{"event.insert_numbered", kInsertEvent, " RETURNING id"};

constexpr db::Query kEventsOfCase{"event.of_case", kEventColumns, R"sql(
     WHERE facility_id = $1 AND case_kind = $2 AND case_id = $3
     ORDER BY id DESC
     LIMIT $4
)sql"};

void leave_trace(db::Transaction& tx, const Viewer& viewer, Instant at, const CaseRef& about,
                 PatientId patient, std::string_view kind) {
    auto trace = audit::entry_of(viewer, at, audit::kChange, kind);
    trace.case_kind = about.kind;
    trace.case_id = about.id;
    if (patient) trace.seen = "p" + patient.text();
    audit::note(tx, trace);
}

std::string text_of(const json::Value& data) {
    return data.is_null() ? std::string{"{}"} : json::write(data);
}

}  // namespace

Event event_from(const db::Row& row) {
    auto data = json::parse(row.text(7));
    return {row.id<EventId>(0),
            {row.string(1), row.integer(2)},
            row.id<PatientId>(3),
            row.string(4),
            row.string(5),
            *row.instant(6),
            data ? std::move(*data) : json::Value{}};
}

void record_event(db::Transaction& tx, const Viewer& viewer, Instant at, const CaseRef& about,
                  PatientId patient, std::string_view kind, const json::Value& data) {
    leave_trace(tx, viewer, at, about, patient, kind);
    tx.send(kRecordEvent, viewer.facility, about.kind, about.id, patient, kind, viewer.user,
            viewer.name, at, text_of(data));
}

EventId record_numbered_event(db::Transaction& tx, const Viewer& viewer, Instant at,
                              const CaseRef& about, PatientId patient, std::string_view kind,
                              const json::Value& data) {
    leave_trace(tx, viewer, at, about, patient, kind);
    return EventId{tx.number(kRecordNumbered, viewer.facility, about.kind, about.id, patient, kind,
                             viewer.user, viewer.name, at, text_of(data))};
}

std::vector<Event> events_of_case(db::Transaction& tx, const Viewer& viewer, const CaseRef& about,
                                  int limit) {
    return note_each_seen(
        viewer, tx.all(kEventsOfCase, event_from, viewer.facility, about.kind, about.id, limit));
}

}  // namespace kakehashi
