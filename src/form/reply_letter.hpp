#pragma once

#include "form/document.hpp"

namespace kakehashi::form {

/// 種別, in printed order: 一次返書・経過報告・入院報告・退院報告・最終返書.
enum class ReplyLetterKind { First, Interim, Admission, Discharge, Final };

/// 印: the blank circle, `電子署名済` in its place, or nothing (setting).
enum class Seal { Circle, SignedElectronically, None };

enum class FurtherCare { ContinuesHere, Shared, BackToReferrer };  // 当院で継続・併診・貴院で継続

/// 返書: 診療経過報告書 (form 4a) and, when `kind` is Final, 診療結果報告書 (form 4b). Rows whose
/// text is empty are left out, unless they are required (●). The course of treatment may run to a
/// next page.
struct ReplyLetter {
    DocumentHead head;
    ReplyLetterKind kind = ReplyLetterKind::Interim;
    Addressee to;
    Sender from;         // office = department of the doctor (消化器内科)
    std::string doctor;  // ● 西村 あかね
    Seal seal = Seal::Circle;
    Date referred_on;                        // ● ご紹介日, in the opening sentence
    std::vector<std::string> greeting = {};  // empty: the usual opening for the kind
    Patient patient;
    std::string diagnosis;                                     // ● 診断名 / 最終診断
    std::string visits = {};                                   // 受診日; ● unless Final
    std::optional<Date> treated_from = {}, treated_to = {};    // 治療期間; ● in Final
    std::optional<Date> admitted_on = {}, discharged_on = {};  // 入院 within it
    std::string findings = {};                                 // 所見・検査
    std::string treatment = {};                                // 行った治療, Final only
    std::string course;        // ● 治療と経過 / 経過と結果
    std::string prescription;  // ● 処方の変更 / 当院の処方; `変更なし` counts
    FurtherCare further_care = FurtherCare::ContinuesHere;
    std::vector<std::string> requests = {};    // お願い; ● for Shared and BackToReferrer
    std::string refer_again_when = {};         // 再紹介の目安; ● in Final
    std::string next_report = {};              // 次のご報告: 病理結果と治療方針
    std::optional<Date> next_report_due = {};  // ● unless Final
    std::string our_next_visit = {};           // 当院の再診
    std::vector<Choice> attachments = {};      // 添付
    std::string office = "地域医療連携室";     // 連絡先
    std::string office_person = {};
    /// 受領: the line on which the referrer confirms and sends the sheet back; Final only.
    bool ask_for_receipt = true;

    bool operator==(const ReplyLetter&) const = default;
};

/// PDF bytes. Errors as draw_booking_slip.
Result<std::string> draw_reply_letter(const ReplyLetter& letter);

}  // namespace kakehashi::form
