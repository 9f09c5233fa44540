#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "base/date.hpp"
#include "base/holidays.hpp"
#include "base/viewer.hpp"
#include "platform/db/database.hpp"
#include "platform/document/document_files.hpp"
#include "platform/document/page_cache.hpp"
#include "platform/duty/duty.hpp"
#include "platform/event/event.hpp"
#include "platform/html/writer.hpp"
#include "platform/http/router.hpp"
#include "platform/http/sse.hpp"
#include "platform/scan/scan.hpp"

namespace kakehashi {

struct Office;

/// 次の一手: what the pane beside a list shows for the selected duty.
struct NextAction {
    std::string reference;  // R-2026-11-0412
    html::Url details;      // 詳細を開く
    std::string caution;    // アレルギー・禁忌, shown as a red callout; empty: none
    struct Fact {
        std::string term;
        std::string text;
        std::string small = {};  // a second, muted line
        bool pressing = false;
    };
    std::vector<Fact> facts;
    struct Action {
        std::string label;   // 受入可と返答する
        html::Url url;       // GET unless `posts`
        bool posts = false;  // a form with one button: done at once, can be undone
        std::string icon = {};
        std::vector<std::pair<std::string, std::string>> fields = {};  // hidden inputs of the form
    };
    std::vector<Action> actions;  // the first is the leading one (主役)
};

/// How one kind of duty is shown and acted on. Registered by its feature.
struct DutyKind {
    std::string word;  // 返書: the column 種類
    std::string icon;  // reply
    /// 最終報告の返書を送る: the row's heading, a verb at its end.
    std::function<std::string(const Duty&)> heading;
    std::function<NextAction(Office&, db::Transaction&, const Viewer&, const Duty&)> next_action;
};

/// One line of a timeline: 「来院を記録」. Registered by kind of event; empty text hides the event.
struct TimelineText {
    std::string text;
    html::Url url = {};  // what it is about, when there is a page
};

/// 今日の予定: one line of the day's agenda.
struct AgendaLine {
    std::chrono::seconds at;  // time of day
    std::string what;         // 循環器内科 3名
    std::string detail;
    html::Url url = {};
};

struct NavEntry {
    std::string group;  // 前方連携
    std::string label;  // 紹介受付
    std::string path;   // /referrals
    std::string icon;
    std::string duty_prefix;  // "referral." counts its open duties, "*" all; empty: no number
    std::string key;          // the letter after G: r
};

/// What a feature adds to the program. The one list of them stands in src/app/features.cpp.
struct Feature {
    std::string name;
    std::vector<NavEntry> nav = {};
    std::map<std::string, DutyKind> duty_kinds = {};
    std::map<std::string, std::function<TimelineText(const Event&)>> timeline = {};
    std::function<void(http::Router&, Office&)> add_routes = {};
    std::function<std::vector<AgendaLine>(db::Transaction&, const Viewer&, Date)> agenda = {};
    /// Run once a minute by one thread (expiring holds, chasers). Empty: nothing to do.
    std::function<void(Office&)> every_minute = {};
};

/// Everything a page needs: the machine room and the registered features. One per program.
struct Office {
    db::Database& db;
    const Clock& clock;
    const DocumentFiles& documents;
    PageCache& pages;
    http::Broadcaster& live;
    Holidays holidays = {};
    std::vector<Feature> features = {};
    std::filesystem::path data_folder = {};
    /// Judges an uploaded file; the program does it in a child process (scan::inspect_in_child).
    std::function<Result<scan::Inspection>(std::string_view bytes, std::string_view file_name)>
        inspect = [](std::string_view bytes, std::string_view file_name) {
            return scan::inspect(bytes, file_name);
        };

    /// The program is ending: long minute work stops between two of its steps.
    std::stop_token stopping = {};

    const DutyKind& duty_kind(std::string_view kind) const;  // a plain one for unknown kinds
    TimelineText timeline_text(const Event& event) const;
};

/// A setting of the house, or the default the rules give. All of them: office/settings.cpp and
/// docs/configuration.md.
std::string setting(db::Transaction& tx, FacilityId facility, std::string_view name,
                    std::string_view default_value);
int setting_number(db::Transaction& tx, FacilityId facility, std::string_view name,
                   int default_value);
void save_setting(db::Transaction& tx, const Viewer& viewer, Instant now, std::string_view name,
                  std::string_view value);
/// The default counts again.
void forget_setting(db::Transaction& tx, const Viewer& viewer, std::string_view name);

}  // namespace kakehashi
