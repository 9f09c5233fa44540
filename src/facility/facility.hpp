#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/id.hpp"
#include "base/json/json.hpp"

namespace kakehashi {

/// 種別.
enum class FacilityKind {
    Hospital,         // 病院
    Clinic,           // 診療所
    Dental,           // 歯科
    Pharmacy,         // 薬局
    VisitingNurse,    // 訪問看護
    CareManager,      // 居宅介護支援
    CareHome,         // 介護施設
    CommunityCenter,  // 地域包括支援センター
    CityOffice,       // 行政
    Other,            // その他
};
std::string_view to_text(FacilityKind kind);
std::string_view japanese(FacilityKind kind);
/// Reads the stored word (`clinic`) and the Japanese one (診療所). Invalid
/// `facility.unknown_kind`, field `kind`.
Result<FacilityKind> parse_facility_kind(std::string_view text);
std::span<const FacilityKind> facility_kinds();

/// 返書の方法: how a partner likes to be answered.
enum class ReplyMeans { Fax, Post, Mail, Portal, Hand, Phone };
std::string_view to_text(ReplyMeans means);
std::string_view japanese(ReplyMeans means);
/// Reads the stored word (`fax`) and the Japanese one (郵送). Invalid
/// `facility.unknown_reply_means`, field `reply_means`.
Result<ReplyMeans> parse_reply_means(std::string_view text);
std::span<const ReplyMeans> reply_means();

/// 医療機関・施設: a partner, or our own hospital.
struct Facility {
    FacilityId id;
    FacilityKind kind = FacilityKind::Clinic;
    std::string code;  // 医療機関コード, ten digits, checked when typed; empty: has none
    std::string name;
    std::string kana;
    std::string postal_code;
    std::string address;
    std::string phone;
    std::string fax;
    std::string mail;
    ReplyMeans reply_means = ReplyMeans::Fax;
    std::string contact_note;       // 連絡してよい時間・担当
    std::string registered_number;  // 登録医番号; empty: not a 登録医
    std::optional<Date> registered_on;
    std::optional<Date> registered_until;
    std::optional<Date> confirmed_on;  // 最終確認日; empty: nobody has checked it yet
    std::optional<Date> closed_on;     // 閉院・休止
    std::optional<int> distance_m;     // straight line from our hospital, when known
    int version = 1;

    bool operator==(const Facility&) const = default;
};

/// 診療科.
struct Department {
    DepartmentId id;
    FacilityId facility;
    std::string code;  // SS-MIX2 診療科コード
    std::string name;
    std::string short_name;  // 循環器, for narrow columns
    int position = 0;
    bool active = true;

    bool operator==(const Department&) const = default;
};

/// 医師.
struct Doctor {
    DoctorId id;
    FacilityId facility;
    DepartmentId department;  // 0: of no department in particular
    std::string name;
    std::string kana;
    bool is_head = false;   // 科長・院長
    std::string extension;  // 内線
    std::string registered_number;
    bool active = true;

    bool operator==(const Doctor&) const = default;
};

/// Setting `facility.stale_days`: after how many days an entry is to be checked again.
inline constexpr std::string_view kStaleDaysSetting = "facility.stale_days";
inline constexpr int kStaleDaysDefault = 180;

/// 要確認: never confirmed, or not for more than `stale_days`. A closed facility is left in peace.
bool is_stale(const Facility& facility, Date today, int stale_days = kStaleDaysDefault);
/// 登録医(機関) on that day.
bool is_registered(const Facility& facility, Date today);

/// What a save changed, for the timeline and for the colleague who lost the race:
/// [{"field": "電話", "from": "…", "to": "…"}].
json::Value changes_between(const Facility& before, const Facility& after);

}  // namespace kakehashi
