#pragma once

#include <string_view>

#include "base/result.hpp"
#include "referral/referral_letter.hpp"

namespace kakehashi {

/// Reads a 診療情報提供書 as a FHIR document: JP-CLINS 1.5 and later, and the generation of 2023.
///
/// Invalid with the codes of fhir::Document::parse (`json.*`, `fhir.not_a_bundle`, …), and
/// `fhir.no_patient_name`, `fhir.no_referrer` where a letter cannot be registered without them.
/// Lesser gaps are in the letter's warnings. Nothing the document points to outside is opened.
Result<ReferralLetter> read_referral_document(std::string_view bytes);

}  // namespace kakehashi
