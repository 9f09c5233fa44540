#include <algorithm>
#include <iterator>

#include "base/messages.hpp"

namespace kakehashi {
namespace {

struct Label {
    std::string_view field;
    std::string_view text;
};

// Sorted by field; the compiler checks. A name without a dot serves every record that has it.
constexpr Label kLabels[] = {
    {"address", "住所"},
    {"allergies", "アレルギー・禁忌"},
    {"answer.address", "送った先"},
    {"answer_due_on", "返答の約束の日"},
    {"answer_due_time", "返答の約束の時刻"},
    {"assignee", "担当者"},
    {"assignee_id", "担当者"},
    {"birth_date", "生年月日"},
    {"bookable", "科・検査"},
    {"bookable.detail", "補足"},
    {"bookable.instructions", "受ける人への案内"},
    {"bookable.name", "名前"},
    {"booked_on", "予約日"},
    {"booking.note", "紹介元への一言"},
    {"born_on", "生年月日"},
    {"call_back_at", "折り返しの時刻"},
    {"caution", "注意"},
    {"closed_on", "閉院・休止の日"},
    {"closure_reason", "休診の理由"},
    {"code", "コード"},
    {"confirmed_on", "最終確認日"},
    {"contact", "連絡先"},
    {"contact_note", "連絡の覚え"},
    {"course", "症状経過・検査結果"},
    {"date", "日付"},
    {"decline.address", "送った先"},
    {"decline.note", "紹介元に伝えること"},
    {"department", "診療科"},
    {"department.code", "診療科コード"},
    {"department.name", "診療科名"},
    {"department.short_name", "略称"},
    {"department_id", "診療科"},
    {"diagnoses", "傷病名"},
    {"diagnosis", "傷病名"},
    {"doctor", "医師"},
    {"doctor.kana", "医師のカナ"},
    {"doctor.name", "医師名"},
    {"doctor_id", "医師"},
    {"due_at", "期限"},
    {"due_on", "期限"},
    {"extension", "内線"},
    {"facility", "医療機関"},
    {"facility.code", "医療機関コード"},
    {"facility.kana", "カナ"},
    {"facility.name", "名称"},
    {"facility_id", "医療機関"},
    {"fax", "FAX番号"},
    {"file", "ファイル"},
    {"first_on", "はじめの日"},
    {"first_visited_on", "来院日"},
    {"forward.address", "送った先"},
    {"from", "終える日"},
    {"history", "既往歴・家族歴"},
    {"kana", "フリガナ"},
    {"kind", "種類"},
    {"last_on", "おわりの日"},
    {"last_visit", "当院受診"},
    {"letter", "紹介状"},
    {"letter_dated_on", "紹介状の日付"},
    {"login", "ユーザー名"},
    {"mail", "メールアドレス"},
    {"means", "連絡方法"},
    {"medication", "現在の処方"},
    {"memo", "メモ"},
    {"minutes", "長さ"},
    {"name", "氏名"},
    {"needs", "配慮"},
    {"note", "内容"},
    {"number", "番号"},
    {"on", "日付"},
    {"outcome", "結果"},
    {"password", "パスワード"},
    {"patient", "患者"},
    {"patient.kana", "患者フリガナ"},
    {"patient.name", "患者氏名"},
    {"patient.number", "患者ID"},
    {"patient_id", "患者"},
    {"person", "相手の方"},
    {"phone", "電話番号"},
    {"places", "人数"},
    {"position", "並び順"},
    {"postal_code", "郵便番号"},
    {"profession", "職種"},
    {"purpose", "紹介目的"},
    {"question", "たずねること"},
    {"reason", "理由"},
    {"received_at", "受信日時"},
    {"received_on", "受付日"},
    {"referrer_phone", "紹介元の電話番号"},
    {"referring_department", "紹介元の診療科"},
    {"referring_doctor", "紹介医"},
    {"referring_facility", "紹介元"},
    {"referring_facility_id", "紹介元"},
    {"registered_number", "登録医番号"},
    {"registered_on", "登録日"},
    {"registered_until", "登録の期限"},
    {"remarks", "備考・希望"},
    {"reply.course", "治療と経過"},
    {"reply.diagnosis", "診断名"},
    {"reply.doctor", "医師"},
    {"reply.findings", "所見・検査"},
    {"reply.further_care", "今後の方針"},
    {"reply.next_report", "次のご報告"},
    {"reply.next_report_on", "次のご報告の期日"},
    {"reply.next_visit", "当院の再診"},
    {"reply.outcome", "受診の結果"},
    {"reply.outcome_note", "受診の結果の内容"},
    {"reply.prescription", "処方の変更"},
    {"reply.refer_again", "再紹介の目安"},
    {"reply.requests", "お願い"},
    {"reply_means", "返書の送り方"},
    {"sent_on", "送付日"},
    {"sex", "性別"},
    {"slot", "枠"},
    {"summary", "要約"},
    {"target", "どこ"},
    {"time", "時刻"},
    {"title", "文書名"},
    {"to_whom", "案内する医療機関"},
    {"treatment", "治療経過"},
    {"urgency", "緊急度"},
    {"valid_from", "いつから"},
    {"visited_on", "来院日"},
    {"watch_folder", "取込フォルダ"},
    {"weekday", "曜日"},
    {"withdrawal.reason", "取り下げの理由"},
};
static_assert(std::ranges::adjacent_find(kLabels, std::ranges::greater_equal{}, &Label::field) ==
                  std::end(kLabels),
              "kLabels is sorted by field and has each field once");

std::string_view find(std::string_view field) {
    const auto* const found = std::ranges::lower_bound(kLabels, field, {}, &Label::field);
    return found != std::end(kLabels) && found->field == field ? found->text : std::string_view{};
}

}  // namespace

std::string_view label(std::string_view field) {
    if (const auto whole = find(field); !whole.empty()) return whole;
    const auto dot = field.rfind('.');
    return dot == std::string_view::npos ? std::string_view{} : find(field.substr(dot + 1));
}

}  // namespace kakehashi
