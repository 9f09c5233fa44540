#pragma once

#include "form/document.hpp"

namespace kakehashi::form {

/// One cell of 当日の順番; the number ①… is printed by the form.
struct VisitStep {
    std::string place;      // 2階 B受付
    std::string what = {};  // 消化器内科

    bool operator==(const VisitStep&) const = default;
};

/// 受診のご案内(患者さんへ), form 2b: plain words, large type, no diagnosis.
struct PatientGuide {
    DocumentHead head;
    Patient patient;                 // ● name
    std::string referring_facility;  // ● みなと内科クリニック
    Sender from;                     // ● hospital, office, phone, main_phone
    Instant booked_at;               // ● 診察の日時
    std::optional<Instant> arrive_by = {};
    std::string arrive_at;             // ● 1階 5番窓口
    std::string department;            // ● 消化器内科
    std::string department_kana = {};  // しょうかきないか
    std::string doctor = {};           // 西村(にしむら)あかね 医師
    std::string tests = {};  // おなかの超音波検査(午前11時15分から、約20分)
    std::string test_instructions = {};  // in Gothic: 朝ごはんは食べないでください。
    std::string patient_number = {};     // 診察券番号
    std::string cost = {};               // 費用の目安
    std::vector<std::string> bring = {"この案内",
                                      "紹介状(封をしたまま)",
                                      "マイナ保険証 または 資格確認書",
                                      "お薬手帳・いま飲んでいる薬",
                                      "医療費の受給者証(ある方)",
                                      "画像の CD(ある方)"};
    std::vector<VisitStep> steps = {};     // 当日の順番, at most 5 in a line
    std::vector<std::string> access = {};  // 場所・交通, one line each
    std::string interpreter = {};          // 通訳
    std::string interpreter_foreign = {};  // the same in the patient's language
    std::string change_hours = "月〜金 8:30〜17:15";

    bool operator==(const PatientGuide&) const = default;
};

/// PDF bytes. Errors as draw_booking_slip.
Result<std::string> draw_patient_guide(const PatientGuide& guide);

}  // namespace kakehashi::form
