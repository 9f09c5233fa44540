#pragma once

#include "form/document.hpp"

namespace kakehashi::form {

/// 患者様 on a FAX cover: initials, age and sex only. Make it with `masked_patient`.
struct MaskedPatient {
    std::string initials;  // K.S.
    int age = 0;
    std::string sex = {};  // 男性

    bool operator==(const MaskedPatient&) const = default;
};
MaskedPatient masked_patient(const Patient& patient, Date on);

struct Enclosure {
    std::string name;
    int pages = 1;

    bool operator==(const Enclosure&) const = default;
};

/// FAX送付状, form 5: always one page; the answer block with its own code comes back alone.
struct FaxCover {
    DocumentHead head;
    Addressee to;              // ● facility, fax
    std::string to_note = {};  // (外来 御担当者様)
    Sender from;               // ● hospital, office, phone, fax
    Instant sent_at;           // ● 送信日時
    std::string subject;       // ● 件名; no disease names
    bool urgent = false, reply_wanted = false, please_check = false, for_reference = false,
         original_follows = false;  // 区分
    std::string referral_number = {};
    std::optional<MaskedPatient> patient = {};
    std::vector<std::string> body = {"平素より大変お世話になっております。"};  // ●
    /// 送付書類 behind the cover. The cover itself is printed as number 1 and counted in 枚数.
    std::vector<Enclosure> enclosures = {};
    /// 返信欄: choices for this request; （　） leaves room to write.
    std::vector<std::string> reply_choices = {"確認しました"};

    bool operator==(const FaxCover&) const = default;
};

/// 枚数: the enclosures and the cover.
int page_count(const FaxCover& cover);

/// PDF bytes of exactly one page. Errors as draw_booking_slip, and Invalid `form.text_too_long`
/// with field `body` when it does not fit on the page.
Result<std::string> draw_fax_cover(const FaxCover& cover);

}  // namespace kakehashi::form
