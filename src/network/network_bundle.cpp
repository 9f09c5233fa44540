#include "network/network_bundle.hpp"

#include <algorithm>
#include <array>

#include "base/date.hpp"
#include "base/json/json.hpp"
#include "exchange/fhir/tables.hpp"

namespace kakehashi::network {
namespace {

using json::array;
using json::object;
using json::Value;

constexpr std::string_view kWithheld = "(共有の対象ではないため、記載していません)";

/// The section each field stands in, by LOINC.
struct SectionCode {
    std::string_view field, code;
};
constexpr std::array kSections{
    SectionCode{"visits", "46240-8"},           SectionCode{"letter.diagnoses", "11450-4"},
    SectionCode{"letter.purpose", "42349-1"},   SectionCode{"letter.history", "11348-0"},
    SectionCode{"letter.allergies", "48765-2"}, SectionCode{"letter.course", "10164-2"},
    SectionCode{"letter.treatment", "8648-8"},  SectionCode{"letter.medication", "10160-0"},
    SectionCode{"reply.diagnosis", "11450-4"},  SectionCode{"reply.findings", "30954-2"},
    SectionCode{"reply.course", "8648-8"},      SectionCode{"reply.prescription", "10160-0"},
};

std::string code_of(std::string_view field) {
    return std::string{std::ranges::find(kSections, field, &SectionCode::field)->code};
}

Value concept_of(std::string_view system, std::string_view code, std::string_view text) {
    return object(
        {{"coding", array({object({{"system", system}, {"code", code}})})}, {"text", text}});
}

/// An instant in the time of Japan, as FHIR writes it.
std::string instant_text(Instant at) {
    const auto day = date_in_japan(at);
    const auto seconds = (at - instant_in_japan(day, std::chrono::seconds{0})).count();
    const auto two = [](auto number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return iso_date(day) + "T" + two(seconds / 3600) + ":" + two(seconds / 60 % 60) + ":" +
           two(seconds % 60) + "+09:00";
}

/// Lines of a text as XHTML.
std::string narrative(std::string_view text) {
    std::string out = "<div xmlns=\"http://www.w3.org/1999/xhtml\">";
    for (const char c : text) switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '\n':
                out += "<br/>";
                break;
            default:
                out += c;
        }
    return out + "</div>";
}

/// Parts that share a code are one resource's two sections: a title tells them apart.
Value section_of(const SharePart& part, bool leaves) {
    auto section =
        object({{"title", part.title},
                {"code", concept_of(fhir::kLoinc, code_of(part.paper.field), part.title)},
                {"text", object({{"status", leaves ? "additional" : "empty"},
                                 {"div", narrative(leaves ? part.text : kWithheld)}})}});
    if (!leaves)
        section.set("emptyReason",
                    concept_of("http://terminology.hl7.org/CodeSystem/list-empty-reason",
                               "withheld", kWithheld));
    return section;
}

/// IDE is the name as written, SYL its reading.
Value name_of(std::string_view text, std::string_view representation) {
    return object(
        {{"extension",
          array({object(
              {{"url", "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation"},
               {"valueCode", representation}})})},
         {"use", "usual"},
         {"text", text}});
}

std::string_view gender_of(Sex sex) {
    return sex == Sex::Male     ? "male"
           : sex == Sex::Female ? "female"
           : sex == Sex::Other  ? "other"
                                : "unknown";
}

Value patient_of(const Patient& patient, const Facility& house) {
    auto names = array({name_of(patient.name, "IDE")});
    if (!patient.kana.empty()) names.push(name_of(patient.kana, "SYL"));
    auto out = object({{"resourceType", "Patient"}});
    if (!patient.number.empty() && !house.code.empty())
        out.set("identifier",
                array({object({{"system", "urn:oid:1.2.392.100495.20.3.51.1" + house.code},
                               {"value", patient.number}})}));
    out.set("name", std::move(names));
    out.set("gender", gender_of(patient.sex));
    if (patient.born_on) out.set("birthDate", iso_date(*patient.born_on));
    return out;
}

Value organization_of(const Facility& house) {
    auto out = object({{"resourceType", "Organization"}});
    if (!house.code.empty())
        out.set("identifier", array({object({{"system",
                                              "http://jpfhir.jp/fhir/core/IdSystem/"
                                              "insurance-medical-institution-no"},
                                             {"value", house.code}})}));
    out.set("name", house.name);
    return out;
}

/// 医療機関10桁^西暦4桁^文書番号 (JP-CLINS bundle-identifier).
Value identifier_of(const BundleHead& head) {
    const auto year = iso_date(date_in_japan(head.at)).substr(0, 4);
    return object({{"system", "http://jpfhir.jp/fhir/clins/bundle-identifier"},
                   {"value", head.house.code + "^" + year + "^" + head.number}});
}

Value reference_to(std::string_view resource) {
    return object({{"reference", resource}});
}

}  // namespace

std::string write_bundle(const BundleHead& head, const ShareCase& what,
                         const ShareDecision& decision) {
    const auto url_of = [&](std::size_t entry) { return "urn:uuid:" + head.uuids[entry]; };
    const auto patient = url_of(1), organization = url_of(2);
    json::Array sections;
    for (std::size_t n = 0; n < what.parts.size(); ++n)
        sections.push_back(section_of(what.parts[n], decision.parts[n].why == Why::Shared));
    const auto composition = object({
        {"resourceType", "Composition"},
        {"status", "final"},
        {"type",
         concept_of(fhir::kLoinc, fhir::kSummaryDocument.type_code, fhir::kSummaryDocument.title)},
        {"subject", reference_to(patient)},
        {"date", instant_text(head.at)},
        {"author", array({reference_to(organization)})},
        {"title", std::string{fhir::kSummaryDocument.title} + "(" + head.network + ")"},
        {"custodian", reference_to(organization)},
        {"section", std::move(sections)},
    });
    return json::write(object({
        {"resourceType", "Bundle"},
        {"identifier", identifier_of(head)},
        {"type", "document"},
        {"timestamp", instant_text(head.at)},
        {"entry",
         array({object({{"fullUrl", url_of(0)}, {"resource", composition}}),
                object({{"fullUrl", patient}, {"resource", patient_of(what.patient, head.house)}}),
                object({{"fullUrl", organization}, {"resource", organization_of(head.house)}})})},
    }));
}

}  // namespace kakehashi::network
