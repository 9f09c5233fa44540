#include "platform/db/shown.hpp"

#include <stdexcept>
#include <string_view>

namespace kakehashi::db {
namespace {

// It is asked for each row of each list: the cheap questions, which nearly always settle it, come
// first. What each form costs is in docs/benchmarks.md.

/// That nobody sealed this patient, from whomever.
std::string nobody_sealed(EngineKind engine, const std::string& patient,
                          const std::string& number) {
    if (patient != number) return patient + ".sealed = 0";  // the row is at hand
    // SQLite looks into such a list in place; PostgreSQL chooses between that and reading it once.
    return engine == EngineKind::sqlite
               ? number + " NOT IN (SELECT patient_id FROM sealed_patient)"
               : "NOT EXISTS (SELECT 1 FROM sealed_patient s WHERE s.patient_id = " + number + ")";
}

std::string sealed_from(EngineKind engine, const std::string& number, const std::string& user) {
    // PostgreSQL sets up the whole plan of a view with each statement, that of a function when
    // called.
    return engine == EngineKind::sqlite
               ? "EXISTS (SELECT 1 FROM sealed_from s WHERE s.user_id = " + user +
                     " AND s.patient_id = " + number + ")"
               : "is_sealed_from(" + user + ", " + number + ")";
}

/// Whether a ward nurse looks is asked once for each statement, and only for one are the patients
/// of the wards looked for, once.
std::string in_sight(const std::string& number, const std::string& user) {
    return "NOT EXISTS (SELECT 1 FROM user_account looking WHERE looking.id = " + user +
           " AND looking.role = 'ward_nurse') OR " + number + " IS NULL OR " + number +
           " IN (SELECT patient_id FROM ward_sight WHERE user_id = " + user + ")";
}

std::string shown_to(EngineKind engine, const std::string& patient, const std::string& user) {
    const bool is_row = patient.find('.') == std::string::npos;
    const auto number = is_row ? patient + ".id" : patient;
    const auto both = "(" + nobody_sealed(engine, patient, number) + " OR NOT " +
                      sealed_from(engine, number, user) + ") AND (" + in_sight(number, user) + ")";
    // Of two conditions SQLite's planner expects so few rows that it sorts them rather than read
    // them in order; OR 0 makes it one.
    return engine == EngineKind::sqlite ? "(" + both + " OR 0)" : "(" + both + ")";
}

}  // namespace

void write_who_is_shown(EngineKind engine, std::string& statement) {
    static constexpr std::string_view kBegin = "{shown ", kTo = " to ";
    for (auto at = statement.find(kBegin); at != std::string::npos;
         at = statement.find(kBegin, at)) {
        const auto end = statement.find('}', at), to = statement.find(kTo, at);
        if (end == std::string::npos || to >= end)
            throw std::logic_error("a statement says {shown … without whom to");
        const auto patient = statement.substr(at + kBegin.size(), to - at - kBegin.size());
        const auto user = statement.substr(to + kTo.size(), end - to - kTo.size());
        statement.replace(at, end + 1 - at, shown_to(engine, patient, user));
    }
}

}  // namespace kakehashi::db
