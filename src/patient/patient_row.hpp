#pragma once

#include <string>

#include "patient/patient.hpp"
#include "platform/db/database.hpp"

namespace kakehashi {

/// Reads the sixteen columns in the order in which every statement of this feature lists them.
inline constexpr std::string_view kPatientColumns = R"sql(
    SELECT patient.id, patient.facility_id, patient.number, patient.name, patient.kana,
           patient.sex, patient.born_on, patient.postal_code, patient.address, patient.phone,
           patient.contact, patient.caution, patient.needs, patient.last_visit,
           patient.merged_into_id, patient.version)sql";

Patient patient_from(const db::Row& row);

/// Numbers are looked for from this many digits on; fewer are too common.
inline constexpr std::size_t kSearchedDigits = 4;
/// A number's overlapping fours: "12345" → "1234 2345".
std::string fours(std::string_view digits);
/// What the patient is found by from within: name, reading, numbers, and whom we call; names in
/// pairs of characters, numbers in fours.
std::string patient_search_text(const Patient& patient);

}  // namespace kakehashi
