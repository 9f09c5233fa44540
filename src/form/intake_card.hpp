#pragma once

#include "form/document.hpp"

namespace kakehashi::form {

enum class IntakeUrgency { Urgent, SemiUrgent, Routine };  // 至急・準緊急・通常

/// 受入の判断, in printed order; the card is often printed before it is known.
enum class IntakeDecision { Outpatient, Emergency, Admission, Conditional, Declined };

struct CourseEntry {
    Instant at;
    std::string by;  // 佐伯 / 自動
    std::string what;
};

/// 紹介患者受付票(院内), form 6: bound into the chart; blanks are there to be written on.
struct IntakeCard {
    DocumentHead head;
    std::string referral_number;  // ●
    IntakeUrgency urgency = IntakeUrgency::Routine;
    std::optional<Instant> answer_promised_by = {};  // 返答の約束
    Patient patient;                                 // ●
    bool id_verified = false;                        // 照合済
    std::vector<std::string> contacts = {};          // 本人 090-…, one line each
    std::string earlier_visits = {};                 // 当院受診歴
    std::vector<std::string> alerts = {};            // 注意 ▲, with the page of the original
    std::string referring_facility;                  // ●
    std::string registration = {};                   // 登録医 第0087号
    std::string referring_doctor = {};               // 院長 浜田 修 医師
    std::string referring_phone = {}, referring_fax = {};
    Instant received_at;            // ● 受信
    std::string received_how = {};  // FAX 3枚
    std::optional<Instant> registered_at = {};
    std::string registered_by = {};
    std::string diagnoses;               // ● 傷病名
    std::string purpose;                 // ● 紹介目的
    std::string wish = {};               // 希望: 循環器内科 ・ 本日
    std::string transport = {};          // 来院の手段
    std::vector<Choice> documents = {};  // 受領した書類
    std::string asked = {};              // 照会先
    std::optional<Instant> asked_at = {};
    std::optional<IntakeDecision> decision = {};
    std::string decision_reason = {};
    std::vector<Choice> answered_by = {{"電話"}, {"FAX"}, {"ポータル"}};  // 紹介元へ返答
    std::string answered_to = {};
    std::optional<Instant> answered_at = {};
    std::string answered_staff = {};
    std::vector<CourseEntry> course = {};  // 経過, any order; the newest eight are printed
    std::vector<Choice> next_steps = {};   // このあとの手順
    std::vector<std::string> routing = {"受付", "看護師", "担当医", "受診報告", "返書"};
};

/// PDF bytes. Errors as draw_booking_slip.
Result<std::string> draw_intake_card(const IntakeCard& card);

}  // namespace kakehashi::form
