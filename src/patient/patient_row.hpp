#pragma once

#include <string>

#include "patient/patient.hpp"
#include "platform/db/database.hpp"

namespace kakehashi {

/// Reads the sixteen columns in the order in which every statement of this feature lists them.
Patient patient_from(const db::Row& row);

/// Numbers are looked for from this many digits on; fewer are too common.
inline constexpr std::size_t kSearchedDigits = 4;
/// A number's overlapping fours: "12345" → "1234 2345".
std::string fours(std::string_view digits);
/// What the patient is found by from within: name, reading, numbers, and whom we call; names in
/// pairs of characters, numbers in fours.
std::string patient_search_text(const Patient& patient);

}  // namespace kakehashi
