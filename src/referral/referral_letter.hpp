#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.hpp"

namespace kakehashi {

/// 性別 as a letter writes it.
enum class LetterSex { Male, Female, Other, Unknown };

/// 患者番号: a number and who issued it. The number keeps its leading zeros.
struct LetterPatientNumber {
    std::string number;
    std::string institution_code;  // 医療機関コード, 10 digits; empty when the letter does not say
    std::string system;            // the identifier system as written (`urn:oid:…`)
};

struct LetterPatient {
    std::vector<LetterPatientNumber> numbers;  // 患者番号
    std::string name;  // 漢字氏名 `牧野 爛漫`: half-width space at most
    std::string kana;  // カナ氏名; empty when the letter has none
    LetterSex sex = LetterSex::Unknown;
    std::optional<Date> born_on;  // empty when missing or known only to the month or year
    std::string born_text;        // the birth date as written, also when it is not a whole date
    std::string postal_code;
    std::string address;
    std::string phone;
    std::string insured_id;  // 被保険者個人識別子 `保険者番号:記号:番号:枝番`
};

/// 紹介元: who sends the patient.
struct LetterReferrer {
    std::string facility_code;  // 医療機関コード, 10 digits; empty when the letter has none
    std::string facility_name;
    std::string department;  // 診療科
    std::string doctor_name;
    std::string doctor_kana;
    std::string phone;
    std::string fax;
    std::string postal_code;
    std::string address;
};

/// 紹介先: whom the letter is written to.
struct LetterAddressee {
    std::string facility_code;
    std::string facility_name;
    std::string department;
    std::string doctor_name;
};

/// 病名 or 主訴. `kind` says which section it came from: 傷病名, 現病歴 or 既往歴.
struct LetterDiagnosis {
    std::string text;
    std::string code;
    std::string system;      // code system as a URL, old OIDs already translated
    std::string onset;       // 発症: `2022-06-09`, `2022-05`, `2018` or words
    bool suspected = false;  // 疑い
    std::string kind;
    std::string note;
};

/// アレルギー・不耐性反応.
struct LetterAllergy {
    std::string text;
    std::string category;     // 食物, 薬剤, 環境 or 生物製剤; empty when not said
    std::string criticality;  // 重症度の見込み: 高, 低 or 評価不能; empty when not said
    std::string reaction;     // manifestation, severity and note
    std::string onset;
    bool active = true;    // false when the letter calls it resolved or inactive
    bool refuted = false;  // tested, and found not to be one
};

/// 処方の一行.
struct LetterMedication {
    std::string name;
    std::string code;
    std::string system;
    std::string dose;      // `1回1錠 (1日3錠)`
    std::string usage;     // `内服・経口・１日３回朝昼夕食後`
    std::string days;      // `7日分`
    std::string quantity;  // `21錠`
    std::string note;
};

/// 検査結果・身体所見の一行.
struct LetterFinding {
    std::string name;
    std::string value;      // with comparator and unit, as written: `4.10 mmol/L`
    std::string reference;  // 基準値 `3.6-4.8`
    std::string flag;       // H, L, …
    std::string on;         // `2021-07-05`
    std::string kind;  // section title: 身体所見, 検査結果, 感染症情報, 社会歴・生活習慣
};

/// 添付. A letter's `url` is shown, never opened.
struct LetterAttachment {
    std::string title;
    std::string media_type;
    std::string section;  // 臨床経過, 添付情報, PDF …
    std::string data;     // decoded bytes; empty when the letter carries none
    std::string url;      // as written
    bool has_data = false;
    bool missing() const { return !has_data; }  // 本体なし
};

/// 紹介状・診療情報提供書: what a letter says, whichever door it came through (FHIR, CSV, typed).
/// All text is UTF-8 without control characters other than line feed; empty means "not said".
struct ReferralLetter {
    LetterPatient patient;
    LetterReferrer referrer;
    LetterAddressee addressee;
    std::optional<Date> letter_dated_on;  // 発行日
    std::string category_code;            // `OUTPATIENT`
    std::string category_text;            // `外来文書`
    std::string title;

    std::string purpose;                     // 紹介目的
    std::vector<LetterDiagnosis> diagnoses;  // 傷病名・主訴
    std::string diagnoses_text;              // the same section's own words
    std::string present_illness;             // 現病歴・症状経過
    std::string history;                     // 既往歴
    std::string family_history;              // 家族歴
    std::vector<LetterAllergy> allergies;
    std::string allergies_text;  // the section's own words, or 「なし」 where the letter denies any
    std::string clinical_course;          // 臨床経過
    std::vector<LetterFinding> findings;  // 身体所見 and 検査結果
    std::string physical_findings;        // 身体所見
    std::string exam_results;             // 検査結果: one line per observation
    std::vector<LetterMedication> medication;
    std::string medication_text;  // the section's own words
    std::string procedures;       // 手術・処置・輸血
    std::string infections;       // 感染症情報
    std::string immunizations;    // 予防接種歴
    std::string social_history;   // 社会歴・生活習慣
    std::string devices;          // 医療機器
    std::string directives;       // 事前指示
    std::string plan;             // 診療方針指示
    std::string remarks;          // 備考・連絡情報
    std::string other;            // sections no table knows, each with its title
    std::vector<LetterAttachment> attachments;

    std::string document_system;   // Bundle.identifier.system
    std::string document_id;       // Bundle.identifier.value, else the Composition's; may be empty
    std::string document_version;  // 版 `1.0`
    std::string generation;        // `JP-CLINS` or `2023`; empty for other doors

    /// What was read with a doubt or not at all: Japanese sentences for the person at the desk.
    std::vector<std::string> warnings;

    /// One line per 傷病名 `上腹部痛（2022-06-09 発症）`; the section's own words when they say
    /// more.
    std::string joined_diagnoses() const;
    /// `さば、キーウイ（食べると口の周りが痺れる感じ）`; the section's own words when they say
    /// more.
    std::string joined_allergies() const;
    /// One line per drug `カルボシステイン２５０ｍｇ錠 1回1錠 … 7日分`.
    std::string joined_medication() const;
    /// 症状経過及び検査結果 of the paper form: 現病歴, 身体所見 and 検査結果 under their titles.
    std::string joined_course_and_results() const;
    /// 既往歴及び家族歴 of the paper form.
    std::string joined_history() const;
    /// 治療経過 of the paper form: 臨床経過 and 手術・処置.
    std::string joined_treatment() const;
    /// 備考 of the paper form: everything that has no field of its own, under its titles.
    std::string joined_remarks() const;
};

}  // namespace kakehashi
