#pragma once

#include "form/document.hpp"

namespace kakehashi::form {

/// 受診の結果, in printed order.
enum class VisitOutcome {
    ContinuesHere,    // 外来で診療を継続します
    AdmittedSameDay,  // 同日入院しました
    TestsOnly,        // 検査のみ終了しました
    BackToReferrer,   // 貴院に診療の継続をお願い
    OtherDepartment,  // 他科へ紹介(  科)
    DidNotCome,       // 来院されませんでした
    Other,            // その他(  )
};

struct AdmissionFacts {
    Date admitted_on;
    std::string ward = {};
    std::string doctor = {};

    bool operator==(const AdmissionFacts&) const = default;
};

/// 受診報告書, form 3: sent to the referrer on the day of the visit. It is not the reply (返書).
struct VisitReport {
    DocumentHead head;
    Addressee to;
    Sender from;
    std::string signed_by =
        {};  // 地域医療連携室長 副院長 長谷川 浩二; else office and person of `from`
    std::vector<std::string> greeting = {
        "平素より大変お世話になっております。このたびご紹介いただきました患者様が、下記のとおり受診"
        "され"
        "ましたのでご報告いたします。",
        "診断・治療方針につきましては、担当医から改めてご報告申し上げます。"};
    Patient patient;
    Date referred_on;
    std::string referral_number;
    /// ● 受診日時; empty only for DidNotCome and in a draft.
    std::optional<Instant> visited_at;
    bool visit_time_known = true;  // false: the day alone is printed
    std::string visit_place = {};  // 救急外来
    std::string department;        // ●
    std::string doctor = {};       // 担当医
    VisitOutcome outcome = VisitOutcome::ContinuesHere;
    std::string outcome_note = {};  // the department of OtherDepartment, the words of Other
    std::optional<AdmissionFacts> admission = {};
    std::string next_plan = {};                // 次回の予定
    std::string key_points = {};               // 当日の要点
    std::optional<Date> first_reply_due = {};  // 担当医の返書(初回)をいつまでに
    bool discharge_report = false;             // 退院時に退院報告をお送りします
    /// 連携室からのお知らせ; empty prints the usual sentence with person and phone of `from`.
    std::string notice = {};

    bool operator==(const VisitReport&) const = default;
};

/// PDF bytes. Errors as draw_booking_slip.
Result<std::string> draw_visit_report(const VisitReport& report);

}  // namespace kakehashi::form
