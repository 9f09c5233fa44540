#include <algorithm>

#include "exchange/fhir/datatypes.hpp"
#include "exchange/fhir/text.hpp"
#include "referral/referral_fhir_parts.hpp"

namespace kakehashi::letter_fhir {

namespace {
bool ends_with_any_case(std::string_view text, std::string_view end) {
    if (text.size() < end.size()) return false;
    return std::equal(end.begin(), end.end(), text.end() - static_cast<long>(end.size()),
                      [](char a, char b) { return (a | 0x20) == (b | 0x20); });
}

std::string half_width_digits(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        auto c = fhir::next_code_point(text, at);
        if (c >= U'０' && c <= U'９') c -= 0xFEE0;
        if (c != U' ' && c != 0x3000 && c != U'-') fhir::append_code_point(out, c);
    }
    return out;
}

/// Ten digits, also where written as 医療機関識別OID番号 with a 1 before them; else empty.
std::string ten_digits(std::string_view text) {
    auto digits = half_width_digits(text);
    if (digits.size() == 11 && digits.front() == '1') digits.erase(0, 1);
    const bool good = digits.size() == 10 && std::all_of(digits.begin(), digits.end(), [](char c) {
                          return c >= '0' && c <= '9';
                      });
    return good ? digits : "";
}

/// The institution whose 識別OID番号 is the last arc of the system.
std::string institution_of(std::string_view system) {
    if (!system.starts_with("urn:oid:")) return "";
    const auto arc = system.substr(system.rfind('.') + 1);
    return arc.size() == 11 ? ten_digits(arc) : "";
}

std::string department_of(const Resource& element) {
    for (const auto& extension : element.at("extension").array()) {
        if (!extension.at("url").string().ends_with("JP_eCS_Department")) continue;
        const auto& value = extension.at("valueCodeableConcept");
        const auto code = fhir::coding_of(value).code;
        const bool words =
            !value.at("text").is_null() || !value.at("coding", 0, "display").is_null();
        if (const auto name = fhir::department_name(code); !words && !name.empty())
            return std::string(name);
        if (auto text = fhir::concept_text(value); !text.empty()) return text;
    }
    return "";
}

/// Labels that senders put on references instead of a name.
bool is_generic(std::string_view display) {
    for (const std::string_view word :
         {"紹介", "リソース", "Organization", "Practitioner", "作成者"})
        if (display.find(word) != std::string_view::npos) return true;
    return false;
}

std::string display_of(const Resource& reference) {
    const auto display = fhir::line(reference.at("display"));
    return is_generic(display) ? "" : display;
}

/// Collects one party from whatever resources speak of it; what came first stays.
class PartyReader {
  public:
    PartyReader(const fhir::Document& document, LetterReferrer& party)
        : document_(document), party_(party) {}

    void read(const Resource& resource) {
        const auto type = fhir::type_of(resource);
        if (type == "Organization") organization(resource);
        if (type == "Practitioner") practitioner(resource);
        if (type == "PractitionerRole") role(resource);
        if (type == "HealthcareService") {
            keep(party_.department, fhir::line(resource.at("name")));
            follow(resource.at("providedBy"), resource);
        }
    }

    /// A reference without its resource: only what it displays.
    void missing(const Resource& reference) {
        const auto type = reference.at("type").string();
        if (type == "Organization") keep(party_.facility_name, display_of(reference));
        if (type.starts_with("Practitioner")) keep(party_.doctor_name, display_of(reference));
    }

  private:
    static void keep(std::string& field, std::string value) {
        if (field.empty()) field = std::move(value);
    }

    void follow(const Resource& reference, const Resource& within) {
        if (++steps_ > 8) return;
        if (const auto* found = document_.resolve(reference, within); found && found != &within)
            read(*found);
        else if (!found)
            missing(reference);
    }

    void organization(const Resource& resource) {
        const auto* parent = document_.resolve(resource.at("partOf"), resource);
        if (parent == &resource) parent = nullptr;  // seen in published examples
        const bool named_department = fhir::has_code(resource.at("type"), "dept");
        const bool provider =
            fhir::has_code(resource.at("type"), "prov") || !facility_code_of(resource).empty();
        if (named_department || (!provider && (parent || !party_.facility_name.empty()))) {
            keep(party_.department, fhir::line(resource.at("name")));
            keep(party_.department, department_of(resource));
            if (parent && party_.facility_name.empty()) follow(resource.at("partOf"), resource);
            return;
        }
        if (!party_.facility_name.empty() && taken_) return;
        taken_ = true;
        keep(party_.facility_name, fhir::line(resource.at("name")));
        keep(party_.facility_code, facility_code_of(resource));
        keep(party_.department, department_of(resource));
        keep(party_.phone, fhir::telecom(resource.at("telecom"), "phone"));
        keep(party_.fax, fhir::telecom(resource.at("telecom"), "fax"));
        const auto address = fhir::postal_address(resource.at("address"));
        keep(party_.postal_code, address.postal_code);
        keep(party_.address, address.text);
    }

    void practitioner(const Resource& resource) {
        if (!party_.doctor_name.empty()) return;
        const auto name = fhir::person_name(resource.at("name"));
        party_.doctor_name = name.name;
        party_.doctor_kana = name.kana;
        keep(party_.department, department_of(resource));
    }

    void role(const Resource& resource) {
        follow(resource.at("practitioner"), resource);
        follow(resource.at("organization"), resource);
        keep(party_.department, department_of(resource));
        keep(party_.department, fhir::concepts_text(resource.at("specialty")));
        keep(party_.phone, fhir::telecom(resource.at("telecom"), "phone"));
        keep(party_.fax, fhir::telecom(resource.at("telecom"), "fax"));
    }

    const fhir::Document& document_;
    LetterReferrer& party_;
    bool taken_ = false;
    int steps_ = 0;
};
}  // namespace

LetterPatient read_patient(const Resource& patient, std::vector<std::string>& warnings) {
    LetterPatient read;
    const auto name = fhir::person_name(patient.at("name"));
    read.name = name.name;
    read.kana = name.kana;
    for (const auto& identifier : patient.at("identifier").array()) {
        const auto system = identifier.at("system").string();
        auto value = fhir::line(identifier.at("value"));
        if (value.empty()) continue;
        if (ends_with_any_case(system, "memberID") || ends_with_any_case(system, "Coverage_id")) {
            if (read.insured_id.empty()) read.insured_id = std::move(value);
            continue;
        }
        read.numbers.push_back({std::move(value), institution_of(system), std::string(system)});
    }
    const auto gender = patient.at("gender").string();
    read.sex = gender == "male"     ? LetterSex::Male
               : gender == "female" ? LetterSex::Female
               : gender == "other"  ? LetterSex::Other
                                    : LetterSex::Unknown;
    if (read.sex == LetterSex::Unknown) warnings.push_back("患者の性別が書かれていません。");
    read.born_text = fhir::line(patient.at("birthDate"));
    read.born_on = fhir::date_of(read.born_text);
    if (read.born_text.empty())
        warnings.push_back("患者の生年月日が書かれていません。");
    else if (!read.born_on)
        warnings.push_back("患者の生年月日が年月日まで読めません。書面で確かめてください。");
    if (read.kana.empty()) warnings.push_back("患者のカナ氏名が書かれていません。");
    const auto address = fhir::postal_address(patient.at("address"));
    read.postal_code = address.postal_code;
    read.address = address.text;
    read.phone = fhir::telecom(patient.at("telecom"), "phone");
    return read;
}

std::string facility_code_of(const Resource& organization) {
    std::string prefecture;
    std::string table;
    std::string number;
    std::string other;
    const auto take = [&](const Resource& identifier) -> std::string {
        const auto system = identifier.at("system").string();
        const auto value = half_width_digits(fhir::line(identifier.at("value")));
        if (ends_with_any_case(system, "insurance-medical-institution-no") ||
            ends_with_any_case(system, "JP_eCS_InstitutionNumber"))
            return ten_digits(value);
        if (fhir::canonical_system(system).ends_with("MedicalOrganizationID")) number = value;
        if (other.empty()) other = ten_digits(value);
        return "";
    };
    for (const auto& identifier : organization.at("identifier").array())
        if (auto code = take(identifier); !code.empty()) return code;
    for (const auto& extension : organization.at("extension").array()) {
        const auto url = extension.at("url").string();
        if (url.ends_with("JP_eCS_InstitutionNumber"))
            if (auto code = ten_digits(extension.at("valueIdentifier", "value").string());
                !code.empty())
                return code;
        if (url.ends_with("JP_Organization_PrefectureNo"))
            prefecture = half_width_digits(extension.at("valueCoding", "code").string());
        if (url.ends_with("JP_Organization_InsuranceOrganizationCategory"))
            table = half_width_digits(extension.at("valueCoding", "code").string());
        if (url.ends_with("JP_Organization_InsuranceOrganizationNo"))
            number = half_width_digits(extension.at("valueIdentifier", "value").string());
    }
    if (!prefecture.empty() && !number.empty())
        if (auto code = ten_digits(prefecture + (table.empty() ? "1" : table) + number);
            !code.empty())
            return code;
    return other;
}

LetterReferrer read_party(const fhir::Document& document, const fhir::Section* section) {
    LetterReferrer party;
    if (!section) return party;
    PartyReader reader(document, party);
    // Institutions first, so that a department listed before its hospital is known for what it is.
    for (const bool departments : {false, true})
        for (const auto* entry : section->entries)
            if ((fhir::type_of(*entry) == "Organization" &&
                 !fhir::has_code(entry->at("type"), "dept") && entry->at("partOf").is_null()) !=
                departments)
                reader.read(*entry);
    for (const auto* reference : section->missing) reader.missing(*reference);
    if (party.facility_name.empty() && !section->text.empty())
        party.facility_name = section->text.substr(0, section->text.find('\n'));
    return party;
}

void complete_referrer(const fhir::Document& document, LetterReferrer& referrer,
                       std::vector<std::string>& warnings) {
    const auto& composition = document.composition();
    LetterReferrer author;
    PartyReader reader(document, author);
    const auto read = [&](const Resource& references) {
        const auto one = [&](const Resource& reference) {
            if (const auto* found = document.resolve(reference, composition))
                reader.read(*found);
            else
                reader.missing(reference);
        };
        if (references.is_object()) one(references);
        for (const auto& reference : references.array()) one(reference);
    };
    read(composition.at("author"));
    read(composition.at("custodian"));

    if (referrer.facility_name.empty() && !author.facility_name.empty()) {
        const auto doctor = referrer.doctor_name;
        const auto kana = referrer.doctor_kana;
        const auto department = referrer.department;
        referrer = author;
        if (!department.empty()) referrer.department = department;
        if (!doctor.empty()) {
            referrer.doctor_name = doctor;
            referrer.doctor_kana = kana;
        }
        warnings.push_back(
            "紹介元の医療機関が節に書かれていません。文書の作成機関を紹介元としました。");
    }
    if (referrer.doctor_name.empty()) {
        referrer.doctor_name = author.doctor_name;
        referrer.doctor_kana = author.doctor_kana;
    }
    if (referrer.facility_name == author.facility_name) {
        if (referrer.facility_code.empty()) referrer.facility_code = author.facility_code;
        if (referrer.department.empty()) referrer.department = author.department;
        if (referrer.phone.empty()) referrer.phone = author.phone;
    }
}

}  // namespace kakehashi::letter_fhir
