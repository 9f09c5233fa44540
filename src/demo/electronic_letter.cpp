#include "demo/electronic_letter.hpp"

#include <array>
#include <utility>

namespace kakehashi::demo {
namespace {

constexpr std::string_view kBundle = R"json({"resourceType": "Bundle",
"meta": {"lastUpdated": "@at@", "profile": ["http://jpfhir.jp/fhir/clins/StructureDefinition/JP_Bundle_eReferral|1.12.0"]},
"language": "ja",
"identifier": {"system": "http://jpfhir.jp/fhir/clins/bundle-identifier", "value": "@from.code@^@year@^@key@"},
"type": "document", "timestamp": "@at@",
"entry": [
{"fullUrl": "urn:uuid:5d0c0000-0000-4000-8000-000000000001", "resource": {"resourceType": "Composition",
 "meta": {"lastUpdated": "@at@", "profile": ["http://jpfhir.jp/fhir/eReferral/StructureDefinition/JP_Composition_eReferral|1.12.0"]},
 "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/composition-clinicaldocument-versionNumber", "valueString": "1.0"}],
 "identifier": {"system": "http://jpfhir.jp/fhir/core/IdSystem/resourceInstance-identifier", "value": "@key@"},
 "status": "final",
 "type": {"coding": [{"system": "http://jpfhir.jp/fhir/Common/CodeSystem/doc-typecodes", "code": "57133-1", "display": "診療情報提供書"}]},
 "category": [{"coding": [{"system": "http://jpfhir.jp/fhir/Common/CodeSystem/doc-subtypecodes", "code": "OUTPATIENT", "display": "外来文書"}]}],
 "subject": {"reference": "urn:uuid:5d0c0000-0000-4000-8000-000000000002"},
 "date": "@at@",
 "author": [{"reference": "urn:uuid:5d0c0000-0000-4000-8000-000000000003"}, {"reference": "urn:uuid:5d0c0000-0000-4000-8000-000000000004"}],
 "title": "診療情報提供書",
 "custodian": {"reference": "urn:uuid:5d0c0000-0000-4000-8000-000000000004"},
 "event": [{"code": [{"text": "診療情報提供書発行"}], "period": {"start": "@day@"}}],
 "section": [
  @920@, @910@,
  {"title": "構造情報", "code": {"coding": [{"system": "http://jpfhir.jp/fhir/clins/CodeSystem/document-section", "code": "300", "display": "構造情報セクション"}]},
   "section": [@950@, @340@, @360@, @370@, @510@, @430@]}]}},
{"fullUrl": "urn:uuid:5d0c0000-0000-4000-8000-000000000002", "resource": {"resourceType": "Patient",
 "meta": {"lastUpdated": "@at@", "profile": ["http://jpfhir.jp/fhir/eCS/StructureDefinition/JP_Patient_eCS|1.12.0"]},
 "identifier": [{"system": "urn:oid:1.2.392.100495.20.3.51.1@from.code@", "value": "0003318"}],
 "name": [
  {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation", "valueCode": "IDE"}], "text": "@name@"},
  {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation", "valueCode": "SYL"}], "text": "@kana@"}],
 "telecom": [{"system": "phone", "value": "@phone@"}],
 "gender": "@sex@", "birthDate": "@born@",
 "address": [{"text": "@address@", "postalCode": "@postal@", "country": "JP"}]}},
{"fullUrl": "urn:uuid:5d0c0000-0000-4000-8000-000000000003", "resource": {"resourceType": "Practitioner",
 "meta": {"lastUpdated": "@at@", "profile": ["http://jpfhir.jp/fhir/eCS/StructureDefinition/JP_Practitioner_eCS|1.12.0"]},
 "name": [{"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation", "valueCode": "IDE"}], "text": "@from.doctor@"}]}},
{"fullUrl": "urn:uuid:5d0c0000-0000-4000-8000-000000000004", "resource": {"resourceType": "Organization",
 "meta": {"lastUpdated": "@at@", "profile": ["http://jpfhir.jp/fhir/eCS/StructureDefinition/JP_Organization_eCS|1.12.0"]},
 "identifier": [{"system": "http://jpfhir.jp/fhir/core/IdSystem/insurance-medical-institution-no", "value": "@from.code@"}],
 "type": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/organization-type", "code": "prov"}]}],
 "name": "@from.name@",
 "telecom": [{"system": "phone", "value": "@from.phone@"}, {"system": "fax", "value": "@from.fax@"}],
 "address": [{"text": "@from.address@", "country": "JP"}]}},
{"fullUrl": "urn:uuid:5d0c0000-0000-4000-8000-000000000005", "resource": {"resourceType": "Organization",
 "meta": {"lastUpdated": "@at@", "profile": ["http://jpfhir.jp/fhir/eCS/StructureDefinition/JP_Organization_eCS|1.12.0"]},
 "identifier": [{"system": "http://jpfhir.jp/fhir/core/IdSystem/insurance-medical-institution-no", "value": "@our.code@"}],
 "type": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/organization-type", "code": "prov"}]}],
 "extension": [{"url": "http://jpfhir.jp/fhir/eCS/Extension/StructureDefinition/JP_eCS_Department", "valueCodeableConcept": {"text": "@department@", "coding": [{"system": "http://jami.jp/SS-MIX2/CodeSystem/ClinicalDepartment", "display": "@department@"}]}}],
 "name": "@our.name@"}}
]}
)json";

std::string with_line_breaks(std::string text) {
    for (auto at = text.find('\n'); at != std::string::npos; at = text.find('\n', at))
        text.replace(at, 1, "<br/>");
    return text;
}

/// One section with its text; `more` is what else it holds.
std::string section(const char* code, const std::string& title, const std::string& text,
                    const std::string& more = {}) {
    return "{\"title\": \"" + title +
           "\", \"code\": {\"coding\": [{\"system\": "
           "\"http://jpfhir.jp/fhir/clins/CodeSystem/document-section\", \"code\": \"" +
           code + "\", \"display\": \"" + title +
           "セクション\"}]}, \"text\": {\"status\": \"additional\", \"div\": "
           "\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">" +
           with_line_breaks(text) + "</div>\"}" + more + "}";
}

std::string reference_to(const char* last_digit) {
    return std::string{", \"entry\": [{\"reference\": \"urn:uuid:5d0c0000-0000-4000-8000-"} +
           "00000000000" + last_digit + "\"}]";
}

}  // namespace

std::string electronic_letter(const Town& town, const TownPartner& from, const Person& patient,
                              const Complaint& complaint, Instant written_at) {
    const auto day = iso_date(date_in_japan(written_at));
    const std::string department = complaint.department;
    const std::pair<std::string, std::string> fields[] = {
        {"920", section("920", "紹介元情報", from.name, reference_to("4"))},
        {"910", section("910", "紹介先情報", town.hospital + " " + department, reference_to("5"))},
        {"950", section("950", "紹介目的", complaint.purpose)},
        {"340", section("340", "傷病名・主訴", complaint.diagnosis)},
        {"360", section("360", "現病歴", complaint.course)},
        {"370", section("370", "既往歴", "高血圧症")},
        {"510", section("510", "アレルギー・不耐性反応", "なし")},
        {"430", section("430", "投薬指示", complaint.medication)},
        {"at", iso_instant(written_at)},
        {"day", day},
        {"year", day.substr(0, 4)},
        {"key", "MN-" + day.substr(5, 2) + day.substr(8) + "-07"},
        {"name", patient.name},
        {"kana", patient.kana},
        {"phone", patient.phone},
        {"sex", patient.female ? "female" : "male"},
        {"born", iso_date(patient.born_on)},
        {"address", patient.address},
        {"postal", patient.postal_code},
        {"from.code", from.code},
        {"from.name", from.name},
        {"from.doctor", from.doctor},
        {"from.phone", from.phone},
        {"from.fax", from.fax},
        {"from.address", from.address},
        {"our.code", town.code},
        {"our.name", town.hospital},
        {"department", department},
    };
    std::string out{kBundle};
    for (const auto& [field, value] : fields) {
        const auto mark = "@" + field + "@";
        for (auto at = out.find(mark); at != std::string::npos;
             at = out.find(mark, at + value.size()))
            out.replace(at, mark.size(), value);
    }
    return out;
}

}  // namespace kakehashi::demo
