#pragma once

#include <span>
#include <string>
#include <string_view>

namespace kakehashi::fhir {

/// One generation of a Japanese document IG: which URLs say "this is me", and up to which version
/// it is known. Versions beyond are read all the same, with a warning.
struct Generation {
    std::string_view name;
    std::string_view bundle_profile;
    std::string_view composition_profile;
    std::string_view section_system;  // code system of Composition.section.code
    int major_max;
    int minor_max;
};

/// A kind of document a feature wants to read.
struct DocumentKind {
    std::string_view type_code;  // LOINC, in Composition.type
    std::string_view title;
    std::span<const Generation> generations;
};

/// 診療情報提供書: JP-CLINS (1.5 and later) and the generation of 2023.
/// Source: JP-CLINS 1.5.2 snapshots; jami-fhir-jp-wg/JPFHIRExampleCreation for 2023.
extern const DocumentKind kReferralDocument;

/// 患者サマリー of no Japanese profile: sections by LOINC, as the International Patient Summary has
/// them.
extern const DocumentKind kSummaryDocument;

inline constexpr std::string_view kLoinc = "http://loinc.org";

/// The Japanese title of a document type code (`18842-5` → 退院時サマリー); empty when not known.
std::string_view document_title(std::string_view type_code);

/// The URL form of a code system that used to be written as an OID; else what was given.
std::string canonical_system(std::string_view system);

/// 診療科 by JAMI SS-MIX2 code (`081` → 循環器内科); empty when not known.
std::string_view department_name(std::string_view code);

/// Unit codes of UCUM and MERIT-9 as staff read them (`TAB` → 錠, `d` → 日); else the code itself.
std::string_view unit_name(std::string_view code);

/// What a resource type is called on the screen (`Condition` → 病名); else the type itself.
std::string_view resource_label(std::string_view resource_type);

}  // namespace kakehashi::fhir
