#pragma once

#include <string>

#include "patient/patient.hpp"
#include "platform/db/database.hpp"

namespace kakehashi {

/// Reads the sixteen columns in the order in which every statement of this feature lists them.
Patient patient_from(const db::Row& row);

/// What the patient is found by from within: name, reading, numbers, and whom we call.
std::string patient_search_text(const Patient& patient);

}  // namespace kakehashi
