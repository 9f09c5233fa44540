#pragma once

#include <string>
#include <vector>

#include "base/json/json.hpp"
#include "base/viewer.hpp"
#include "platform/db/database.hpp"
#include "platform/event/case_ref.hpp"

namespace kakehashi {

/// 経過の一行: one thing that happened. Append-only; a correction is a new event.
struct Event {
    EventId id;
    CaseRef about;
    PatientId patient;
    std::string kind;        // referral.arrived
    std::string actor_name;  // as it was then; empty: the system itself
    Instant at;
    json::Value data;  // read by the feature that wrote it
};

/// Writes one event in the transaction of the change it tells.
void record_event(db::Transaction& tx, const Viewer& viewer, Instant at, const CaseRef& about,
                  PatientId patient, std::string_view kind, const json::Value& data = {});
/// The same, for whoever leads somebody to it.
EventId record_numbered_event(db::Transaction& tx, const Viewer& viewer, Instant at,
                              const CaseRef& about, PatientId patient, std::string_view kind,
                              const json::Value& data = {});

/// Newest first.
std::vector<Event> events_of_case(db::Transaction& tx, const Viewer& viewer, const CaseRef& about,
                                  int limit = 200);

/// For statements that look for events in their own way: what event_from() reads.
inline constexpr std::string_view kEventColumns = R"sql(
    SELECT id, case_kind, case_id, patient_id, kind, actor_name, at, data
      FROM event)sql";
Event event_from(const db::Row& row);

}  // namespace kakehashi
