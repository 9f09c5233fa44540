#pragma once

#include "form/document.hpp"

namespace kakehashi::form {

/// 診療予約票(紹介元医療機関 控), form 2a: tells the referrer the booking; the answer strip at the
/// foot comes back by FAX when the booking must change.
struct BookingSlip {
    DocumentHead head;
    Addressee to;  // ● facility
    Sender from;   // ● hospital, office, phone, fax
    std::vector<std::string> greeting = {
        "平素より大変お世話になっております。このたびは患者様をご紹介いただき、ありがとうございます"
        "。",
        "ご依頼の診療について、下記のとおり予約をお取りしました。同封の「受診のご案内」を患者様へ"
        "お渡しくださいますようお願い申し上げます。"};
    Patient patient;               // ● name, birth date, sex, ID
    Date referred_on;              // ● ご紹介日
    std::string received_by = {};  // FAX 受信
    std::string referral_number;   // ● 受付番号 R-2026-11-0398
    Instant booked_at;             // ● 予約日時
    std::optional<Instant> check_in_by = {};
    std::string department;              // ● 消化器内科
    std::string doctor = {};             // 西村 あかね 医師
    std::string visit_note = {};         // 初診
    std::string tests = {};              // 検査の予定
    std::string desk;                    // ● 受付場所
    std::vector<Choice> documents = {};  // 事前にお送りいただくもの: chosen = received
    std::optional<Instant> documents_by = {};
    std::string bring;       // ● 当日の持ち物
    std::string needs = {};  // 配慮の必要: the row is printed only when there is something
    std::string closing =
        "受診後は当日中に「受診報告書」を、診断・方針が決まりしだい担当医の返書をお送りします。";

    bool operator==(const BookingSlip&) const = default;
};

/// PDF bytes. Invalid `form.required` (field names the empty ● field), Invalid `form.bad_number`
/// (document number), Unavailable `pdf.font_missing`.
Result<std::string> draw_booking_slip(const BookingSlip& slip);

}  // namespace kakehashi::form
