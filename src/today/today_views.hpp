#pragma once

#include <string>
#include <vector>

#include "office/form_reader.hpp"
#include "office/frame.hpp"

namespace kakehashi::today {

struct Tab {
    std::string label;
    int count = 0;
    html::Url url;
    bool current = false;
};

struct DutyRow {
    std::int64_t id = 0;
    std::string due;        // 本日 12:00
    std::string remaining;  // あと1時間48分
    std::string due_class;  // "k-dl over"
    std::string icon;
    std::string word;         // 返書
    std::string heading;      // 最終報告の返書を送る
    std::string basis;        // 算定期限, 法定期限, 約束 or 目安
    std::string basis_class;  // "k-law" or "k-basis"
    std::string patient;      // 佐々木 健一 さん 64歳 男・胸部症状
    std::string partner;
    std::string place;
    std::string assignee;
    std::string deputy_of;  // 佐伯 真理 さんの代行; empty for one's own and others'
    std::string left_by;    // 藤井 直子: had it, and is out of use
    bool selected = false;
    std::string row_class;  // "k-q sel"
    html::Url url;          // where the row leads
    html::Url select_url;   // the same list with this row selected
};

struct DutyGroup {
    std::string heading_class;  // "grp crit"
    std::string icon;
    std::string heading;    // 期限を過ぎています
    std::size_t count = 0;  // 0: not told, the group is cut
    std::vector<DutyRow> rows;
};

struct PaneAction {
    std::string label;
    std::string button_class;  // "k-btn pri"
    std::string icon;
    html::Url url;
    bool posts = false;
    bool leading = false;
    std::vector<std::pair<std::string, std::string>> fields;
};

struct PaneFact {
    std::string term, text, small;
    bool pressing = false;
};

struct Choice {
    std::string value, label;
    bool chosen = false;
};

/// 次の一手 of the selected duty.
struct Pane {
    std::int64_t id = 0;
    int version = 1;
    bool urgent = false;
    std::string tag;  // 至急, 算定期限, 法定期限, 約束, 目安
    std::string tag_class;
    std::string reference;
    std::string heading;
    std::string patient;
    html::Url patient_url;
    html::Url details;
    std::string caution;
    std::vector<PaneFact> facts;
    std::vector<PaneAction> actions;
    std::vector<Choice> colleagues;
    std::vector<Choice> snooze_choices;
    bool snoozed = false;
    std::string snoozed_text;
    bool can_finish = false;  // ends by a word: a call-back that was made
    html::Url assign_url, snooze_url, finish_url, contact_url;
    office::Frame const* frame = nullptr;
};

struct AgendaRow {
    std::string time, what, detail;
    html::Url url;
    bool next = false;
};

struct TodayView {
    office::Frame frame;
    std::vector<Tab> tabs;
    std::vector<Tab> kinds;  // 種類のしぼりこみ
    Tab law_only;
    std::vector<DutyGroup> groups;
    std::optional<Pane> pane;
    bool is_over = false;  // the chosen duty has ended: no pane
    std::vector<AgendaRow> agenda;
    bool has_agenda = false;
    std::string left_behind;  // 停止中の人(藤井 直子 さん)の業務が3件あります; empty when none
    html::Url unassigned;
    std::string empty_heading;  // 本日の業務はすべて終わりました
    std::string empty_text;     // 次の期限は 11/25(水) 5件です
    html::Url rest;             // the same list to its end; empty when all is shown
    int shown = 0;
    html::Url live_url;
};

void render_today(html::Writer& out, const TodayView& v);
void render_queue(html::Writer& out, const TodayView& v);
void render_pane(html::Writer& out, const Pane& pane);

}  // namespace kakehashi::today
