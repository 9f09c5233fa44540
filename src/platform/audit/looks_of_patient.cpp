#include "platform/audit/looks_of_patient.hpp"

#include <limits>

#include "platform/audit/rows.hpp"

namespace kakehashi::audit {
namespace {

constexpr int kAtOnce = 500;

constexpr db::Query kLooks{"audit.looks_of_patient", kRowColumns, R"sql(
      FROM audit_subject
      JOIN audit ON audit.number = audit_subject.number
     WHERE audit_subject.facility_id = $1 AND audit_subject.subject = $2
       AND audit_subject.number < $3
     ORDER BY audit_subject.number DESC
     LIMIT $4
)sql"};

}  // namespace

void each_look(db::Database& database, FacilityId facility, PatientId patient,
               const std::function<void(const ChainedRow&)>& take) {
    const auto subject = "p" + patient.text();
    for (auto before = std::numeric_limits<std::int64_t>::max();;) {
        const auto rows =
            database.read().all(kLooks, row_from, facility.value, subject, before, kAtOnce);
        if (rows.empty()) return;
        before = rows.back().number;
        for (const auto& row : rows) take(row);
    }
}

}  // namespace kakehashi::audit
