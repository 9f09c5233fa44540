#pragma once

#include <string>

#include "base/id.hpp"

namespace kakehashi {

/// Who is looking or acting: an argument of every store function that names a patient.
/// Queries are limited to the viewer's facility; roles and consent join it in a later issue.
struct Viewer {
    UserId user;
    FacilityId facility;
    std::string name;  // 佐伯 真理: shown in timelines and on printed sheets
};

}  // namespace kakehashi
