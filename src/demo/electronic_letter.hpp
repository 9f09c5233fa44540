#pragma once

#include <string>

#include "demo/letters.hpp"
#include "demo/people.hpp"
#include "demo/town.hpp"

namespace kakehashi::demo {

/// 電子的な診療情報提供書: a FHIR document (JP-CLINS, 2025 generation) as a clinic's system writes
/// one, with its texts in the narrative of the sections.
std::string electronic_letter(const Town& town, const TownPartner& from, const Person& patient,
                              const Complaint& complaint, Instant written_at);

}  // namespace kakehashi::demo
