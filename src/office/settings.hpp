#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "office/form_reader.hpp"
#include "office/office.hpp"

namespace kakehashi::office {

/// How a setting is written and what it may be.
enum class SettingKind { Line, Phone, Number, Time, Folder };

/// One setting of the house: what staff read of it and what it may be. Its name on the screen is
/// label(name).
struct SettingPlan {
    std::string_view name;   // reply.first_days
    std::string_view group;  // 返書の期限
    SettingKind kind;
    std::string_view default_value;  // 7; empty: words_of_default says where it comes from
    std::string_view unit;           // 日
    int least;                       // Number: the smallest
    int most;                        // Number: the largest; Line: how many characters
    std::string_view meaning;        // 来院からこの日数までに一次返書を送ります
    std::string_view law = {};       // what forbids less than `least`, named in the refusal
};

/// Every setting the program reads, group by group in the order of the page. A test compares it
/// with the sources.
std::span<const SettingPlan> all_settings();
const SettingPlan* find_setting(std::string_view name);

/// What the house has chosen; a setting that is not in it has its default.
using SettingValues = std::map<std::string, std::string, std::less<>>;
SettingValues settings_of(db::Transaction& tx, FacilityId facility);
/// The chosen value, or empty for the default.
std::string value_of(const SettingValues& values, std::string_view name);

/// The hospital's own numbers stand where the office has none of its own.
struct SettingDefaults {
    std::string phone, fax, inbox;
};
SettingDefaults setting_defaults(db::Transaction& tx, const Viewer& viewer, const Office& office);
/// 7日, 病院の番号 042-000-0100: what the rules use while nothing is chosen.
std::string words_of_default(const SettingPlan& setting, const SettingDefaults& defaults);
/// 10日; 既定(7日) for an empty value.
std::string words_of(const SettingPlan& setting, std::string_view value,
                     const SettingDefaults& defaults);

/// Reads the field of that name as it is stored; empty brings the default back. What is wrong is
/// noted in the reader: Invalid by kind, `setting.below_law`, `setting.folder`,
/// `setting.folder_of_data`.
std::string read_setting(FormReader& reader, const SettingPlan& setting,
                         const std::filesystem::path& data_folder);

struct SettingChange {
    const SettingPlan* setting;
    std::string from, to;  // as stored; empty: the default
};
/// Saves them with one event (`office.settings_changed`): who changed what from what to what.
void change_settings(db::Transaction& tx, const Viewer& viewer, Instant now,
                     const std::vector<SettingChange>& changes, const SettingDefaults& defaults);

/// 一次返書:既定(7日) → 10日
struct SettingLogLine {
    Instant at;
    std::string who;
    std::vector<std::string> changes;
};
/// Newest first.
std::vector<SettingLogLine> setting_log(db::Transaction& tx, const Viewer& viewer, int limit);

}  // namespace kakehashi::office
