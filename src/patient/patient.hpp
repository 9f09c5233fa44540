#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/id.hpp"
#include "base/json/json.hpp"

namespace kakehashi {

enum class Sex { Male, Female, Other, Unknown };
std::string_view to_text(Sex sex);
/// 男, 女, その他, 不明.
std::string_view japanese(Sex sex);
/// Reads the stored word and the Japanese one. Invalid `patient.unknown_sex`, field `sex`.
Result<Sex> parse_sex(std::string_view text);

/// 患者: one person as our office knows them.
struct Patient {
    PatientId id;
    FacilityId facility;
    std::string number;  // 患者ID, half-width without hyphens, zeros kept; empty: 未採番
    std::string name;
    std::string kana;
    Sex sex = Sex::Unknown;
    std::optional<Date> born_on;
    std::string postal_code;
    std::string address;
    std::string phone;
    std::string contact;     // 妻 佐々木 恵 090-…: who is called first
    std::string caution;     // 注意: allergy and the like, at the top of each page
    std::string needs;       // 配慮: 通訳・車いす・耳
    std::string last_visit;  // 当院受診 2022-06 整形外科
    PatientId merged_into;   // only of records that were merged away
    int version = 1;

    bool operator==(const Patient&) const = default;
};

/// 患者ID as it is stored: full width folded, hyphens and spaces dropped, letters large. Invalid
/// `patient.number_malformed`, field `field`, for anything but letters and digits or more than 20.
Result<std::string> parse_patient_number(std::string_view field, std::string_view text);
/// As people read it: 0031-7745 for eight digits, else as it is; 未採番 when empty.
std::string patient_number_text(std::string_view number);

/// 64歳・男; 年齢不明 without a date of birth.
std::string age_and_sex(const Patient& patient, Date today);

/// What a save changed: [{"field": "電話番号", "from": "…", "to": "…"}].
json::Value changes_between(const Patient& before, const Patient& after);

/// A person about to be registered, as far as the letter or the caller tells.
struct PatientCandidate {
    std::string name;
    std::string kana = {};
    Sex sex = Sex::Unknown;
    std::optional<Date> born_on = std::nullopt;
    std::string phone = {};
    std::string number = {};
};

enum class Agreement { Differs, Unknown, Matches };

/// One line beside a candidate: ✓ 生年月日, ? 字体 齋→斉, × 生年月日 1958-02-11.
struct SimilarityReason {
    Agreement agreement;
    std::string text;
};

struct SimilarPatient {
    Patient patient;
    std::vector<SimilarityReason> reasons;  // 合わない → 未確認 → 合う
    int rank = 0;                           // see likelihood_rank
};

/// What agrees and what does not, in the order in which the page shows it.
std::vector<SimilarityReason> similarity_reasons(const PatientCandidate& candidate,
                                                 const Patient& patient);

/// The written order of probable duplicates; no hidden score. 0: not similar, not shown.
///   1 the same 患者ID
///   2 the same birth date, and the same name (in whichever glyphs) or the same reading
///   3 the same birth date, and the same given name or family name (a changed surname)
///   4 the same name or reading, the birth date unknown on one side
///   5 the same telephone number, and the same given name
///   6 the same name or reading, another birth date
int likelihood_rank(const PatientCandidate& candidate, const Patient& patient);

}  // namespace kakehashi
