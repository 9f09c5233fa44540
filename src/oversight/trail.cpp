#include "oversight/trail.hpp"

#include <charconv>

#include "platform/audit/looks_of_patient.hpp"
#include "platform/audit/rows.hpp"
#include "platform/db/sight.hpp"

namespace kakehashi::oversight {
namespace {

using audit::kRowColumns;

constexpr db::Query kRows{"oversight.rows", kRowColumns, R"sql(
      FROM audit
     WHERE (audit.at, audit.number) < ($3, $4) AND audit.at >= $2
       AND audit.facility_id IN ($1, 0)
     ORDER BY audit.at DESC, audit.number DESC
     LIMIT $5
)sql"};

constexpr db::Query kRowsOfPerson{"oversight.rows_of_person", kRowColumns, R"sql(
      FROM audit
     WHERE audit.actor_id = $6 AND (audit.at, audit.number) < ($3, $4) AND audit.at >= $2
       AND audit.facility_id = $1 AND ($7 = '' OR audit.action = $7)
     ORDER BY audit.at DESC, audit.number DESC
     LIMIT $5
)sql"};

constexpr db::Query kRowsOfAction{"oversight.rows_of_action", kRowColumns, R"sql(
      FROM audit
     WHERE audit.action = $6 AND (audit.at, audit.number) < ($3, $4) AND audit.at >= $2
       AND audit.facility_id IN ($1, 0)
     ORDER BY audit.at DESC, audit.number DESC
     LIMIT $5
)sql"};

constexpr db::Query kNumbers{"oversight.patient_numbers", R"sql(
    SELECT id, number FROM patient
     WHERE facility_id = $1 AND id IN ($2, $3, $4, $5, $6, $7, $8, $9)
)sql"};
constexpr std::size_t kNumbersAtOnce = 8;

constexpr db::Query kOfNumber{"oversight.patient_of_number", R"sql(
    SELECT id FROM patient WHERE facility_id = $1 AND number = $2 AND number <> ''
)sql"};

std::int64_t start_of(const TrailFilter& filter) {
    if (!filter.from) return 0;
    return instant_in_japan(*filter.from, {}).time_since_epoch().count();
}

/// Where the last day that is wanted ends, or the mark when that is earlier.
TrailMark end_of(const TrailFilter& filter, TrailMark before) {
    if (!filter.to) return before;
    const auto end = instant_in_japan(*filter.to + days{1}, {}).time_since_epoch().count();
    return before.at < end ? before : TrailMark{end, 0};
}

std::vector<audit::ChainedRow> rows_of_patient(db::Database& database, FacilityId facility,
                                               const TrailFilter& filter, TrailMark before,
                                               int limit) {
    const auto start = start_of(filter), end = end_of(filter, {}).at;
    std::vector<audit::ChainedRow> rows;
    audit::each_look(
        database, facility, filter.patient,
        [&](const audit::ChainedRow& row) {
            const auto at = row.entry.at.time_since_epoch().count();
            const bool wanted = at >= start && at < end &&
                                (!filter.person || row.entry.actor == filter.person) &&
                                (filter.action.empty() || row.entry.action == filter.action);
            if (wanted) rows.push_back(row);
            return rows.size() < static_cast<std::size_t>(limit);
        },
        before.number);
    return rows;
}

}  // namespace

TrailMark TrailMark::of(const audit::ChainedRow& row) {
    return {row.entry.at.time_since_epoch().count(), row.number};
}

TrailMark TrailMark::parse(std::string_view text) {
    TrailMark mark;
    const auto* end = text.data() + text.size();
    const auto [dash, bad_at] = std::from_chars(text.data(), end, mark.at);
    if (bad_at != std::errc{} || dash == end || *dash != '-') return {};
    const auto [rest, bad_number] = std::from_chars(dash + 1, end, mark.number);
    return bad_number != std::errc{} || rest != end || mark.number < 0 ? TrailMark{} : mark;
}

std::string TrailMark::text() const {
    return std::to_string(at) + "-" + std::to_string(number);
}

std::vector<audit::ChainedRow> trail_rows(db::Database& database, FacilityId facility,
                                          const TrailFilter& filter, TrailMark before, int limit) {
    if (filter.patient) return rows_of_patient(database, facility, filter, before, limit);
    const auto start = start_of(filter);
    const auto end = end_of(filter, before);
    auto tx = database.read();
    if (filter.person)
        return tx.all(kRowsOfPerson, audit::row_from, facility.value, start, end.at, end.number,
                      limit, filter.person, filter.action);
    if (!filter.action.empty())
        return tx.all(kRowsOfAction, audit::row_from, facility.value, start, end.at, end.number,
                      limit, filter.action);
    return tx.all(kRows, audit::row_from, facility.value, start, end.at, end.number, limit);
}

void PatientNumbers::learn(db::Transaction& tx, const std::vector<PatientId>& patients) {
    std::vector<PatientId> unknown;
    for (const auto patient : patients)
        if (numbers_.try_emplace(patient).second) unknown.push_back(patient);
    const db::Unveiled of_sealed_too{tx};  // the trail tells of every look, with numbers alone
    for (std::size_t first = 0; first < unknown.size(); first += kNumbersAtOnce) {
        const auto each = [&](std::size_t n) {
            return first + n < unknown.size() ? unknown[first + n] : PatientId{};
        };
        tx.each(
            kNumbers, [&](const db::Row& row) { numbers_[row.id<PatientId>(0)] = row.string(1); },
            facility_.value, each(0).value, each(1).value, each(2).value, each(3).value,
            each(4).value, each(5).value, each(6).value, each(7).value);
    }
}

PatientId patient_with_number(db::Transaction& tx, FacilityId facility, std::string_view number) {
    const db::Unveiled of_sealed_too{tx};
    return PatientId{tx.number(kOfNumber, facility, number)};
}

std::vector<PatientId> patients_of(const audit::Entry& entry) {
    std::vector<PatientId> patients;
    audit::each_subject(entry.seen, [&](std::string_view subject) {
        if (!subject.starts_with('p')) return;
        if (const auto id = PatientId::parse(subject.substr(1))) patients.push_back(*id);
    });
    return patients;
}

}  // namespace kakehashi::oversight
