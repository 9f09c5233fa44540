#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "platform/html/values.hpp"
#include "referral/referral_list.hpp"

namespace kakehashi::referral_pages {

/// 男, 女 for the stored word; empty when unknown.
std::string sex_word(std::string_view sex);
/// 佐々木 健一 さん 64歳 男; empty without a name.
std::string patient_line(const ReferralLine& line, Date today);
std::string patient_line(std::string_view name, std::string_view sex, std::optional<Date> born_on,
                         Date today);
/// The sprite's symbol of a door: fax, phone, paper, elec, csv.
std::string_view icon_of(Door door);
/// What is to be done with the referral, a verb at its end: 受入の可否を返答する.
std::string heading_of(const ReferralLine& line);
/// 本日 17:00, 10:30 while urgent, 11/26(木).
std::string due_text(Instant due, Instant now, bool urgent);
/// "k-dl over", "k-dl today" or "k-dl".
std::string due_class(Instant due, Instant now, bool urgent);
/// 届いて18分, 届いて4日; 昨日届きました, いま届きました.
std::string since_arrival(Instant received, Instant now);
std::string first_line(std::string_view text);
/// 17:00, or 11/20(金) 17:00 on another day.
std::string moment_text(Instant at, Instant now);

/// A text in parts, some of which a search hit.
struct TextPart {
    std::string text;
    bool hit = false;
};
/// Marks where a word of `query` stands in `text`, in any glyphs, width or kana; one plain part
/// when nothing hits.
std::vector<TextPart> with_hits(std::string_view text, std::string_view query);
bool has_hit(const std::vector<TextPart>& parts);
/// The words of a search box.
std::vector<std::string> words_of(std::string_view query);

html::Url url_of(ReferralId id);

}  // namespace kakehashi::referral_pages
