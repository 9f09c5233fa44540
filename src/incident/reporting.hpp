// 個人情報保護委員会への報告: whether the law asks for it, and by when. Pure.
#pragma once

#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/holidays.hpp"
#include "incident/incident_words.hpp"

namespace kakehashi::incident {

/// 報告対象事態, by the four kinds of the law.
enum class Ground { Sensitive, Property, Malice, Thousand };
/// 要配慮個人情報が含まれる (施行規則7条1号)
std::string_view japanese(Ground ground);

/// What the decision looks at.
struct Leaked {
    Kind kind = Kind::None;
    Subjects subjects = Subjects::Patients;
    LeakedItems items;
    Malice malice = Malice::Unknown;
    int persons = 0;
};

/// 報告対象事態: for which reasons the commission must be told. Empty: the law does not ask.
///
/// Rule:    incident/reportable. Health data of even one person; what can cost somebody money; what
///          was done, or may have been done, with malice; more than 1,000 persons. Leak, loss and
///          damage alike, and what is only feared to have happened.
/// Source:  個人情報保護法 第26条第1項; 施行規則 第7条第1号〜第4号 (docs/rules/incident.md).
/// Since:   2022-04-01; 第3号 widened on 2024-04-01 to data about to be taken in.
/// Reading: whatever tells of a patient of the hospital tells that they come here, which is health
///          data by itself (施行令 第2条第3号, ガイドライン通則編 2-3). Theft and intrusion count
///          as feared malice until somebody has written that there was none.
/// Not covered: マイナンバー (番号法 第29条の4 has its own report); a body that is not a 事業者 of
///          this law (独立行政法人等 report by 第68条 with the same times).
std::vector<Ground> grounds_to_report(const Leaked& leaked);

/// 報告の期限.
struct Terms {
    Date first_aim;    // 速報, the third day
    Date first_limit;  // 速報, the fifth day
    Date notice_aim;   // 本人への通知
    Date final_limit;  // 確報
};

/// By when the commission and the persons are told, counted from the day the office knew.
///
/// Rule:    incident/terms. 速報: at once, about 3 to 5 days. 確報: 30 days, 60 when malice is
///          feared. 本人への通知: at once, as the case allows; no number.
/// Source:  施行規則 第8条第1項・第2項, 第10条; ガイドライン通則編 3-5-3-3, 3-5-3-4, 3-5-4-2;
///          行政機関の休日に関する法律 第2条 (a last day on which the commission is closed).
/// Since:   2022-04-01.
/// Reading: the day of knowing is day 1 (初日算入), the stricter reading; the guideline says so of
///          確報 and nothing of 速報. 確報 on a Saturday, Sunday, holiday or 12/29 to 1/3 is in
///          time on the next open day. Of malice that nobody knows yet the 30 days count. The aim
///          of the notice is the project's: the fifth day, with 速報.
Terms terms_of(Date known_on, Malice malice, const Holidays& holidays);

}  // namespace kakehashi::incident
