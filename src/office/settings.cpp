#include "office/settings.hpp"

#include <algorithm>
#include <cstdio>

#include "base/messages.hpp"

namespace kakehashi::office {
namespace {

constexpr std::string_view kOffice = "連携室";
constexpr std::string_view kReferral = "紹介の受付";
constexpr std::string_view kBooking = "予約と来院";
constexpr std::string_view kReply = "返書の期限";
constexpr std::string_view kPartners = "連携先";
constexpr std::string_view kDisclosure = "開示請求";
constexpr std::string_view kRetention = "保存期限";
constexpr std::string_view kServer = "サーバー";

constexpr int kDayMinutes = 24 * 60;

constexpr SettingPlan kSettings[] = {
    {"office.name", kOffice, SettingKind::Line, "地域医療連携室", "", 0, 40,
     "予約票・返書・送付状の差出人になります"},
    {"office.phone", kOffice, SettingKind::Phone, "", "", 0, 0,
     "予約票・返書の問い合わせ先になります"},
    {"office.fax", kOffice, SettingKind::Phone, "", "", 0, 0, "予約票・返書の返信先になります"},
    {"reply.notice_until", kOffice, SettingKind::Time, "17:15", "", 0, 0,
     "受診報告と返書の期限になる時刻です"},
    {"referral.answer_minutes_emergency", kReferral, SettingKind::Number, "30", "分", 5,
     kDayMinutes, "至急の紹介に答えるまでの時間です"},
    {"referral.answer_days_routine", kReferral, SettingKind::Number, "1", "営業日", 1, 30,
     "通常の紹介に答えるまでの日数です"},
    {"booking.hold_minutes", kBooking, SettingKind::Number, "300", "分", 15, 2 * kDayMinutes,
     "仮押さえが空きにもどるまでの時間です"},
    {"booking.desk", kBooking, SettingKind::Line, "1階 地域医療連携室の窓口", "", 0, 40,
     "受診案内に、患者が来る場所として出ます"},
    {"booking.bring", kBooking, SettingKind::Line,
     "診療情報提供書の原本、マイナ保険証(または資格確認書)、お薬手帳、紹介画像", "", 0, 120,
     "受診案内に、当日の持ち物として出ます"},
    {"reply.first_days", kReply, SettingKind::Number, "7", "日", 1, 366,
     "来院から一次返書までの日数です"},
    {"reply.interim_days", kReply, SettingKind::Number, "7", "日", 1, 366,
     "入院から経過報告までの日数です"},
    {"reply.final_days_after_discharge", kReply, SettingKind::Number, "14", "日", 1, 366,
     "退院から最終返書までの日数です"},
    {"reply.final_months_after_visit", kReply, SettingKind::Number, "1", "か月", 1, 12,
     "来院から最終返書までの月数です"},
    {"facility.stale_days", kPartners, SettingKind::Number, "180", "日", 1, 3660,
     "この日数、内容を確かめていないと「要確認」です"},
    {"disclosure.days", kDisclosure, SettingKind::Number, "14", "日", 1, 90,
     "受付から交付までの目安です。法令は「遅滞なく」で、日数を決めていません"},
    {"retention.visited_years", kRetention, SettingKind::Number, "5", "年", 5, 100,
     "終わった日の次の日から数えます。紹介状、予約、来院、返書の一切です",
     "医師法 第24条と療養担当規則 第9条(診療録 5年)"},
    {"retention.not_visited_years", kRetention, SettingKind::Number, "5", "年", 3, 100,
     "受入不可、他院へ案内、取り下げになった紹介です", "療養担当規則 第9条(その他の記録 3年)"},
    {"retention.not_referral_years", kRetention, SettingKind::Number, "5", "年", 2, 100,
     "宛先ちがいなど、紹介でないとした受信です", "医療法施行規則 第21条の5(紹介状 2年)"},
    {"referral.watch_folder", kServer, SettingKind::Folder, "", "", 0, 1000,
     "FAX と取り込んだ紙を受け取る、サーバーのフォルダです"},
};

constexpr db::Query kAll{"setting.all", R"sql(
    SELECT name, value FROM setting WHERE facility_id = $1
)sql"};

constexpr db::Query kHospital{"setting.hospital", R"sql(
    SELECT phone, fax FROM facility WHERE id = $1
)sql"};

constexpr std::string_view kChanged = "office.settings_changed";

CaseRef house_of(const Viewer& viewer) {
    return {"office", viewer.facility.value};
}

bool is_inside(const std::filesystem::path& folder, const std::filesystem::path& of) {
    const auto [end, rest] = std::mismatch(of.begin(), of.end(), folder.begin(), folder.end());
    return end == of.end();
}

/// The program takes every file out of this folder, so it must be meant for that.
std::string read_folder(FormReader& reader, std::string_view field, int most,
                        const std::filesystem::path& data_folder) {
    auto typed = reader.line(field, static_cast<std::size_t>(most));
    if (typed.empty()) return typed;
    const std::filesystem::path folder{typed};
    std::error_code failed;
    if (!folder.is_absolute() || !std::filesystem::is_directory(folder, failed)) {
        reader.wrong({ErrorKind::Invalid, "setting.folder", std::string{field}});
        return typed;
    }
    const auto real = std::filesystem::canonical(folder, failed);
    const auto data = std::filesystem::weakly_canonical(data_folder, failed);
    const bool touches = is_inside(real, data) || is_inside(data, real);
    if (touches && real != data / "inbox")
        reader.wrong({ErrorKind::Invalid, "setting.folder_of_data", std::string{field}});
    return typed;
}

std::string clock_text(std::chrono::seconds time) {
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(time).count();
    char text[8];
    std::snprintf(text, sizeof text, "%02d:%02d", static_cast<int>(minutes / 60),
                  static_cast<int>(minutes % 60));
    return text;
}

}  // namespace

std::span<const SettingPlan> all_settings() {
    return kSettings;
}

const SettingPlan* find_setting(std::string_view name) {
    const auto* const found = std::ranges::find(kSettings, name, &SettingPlan::name);
    return found == std::end(kSettings) ? nullptr : found;
}

SettingValues settings_of(db::Transaction& tx, FacilityId facility) {
    SettingValues values;
    tx.each(
        kAll, [&](const db::Row& row) { values[row.string(0)] = row.string(1); }, facility);
    return values;
}

std::string value_of(const SettingValues& values, std::string_view name) {
    const auto found = values.find(name);
    return found == values.end() ? std::string{} : found->second;
}

SettingDefaults setting_defaults(db::Transaction& tx, const Viewer& viewer, const Office& office) {
    SettingDefaults defaults;
    tx.each(
        kHospital,
        [&](const db::Row& row) {
            defaults.phone = row.string(0);
            defaults.fax = row.string(1);
        },
        viewer.facility);
    defaults.inbox = (office.data_folder / "inbox").string();
    return defaults;
}

std::string words_of_default(const SettingPlan& setting, const SettingDefaults& defaults) {
    if (!setting.default_value.empty())
        return std::string{setting.default_value} + std::string{setting.unit};
    if (setting.kind == SettingKind::Folder) return defaults.inbox;
    const auto& number = setting.name == "office.fax" ? defaults.fax : defaults.phone;
    return number.empty() ? "病院の番号(未登録)" : "病院の番号 " + number;
}

std::string words_of(const SettingPlan& setting, std::string_view value,
                     const SettingDefaults& defaults) {
    if (value.empty()) return "既定(" + words_of_default(setting, defaults) + ")";
    return std::string{value} + std::string{setting.unit};
}

std::string read_setting(FormReader& reader, const SettingPlan& setting,
                         const std::filesystem::path& data_folder) {
    const auto most = static_cast<std::size_t>(setting.most);
    switch (setting.kind) {
        case SettingKind::Line:
            return reader.line(setting.name, most);
        case SettingKind::Phone:
            return reader.phone(setting.name);
        case SettingKind::Number: {
            // Less than a law allows is read too, to be refused in the law's name.
            const int least = setting.law.empty() ? setting.least : 0;
            const int none = least - 1;
            const int number = reader.number(setting.name, least, setting.most, none);
            if (number != none && number < setting.least)
                reader.wrong({ErrorKind::Invalid, "setting.below_law", std::string{setting.name},
                              std::string{setting.law}});
            return number == none ? std::string{} : std::to_string(number);
        }
        case SettingKind::Time: {
            const auto time = reader.time(setting.name);
            return time ? clock_text(*time) : std::string{};
        }
        case SettingKind::Folder:
            break;
    }
    return read_folder(reader, setting.name, setting.most, data_folder);
}

void change_settings(db::Transaction& tx, const Viewer& viewer, Instant now,
                     const std::vector<SettingChange>& changes, const SettingDefaults& defaults) {
    if (changes.empty()) return;
    json::Array told;
    for (const auto& change : changes) {
        if (change.to.empty())
            forget_setting(tx, viewer, change.setting->name);
        else
            save_setting(tx, viewer, now, change.setting->name, change.to);
        told.push_back(json::object({{"name", std::string{change.setting->name}},
                                     {"field", std::string{label(change.setting->name)}},
                                     {"from", words_of(*change.setting, change.from, defaults)},
                                     {"to", words_of(*change.setting, change.to, defaults)}}));
    }
    record_event(tx, viewer, now, house_of(viewer), {}, kChanged,
                 json::object({{"changes", std::move(told)}}));
}

std::vector<SettingLogLine> setting_log(db::Transaction& tx, const Viewer& viewer, int limit) {
    std::vector<SettingLogLine> lines;
    for (const auto& event : events_of_case(tx, viewer, house_of(viewer), limit)) {
        if (event.kind != kChanged) continue;
        SettingLogLine line{event.at, event.actor_name, {}};
        for (const auto& change : event.data.at("changes").array())
            line.changes.push_back(std::string{change.at("field").string()} + ":" +
                                   std::string{change.at("from").string()} + " → " +
                                   std::string{change.at("to").string()});
        lines.push_back(std::move(line));
    }
    return lines;
}

}  // namespace kakehashi::office
