#include "referral/referral_fhir.hpp"

#include <algorithm>
#include <array>

#include "exchange/fhir/datatypes.hpp"
#include "exchange/fhir/text.hpp"
#include "referral/referral_fhir_parts.hpp"

namespace kakehashi {

namespace {
using namespace letter_fhir;

enum class Part {
    Referrer,
    Addressee,
    Container,
    Purpose,
    Diagnoses,
    PresentIllness,
    History,
    FamilyHistory,
    Allergies,
    PhysicalFindings,
    Infections,
    SocialHistory,
    Immunizations,
    Procedures,
    Medication,
    Results,
    Course,
    Plan,
    Devices,
    Directives,
    Research,
    Attachments,
    Remarks,
    Unknown
};

/// 節. The second code and the further titles are those of neighbouring documents and generations.
struct SectionRule {
    Part part;
    std::string_view code;
    std::string_view code_elsewhere;
    std::string_view title;
    std::string_view titles_elsewhere;  // parted by spaces
};

constexpr std::array kSectionRules{
    SectionRule{Part::Referrer, "920", "", "紹介元情報", "紹介元 紹介元医療機関"},
    SectionRule{Part::Addressee, "910", "", "紹介先情報", "紹介先 紹介先医療機関"},
    SectionRule{Part::Attachments, "200", "", "CDA参照", "CDA"},
    SectionRule{Part::Container, "300", "", "構造情報", ""},
    SectionRule{Part::Purpose, "950", "", "紹介目的", "紹介の目的 目的"},
    SectionRule{Part::Diagnoses, "340", "342", "傷病名・主訴", "傷病名 主訴 病名 診断名"},
    SectionRule{Part::PresentIllness, "360", "362", "現病歴",
                "症状経過 病状経過 症状経過及び検査結果 症状経過および検査結果"},
    SectionRule{Part::History, "370", "372", "既往歴", "既往歴及び家族歴 既往歴および家族歴"},
    SectionRule{Part::FamilyHistory, "550", "552", "家族歴", ""},
    SectionRule{Part::Allergies, "510", "", "アレルギー・不耐性反応", "アレルギー"},
    SectionRule{Part::PhysicalFindings, "610", "612", "身体所見", "理学所見 現症"},
    SectionRule{Part::Infections, "520", "", "感染症情報", "感染症"},
    SectionRule{Part::SocialHistory, "640", "642", "社会歴・生活習慣", "社会歴 生活習慣 生活歴"},
    SectionRule{Part::Immunizations, "530", "", "予防接種歴", "予防接種"},
    SectionRule{Part::Procedures, "730", "713", "手術", "手術歴"},
    SectionRule{Part::Procedures, "740", "", "輸血歴", "輸血"},
    SectionRule{Part::Procedures, "720", "", "処置", ""},
    SectionRule{Part::Medication, "430", "432", "投薬指示", "現在の処方 処方 投薬 服薬"},
    SectionRule{Part::Results, "620", "623", "検査結果", "検査 検査所見"},
    SectionRule{Part::Course, "330", "333", "臨床経過", "治療経過 経過"},
    SectionRule{Part::Plan, "420", "424", "診療方針指示", "診療方針 治療方針"},
    SectionRule{Part::Devices, "810", "", "医療機器", ""},
    SectionRule{Part::Directives, "410", "", "事前指示", ""},
    SectionRule{Part::Research, "830", "", "臨床研究参加", ""},
    SectionRule{Part::Attachments, "210", "", "添付情報", "添付"},
    SectionRule{Part::Remarks, "220", "", "備考・連絡情報", "備考 連絡情報"},
    SectionRule{Part::Attachments, "230", "", "PDF", ""},
};

bool is_among(std::string_view word, std::string_view words) {
    for (std::size_t start = 0; start < words.size();) {
        const auto end = std::min(words.find(' ', start), words.size());
        if (words.substr(start, end - start) == word) return true;
        start = end + 1;
    }
    return false;
}

Part part_of(const fhir::Section& section) {
    for (const auto& rule : kSectionRules)
        if (!section.code.empty() &&
            (section.code == rule.code || section.code == rule.code_elsewhere))
            return rule.part;
    constexpr std::string_view kSuffix = "セクション";
    std::string_view title = section.title;
    if (title.ends_with(kSuffix)) title.remove_suffix(kSuffix.size());
    for (const auto& rule : kSectionRules)
        if (!title.empty() && (title == rule.title || is_among(title, rule.titles_elsewhere)))
            return rule.part;
    return Part::Unknown;
}

std::string_view category_name(std::string_view code) {
    using Row = std::pair<std::string_view, std::string_view>;
    constexpr std::array<Row, 7> kCategories{{{"OUTPATIENT", "外来文書"},
                                              {"INPATIENT", "入院中文書"},
                                              {"DISCHARGE", "退院時文書"},
                                              {"ADMISSION", "入院時文書"},
                                              {"SECONDOP", "セカンドオピニオン文書"},
                                              {"EXAMIN", "要精査依頼文書"},
                                              {"CONSULT", "他科コンサルト"}}};
    for (const auto& [known, name] : kCategories)
        if (known == code) return name;
    return {};
}

/// Reads one document into one letter.
class LetterReader {
  public:
    explicit LetterReader(const fhir::Document& document) : document_(document) {
        letter_.warnings = document.warnings();
    }

    Result<ReferralLetter> read() {
        read_head();
        letter_.patient = read_patient(document_.patient(), letter_.warnings);
        if (letter_.patient.name.empty())
            return fail(ErrorKind::Invalid, "fhir.no_patient_name", "patient.name");
        collect(document_.sections());
        TRY_DO(read_parties());
        for (const auto* section : sections_) read_section(*section, part_of(*section));
        read_what_no_section_names();
        letter_.physical_findings = combine(lines_of("身体所見"), letter_.physical_findings);
        letter_.exam_results = combine(lines_of("検査結果"), letter_.exam_results);
        letter_.infections = combine(lines_of("感染症情報"), letter_.infections);
        letter_.social_history = combine(lines_of("社会歴・生活習慣"), letter_.social_history);
        warn_of_gaps();
        return std::move(letter_);
    }

  private:
    void read_head() {
        const auto& bundle = document_.bundle();
        const auto& composition = document_.composition();
        letter_.generation = document_.generation().name;
        const auto& owner = bundle.at("identifier", "value").is_string() ? bundle : composition;
        letter_.document_system = fhir::line(owner.at("identifier", "system"));
        letter_.document_id = fhir::line(owner.at("identifier", "value"));
        letter_.document_version =
            fhir::line(fhir::extension(composition, "composition-clinicaldocument-versionNumber")
                           .at("valueString"));
        letter_.title = fhir::line(composition.at("title"));
        for (const auto& category : composition.at("category").array()) {
            letter_.category_code = fhir::coding_of(category).code;
            letter_.category_text = category_name(letter_.category_code);
            if (letter_.category_text.empty()) letter_.category_text = fhir::concept_text(category);
            if (!letter_.category_text.empty()) break;
        }
        for (const auto* date : {&composition.at("event", 0, "period", "start"),
                                 &composition.at("date"), &bundle.at("timestamp")})
            if (!letter_.letter_dated_on) letter_.letter_dated_on = fhir::date_of(date->string());
        if (!letter_.letter_dated_on) warn("紹介状の日付が年月日まで読めません。");
        for (const auto& relation : composition.at("relatesTo").array())
            if (relation.at("code").string() == "replaces")
                warn("以前に届いた文書を差し替える文書です。前の紹介状を確かめてください。");
    }

    void collect(const std::vector<fhir::Section>& sections) {
        constexpr std::size_t kSectionsMax = 500;
        for (const auto& section : sections) {
            if (sections_.size() == kSectionsMax)
                return warn("節が多すぎます。500 節までを取り込みました。");
            sections_.push_back(&section);
            collect(section.sections);
        }
    }

    const fhir::Section* section_of(Part part) const {
        for (const auto* section : sections_)
            if (part_of(*section) == part) return section;
        return nullptr;
    }

    Result<void> read_parties() {
        auto& referrer = letter_.referrer;
        const auto* from = section_of(Part::Referrer);
        referrer = read_party(document_, from);
        complete_referrer(document_, referrer, letter_.warnings);
        if (referrer.facility_name.empty() && referrer.doctor_name.empty())
            return fail(ErrorKind::Invalid, "fhir.no_referrer", "referrer.facility_name");
        if (referrer.facility_name.empty()) warn("紹介元の医療機関名が書かれていません。");
        if (referrer.facility_code.empty()) warn("紹介元の医療機関コードが書かれていません。");
        if (referrer.doctor_name.empty()) warn("紹介元の医師名が書かれていません。");

        const auto* to = section_of(Part::Addressee);
        const auto addressee = read_party(document_, to);
        letter_.addressee = {addressee.facility_code, addressee.facility_name, addressee.department,
                             addressee.doctor_name};
        if (letter_.addressee.facility_name.empty()) warn("紹介先の医療機関が書かれていません。");
        return {};
    }

    void read_section(const fhir::Section& section, Part part) {
        switch (part) {
            case Part::Referrer:
            case Part::Addressee:
                return;
            case Part::Container:
                // 300 may repeat its sub-sections in its own words.
                if (section.sections.empty()) add_text(letter_.other, section, true);
                return;
            case Part::Purpose:
                return add_text(letter_.purpose, section);
            case Part::Diagnoses:
                return read_diagnoses(section);
            case Part::PresentIllness:
                return add_text(letter_.present_illness, section);
            case Part::History:
                return add_text(letter_.history, section);
            case Part::FamilyHistory:
                return add_text(letter_.family_history, section);
            case Part::Allergies:
                return read_allergies(section);
            case Part::PhysicalFindings:
                return read_observations(section, "身体所見", letter_.physical_findings);
            case Part::Results:
                return read_observations(section, "検査結果", letter_.exam_results);
            case Part::Infections:
                return read_observations(section, "感染症情報", letter_.infections);
            case Part::SocialHistory:
                return read_observations(section, "社会歴・生活習慣", letter_.social_history);
            case Part::Immunizations:
                return add_text(letter_.immunizations, section);
            case Part::Procedures:
                return add_text(letter_.procedures, section);
            case Part::Medication:
                return read_medications(section);
            case Part::Course:
                return add_text(letter_.clinical_course, section);
            case Part::Plan:
                return add_text(letter_.plan, section);
            case Part::Devices:
                return add_text(letter_.devices, section);
            case Part::Directives:
                return add_text(letter_.directives, section);
            case Part::Remarks:
                return add_text(letter_.remarks, section);
            case Part::Attachments:
            case Part::Research:
            case Part::Unknown:
                return add_text(letter_.other, section, true);
        }
    }

    /// Any section as text: its entries as lines, its own words, and plain text carried within.
    void add_text(std::string& field, const fhir::Section& section, bool titled = false) {
        std::vector<EntryLine> lines;
        std::string carried;
        const bool past = part_of(section) == Part::History;
        for (const auto* entry : section.entries) {
            if (!use(*entry, part_of(section))) continue;
            lines.push_back(line_of(document_, *entry, past));
            carried = join(std::move(carried), "\n", attach(*entry, section.title));
        }
        auto text = combine(lines, section.text);
        if (says_more(carried, text)) text = join(std::move(text), "\n", carried);
        if (text.empty()) return;
        if (titled && !section.title.empty()) text = "【" + section.title + "】" + text;
        field = join(std::move(field), "\n", text);
    }

    void read_diagnoses(const fhir::Section& section) {
        for (const auto* entry : section.entries) {
            if (!use(*entry, Part::Diagnoses)) continue;
            if (fhir::type_of(*entry) != "Condition") {
                const auto line = line_of(document_, *entry).text;
                letter_.diagnoses_text = join(std::move(letter_.diagnoses_text), "\n", line);
                continue;
            }
            add_diagnosis(*entry, "傷病名・主訴");
        }
        // A section in words alone still names diseases.
        if (letter_.diagnoses.empty() && !denies(section.text))
            for (auto& item : list_items(section.text)) {
                LetterDiagnosis diagnosis;
                diagnosis.suspected = item.ends_with("疑い") || item.ends_with("（疑）");
                diagnosis.text = std::move(item);
                diagnosis.kind = "傷病名・主訴";
                letter_.diagnoses.push_back(std::move(diagnosis));
            }
        letter_.diagnoses_text = join(std::move(letter_.diagnoses_text), "\n", section.text);
    }

    void add_diagnosis(const Resource& condition, std::string_view kind) {
        auto diagnosis = read_condition(condition, kind);
        if (!diagnosis.text.empty()) letter_.diagnoses.push_back(std::move(diagnosis));
    }

    void read_allergies(const fhir::Section& section) {
        for (const auto* entry : section.entries) {
            if (!use(*entry, Part::Allergies)) continue;
            if (fhir::type_of(*entry) == "AllergyIntolerance") {
                if (auto allergy = read_allergy(*entry); !allergy.text.empty())
                    letter_.allergies.push_back(std::move(allergy));
            } else {
                const auto line = line_of(document_, *entry).text;
                letter_.allergies_text = join(std::move(letter_.allergies_text), "\n", line);
            }
        }
        if (letter_.allergies.empty() && !denies(section.text))
            for (auto& item : list_items(section.text)) {
                LetterAllergy allergy;
                allergy.text = std::move(item);
                letter_.allergies.push_back(std::move(allergy));
            }
        letter_.allergies_text = join(std::move(letter_.allergies_text), "\n", section.text);
    }

    void read_medications(const fhir::Section& section) {
        for (const auto* entry : section.entries)
            if (use(*entry, Part::Medication)) add_medication(*entry);
        letter_.medication_text = join(std::move(letter_.medication_text), "\n", section.text);
    }

    void add_medication(const Resource& request) {
        if (!fhir::type_of(request).starts_with("Medication")) {
            const auto line = line_of(document_, request).text;
            letter_.medication_text = join(std::move(letter_.medication_text), "\n", line);
            return;
        }
        auto drug = read_medication(document_, request);
        if (drug.name.empty())
            warn("薬の名前のない処方がありました。書面で確かめてください。");
        else
            letter_.medication.push_back(std::move(drug));
    }

    void read_observations(const fhir::Section& section, std::string_view kind,
                           std::string& field) {
        std::vector<EntryLine> others;
        for (const auto* entry : section.entries) {
            const auto type = fhir::type_of(*entry);
            if (type == "Observation" || type == "DiagnosticReport" || type == "ImagingStudy") {
                if (entered_in_error(*entry)) use(*entry, Part::Results);  // warns
                warn_of_modifiers(*entry);
                read_findings(document_, *entry, kind, used_, letter_.findings);
            } else if (use(*entry, part_of(section))) {
                others.push_back(line_of(document_, *entry));
                const auto carried = attach(*entry, section.title);
                if (!carried.empty()) others.push_back({carried, {carried}});
            }
        }
        field = join(std::move(field), "\n", combine(others, section.text));
    }

    std::vector<EntryLine> lines_of(std::string_view kind) const {
        std::vector<EntryLine> lines;
        for (const auto& finding : letter_.findings)
            if (finding.kind == kind) lines.push_back(line_of(finding));
        return lines;
    }

    /// Safety first: an allergy or a drug that no section refers to must still reach the desk.
    void read_what_no_section_names() {
        for (const auto* resource : document_.resources()) {
            const auto type = fhir::type_of(*resource);
            const bool finding = type == "Observation";
            if (type != "AllergyIntolerance" && type != "MedicationRequest" &&
                type != "Condition" && !finding)
                continue;
            if (used_.contains(resource) || entered_in_error(*resource)) continue;
            if (finding)
                read_findings(document_, *resource, "検査結果", used_, letter_.findings);
            else
                use(*resource, Part::Unknown);
            if (type == "Condition") add_diagnosis(*resource, "");
            if (type == "MedicationRequest") add_medication(*resource);
            if (type == "AllergyIntolerance")
                if (auto allergy = read_allergy(*resource); !allergy.text.empty())
                    letter_.allergies.push_back(std::move(allergy));
            warn("どの節にも入っていない" + std::string(fhir::resource_label(type)) +
                 "がありました。取り込みましたが、書面で確かめてください。");
        }
    }

    /// Keeps what a DocumentReference or nested Bundle carries; plain text comes back to be read.
    std::string attach(const Resource& resource, const std::string& section) {
        std::string carried;
        for (auto& attachment : read_attachments(document_, resource, section)) {
            const bool text = attachment.media_type.starts_with("text/plain") &&
                              json::first_bad_utf8(attachment.data) == std::string_view::npos;
            if (text) carried = join(std::move(carried), "\n", fhir::tidy(attachment.data));
            if (attachment.missing()) {
                const auto type =
                    attachment.media_type.empty() ? "" : "（" + attachment.media_type + "）";
                auto words = "「" + section + "」の添付";
                words.append(type).append(
                    "は本体が文書の中にありません。紹介元に確かめてください。");
                warn(std::move(words));
            }
            letter_.attachments.push_back(std::move(attachment));
        }
        return carried;
    }

    /// False for what this kind of section has read before, and for what its sender took back.
    bool use(const Resource& resource, Part part) {
        used_.insert(&resource);
        warn_of_modifiers(resource);
        if (!read_[static_cast<std::size_t>(part)].insert(&resource).second) return false;
        if (!entered_in_error(resource)) return true;
        warn("誤登録とされた" + std::string(fhir::resource_label(fhir::type_of(resource))) +
             "は取り込みませんでした。");
        return false;
    }

    /// FHIR: what carries a modifier that the reader does not know may mean the opposite.
    void warn_of_modifiers(const Resource& resource) {
        if (!resource.at("modifierExtension").array().empty())
            warn(std::string(fhir::resource_label(fhir::type_of(resource))) +
                 "に、意味を変えるかもしれない読めない印があります。紹介元に確かめてください。");
    }

    void warn_of_gaps() {
        if (letter_.purpose.empty()) warn("紹介目的が書かれていません。");
        if (letter_.diagnoses.empty() && letter_.diagnoses_text.empty())
            warn("傷病名・主訴が書かれていません。");
        if (letter_.present_illness.empty()) warn("現病歴が書かれていません。");
        for (const auto& diagnosis : letter_.diagnoses)
            if (diagnosis.note.starts_with("【未告知】"))
                warn("患者さんに知らせていない（未告知の）病名があります。");
    }

    void warn(std::string sentence) {
        auto& warnings = letter_.warnings;
        constexpr std::size_t kWarningsMax = 200;
        if (warnings.size() < kWarningsMax &&
            std::find(warnings.begin(), warnings.end(), sentence) == warnings.end())
            warnings.push_back(std::move(sentence));
    }

    const fhir::Document& document_;
    ReferralLetter letter_;
    std::vector<const fhir::Section*> sections_;
    std::unordered_set<const Resource*> used_;
    std::array<std::unordered_set<const Resource*>, static_cast<std::size_t>(Part::Unknown) + 1>
        read_;
};
}  // namespace

Result<ReferralLetter> read_referral_document(std::string_view bytes) {
    // A letter has some thousands of values; what it attaches is one long text each.
    constexpr json::Limits kLimits{.bytes_max = std::size_t{16} << 20, .values_max = 500'000};
    TRY(const auto document, fhir::Document::parse(bytes, fhir::kReferralDocument, kLimits));
    return LetterReader(document).read();
}

}  // namespace kakehashi
