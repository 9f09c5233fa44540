#pragma once

#include <cstdint>
#include <string>

#include "base/id.hpp"

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

}  // namespace kakehashi
