#pragma once

#include <limits>
#include <map>

#include "platform/audit/row_check.hpp"

namespace kakehashi::oversight {

/// What of the trail is wanted; what is empty does not matter.
struct TrailFilter {
    std::optional<Date> from, to;  // days in Japan, both included
    UserId person;
    std::string action;
    PatientId patient;
};

/// A place in the list: what comes is older.
struct TrailMark {
    std::int64_t at = std::numeric_limits<std::int64_t>::max();
    std::int64_t number = std::numeric_limits<std::int64_t>::max();

    static TrailMark of(const audit::ChainedRow& row);
    /// 1795482720-4711, as it stands in an address; the newest place for anything else.
    static TrailMark parse(std::string_view text);
    std::string text() const;
};

/// Lines of this house and of those who were not signed in, newest first (a patient's by their
/// place in the chain). Its cost follows what is wanted, not the length of the trail.
std::vector<audit::ChainedRow> trail_rows(db::Database& database, FacilityId facility,
                                          const TrailFilter& filter, TrailMark before, int limit);

/// 患者ID by patient, read once each; empty for one without a number.
class PatientNumbers {
  public:
    explicit PatientNumbers(FacilityId facility) : facility_(facility) {}
    void learn(db::Transaction& tx, const std::vector<PatientId>& patients);
    const std::string& of(PatientId patient) const { return numbers_.at(patient); }

  private:
    FacilityId facility_;
    std::map<PatientId, std::string> numbers_;
};
/// Who has this 患者ID; nothing when nobody has.
PatientId patient_with_number(db::Transaction& tx, FacilityId facility, std::string_view number);
/// The patients a line names, in its order.
std::vector<PatientId> patients_of(const audit::Entry& entry);

}  // namespace kakehashi::oversight
