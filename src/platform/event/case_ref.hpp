#pragma once

#include <cstdint>
#include <string>

#include "base/id.hpp"
#include "base/viewer.hpp"

namespace kakehashi {

/// A case of any kind: {"referral", 412}. Events, duties, documents and contacts hang on it, so
/// they can stand below the features without knowing medicine.
struct CaseRef {
    std::string kind;
    std::int64_t id = 0;
};

inline CaseRef case_of(ReferralId id) {
    return {"referral", id.value};
}
inline CaseRef case_of(PatientId id) {
    return {"patient", id.value};
}
inline CaseRef case_of(FacilityId id) {
    return {"facility", id.value};
}

/// Something of this case is shown: its patient, or the case itself while nobody has said who that
/// is.
inline void note_seen(const Viewer& viewer, const CaseRef& about, PatientId patient) {
    if (!patient && about.kind == "patient") patient = PatientId{about.id};
    viewer.sees(patient, about.kind == "referral" ? ReferralId{about.id} : ReferralId{});
}
/// The same for each row that has `about` and `patient`.
template <typename Row>
std::vector<Row> note_each_seen(const Viewer& viewer, std::vector<Row> rows) {
    for (const auto& row : rows) note_seen(viewer, row.about, row.patient);
    return rows;
}

}  // namespace kakehashi
