#pragma once

#include <string>
#include <unordered_set>
#include <vector>

#include "exchange/fhir/document.hpp"
#include "referral/letter_text.hpp"
#include "referral/referral_letter.hpp"

/// The readers of single resources behind read_referral_document.
namespace kakehashi::letter_fhir {

using Resource = json::Value;

LetterPatient read_patient(const Resource& patient, std::vector<std::string>& warnings);

/// 医療機関コード from the identifiers, or put together from prefecture, fee table and number.
std::string facility_code_of(const Resource& organization);

/// Institution, department and doctor of section 920 or 910; section may be a null pointer.
LetterReferrer read_party(const fhir::Document& document, const fhir::Section* section);
/// Fills what section 920 left open from author and custodian of the Composition.
void complete_referrer(const fhir::Document& document, LetterReferrer& referrer,
                       std::vector<std::string>& warnings);

bool entered_in_error(const Resource& resource);

/// `past`: among past illnesses, where one that is over needs no word for it.
LetterDiagnosis read_condition(const Resource& condition, std::string_view kind, bool past = false);
LetterAllergy read_allergy(const Resource& allergy);
/// MedicationRequest or MedicationStatement.
LetterMedication read_medication(const fhir::Document& document, const Resource& request);
std::vector<LetterAttachment> read_attachments(const fhir::Document& document,
                                               const Resource& reference, std::string_view section);

/// Observation, DiagnosticReport or ImagingStudy with the members they refer to, each once: what is
/// in `used` is left out and what was read goes in.
void read_findings(const fhir::Document& document, const Resource& resource, std::string_view kind,
                   std::unordered_set<const Resource*>& used, std::vector<LetterFinding>& findings,
                   int depth = 0);

EntryLine line_of(const LetterDiagnosis& diagnosis);
EntryLine line_of(const LetterFinding& finding);
/// Any other resource as one line.
EntryLine line_of(const fhir::Document& document, const Resource& resource, bool past = false);

}  // namespace kakehashi::letter_fhir
