#include "exchange/fhir/tables.hpp"

#include <array>
#include <utility>

namespace kakehashi::fhir {

namespace {
using Row = std::pair<std::string_view, std::string_view>;

std::string_view look_up(std::span<const Row> rows, std::string_view key) {
    for (const auto& [from, to] : rows)
        if (from == key) return to;
    return {};
}

constexpr std::array kReferralGenerations{
    Generation{"JP-CLINS", "http://jpfhir.jp/fhir/clins/StructureDefinition/JP_Bundle_eReferral",
               "http://jpfhir.jp/fhir/eReferral/StructureDefinition/JP_Composition_eReferral",
               "http://jpfhir.jp/fhir/clins/CodeSystem/document-section", 1, 12},
    Generation{"2023", "http://jpfhir.jp/fhir/eReferral/StructureDefinition/JP_Bundle_eReferral",
               "http://jpfhir.jp/fhir/eReferral/StructureDefinition/JP_Composition_eReferral",
               "http://jpfhir.jp/fhir/eReferral/CodeSystem/document-section", 1, 4},
};

constexpr std::array kSummaryGenerations{Generation{"LOINC", "", "", kLoinc, 0, 0}};

constexpr std::array kDocumentTitles{
    Row{"57133-1", "診療情報提供書"}, Row{"18842-5", "退院時サマリー"},
    Row{"56447-6", "計画書"},         Row{"11488-4", "コンサルテーション報告書"},
    Row{"57833-6", "処方箋"},         Row{"53576-5", "健診結果報告書"},
    Row{"60591-5", "患者サマリー"},
};

// Source: JP Core 1.2 and JP-CLINS 1.5 code system pages; interop sheet 2.4.
constexpr std::array kSystems{
    Row{"1.2.392.200119.4.101.2", "http://medis.or.jp/CodeSystem/master-disease-keyNumber"},
    Row{"1.2.392.200119.4.101.6", "http://medis.or.jp/CodeSystem/master-disease-exCode"},
    Row{"1.2.392.200119.4.201.2", "http://medis.or.jp/CodeSystem/master-disease-modKeyNumber"},
    Row{"1.2.392.200119.4.201.5", "http://medis.or.jp/CodeSystem/master-disease-modExCode"},
    Row{"1.2.392.200119.4.504", "http://medis.or.jp/CodeSystem/master-JLAC10-17digits"},
    Row{"1.2.392.200119.4.402.1", "http://medis.or.jp/CodeSystem/master-HOT13"},
    Row{"1.2.392.200119.4.403.1", "http://medis.or.jp/CodeSystem/master-HOT9"},
    Row{"1.2.392.200119.4.403.2", "http://medis.or.jp/CodeSystem/master-HOT7"},
    Row{"1.2.392.100495.20.2.73", "http://capstandard.jp/iyaku.info/CodeSystem/YJ-code"},
    Row{"1.2.392.100495.20.1.73", "http://capstandard.jp/iyaku.info/CodeSystem/YJ-code"},
    Row{"1.2.392.100495.20.2.81",
        "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationGeneralOrderCode"},
    Row{"1.2.392.200250.2.2.20.20", "http://jami.jp/CodeSystem/MedicationUsage"},
    Row{"1.2.392.200250.2.2.20", "http://jami.jp/CodeSystem/MedicationUsage"},
    Row{"1.2.392.100495.20.2.34", "http://jpfhir.jp/fhir/core/CodeSystem/route-codes"},
    Row{"1.2.392.100495.20.2.101",
        "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationUnitMERIT9Code"},
    Row{"1.2.392.100495.20.2.22",
        "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationIngredientStrengthStrengthType"},
    Row{"1.2.392.200250.2.2.2", "http://jami.jp/SS-MIX2/CodeSystem/ClinicalDepartment"},
    Row{"1.2.392.100495.20.3.21",
        "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/PrefectureNo-2digits"},
    Row{"1.2.392.100495.20.3.22",
        "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationFeeScoreType"},
    Row{"1.2.392.100495.20.3.23", "http://jpfhir.jp/fhir/core/mhlw/IdSystem/MedicalOrganizationID"},
};

// JAMI SS-MIX2 診療科コード (HL7 user table 0069), as far as the interop sheet prints it.
constexpr std::array kDepartments{
    Row{"01", "内科"},        Row{"02", "精神科"},   Row{"03", "神経科"}, Row{"04", "神経内科"},
    Row{"05", "呼吸器科"},    Row{"06", "消化器科"}, Row{"07", "胃腸科"}, Row{"08", "循環器科"},
    Row{"081", "循環器内科"}, Row{"09", "小児科"},   Row{"10", "外科"},   Row{"11", "整形外科"},
    Row{"26", "眼科"},
};

constexpr std::array kUnits{
    Row{"d", "日"},          Row{"h", "時間"},       Row{"wk", "週"},
    Row{"mo", "か月"},       Row{"a", "年"},         Row{"min", "分"},
    Row{"TAB", "錠"},        Row{"CAP", "カプセル"}, Row{"PCK", "包"},
    Row{"HON", "本"},        Row{"SHT", "枚"},       Row{"KO", "個"},
    Row{"DROP", "滴"},       Row{"TIME", "回"},      Row{"DOSE", "回分"},
    Row{"BAG", "袋"},        Row{"AMP", "アンプル"}, Row{"VIL", "バイアル"},
    Row{"BTL", "瓶"},        Row{"KIT", "キット"},   Row{"UNT", "単位"},
    Row{"IUNT", "国際単位"}, Row{"G", "g"},          Row{"MG", "mg"},
    Row{"MCG", "μg"},        Row{"ML", "mL"},        Row{"SYRG", "シリンジ"},
    Row{"INHL", "吸入"},
};

constexpr std::array kResources{
    Row{"Patient", "患者"},
    Row{"Practitioner", "医師"},
    Row{"PractitionerRole", "医師"},
    Row{"Organization", "医療機関"},
    Row{"Encounter", "受診"},
    Row{"Condition", "病名"},
    Row{"AllergyIntolerance", "アレルギー"},
    Row{"MedicationRequest", "処方"},
    Row{"Observation", "検査・所見"},
    Row{"DiagnosticReport", "検査報告"},
    Row{"ImagingStudy", "画像検査"},
    Row{"DocumentReference", "文書"},
    Row{"Procedure", "処置・手術"},
    Row{"FamilyMemberHistory", "家族歴"},
    Row{"Immunization", "予防接種"},
    Row{"CarePlan", "診療方針"},
    Row{"Bundle", "文書一式"},
};
}  // namespace

const DocumentKind kReferralDocument{"57133-1", "診療情報提供書", kReferralGenerations};
const DocumentKind kSummaryDocument{"60591-5", "患者サマリー", kSummaryGenerations};

std::string_view document_title(std::string_view type_code) {
    return look_up(kDocumentTitles, type_code);
}

std::string canonical_system(std::string_view system) {
    auto oid = system;
    if (oid.starts_with("urn:oid:")) oid.remove_prefix(8);
    const auto url = look_up(kSystems, oid);
    return std::string(url.empty() ? system : url);
}

std::string_view department_name(std::string_view code) {
    return look_up(kDepartments, code);
}

std::string_view unit_name(std::string_view code) {
    const auto name = look_up(kUnits, code);
    return name.empty() ? code : name;
}

std::string_view resource_label(std::string_view resource_type) {
    const auto label = look_up(kResources, resource_type);
    return label.empty() ? resource_type : label;
}

}  // namespace kakehashi::fhir
