#pragma once

#include <optional>
#include <string>
#include <vector>

#include "consent/consent_parts.hpp"
#include "office/form_reader.hpp"
#include "office/frame.hpp"

namespace kakehashi::booking_pages {

/// 調整まち: one referral of the list on the left.
struct AskRow {
    std::string patient, who;  // 中川 由美, 51 女
    std::string due, due_class;
    std::string referrer, wish;
    std::string tag, tag_class, tag_icon;
    html::Url url;
    bool selected = false;
};

/// One thing in a cell of the week: a free time (a button), somebody's hold (a link), or 満.
struct SlotChip {
    std::string css;    // one, h, me, f
    std::string time;   // 10:30
    std::string words;  // 空1, 仮 佐々木, 満
    std::string label;  // what a reader says: 消化器内科 11/27(金) 10:30 空1
    std::string value;  // 1.2026-11-27.10:30; empty: cannot be taken
    html::Url url;
    bool current = false;
};
struct DayCell {
    std::string off;  // 学会 代診なし
    std::vector<SlotChip> chips;
};
struct WeekRow {
    std::string css;  // on: the department asked for
    std::string name, detail;
    std::vector<DayCell> days;
};
struct DayHead {
    std::string text, note, css;
};
struct FirstFree {
    std::string day, name, detail;
    SlotChip chip;
};

struct Tab {
    std::string label;
    html::Url url;
    bool current = false;
};

/// One place of the selected referral.
struct PlaceView {
    std::int64_t id = 0;
    int version = 1;
    std::string when, what;
    bool held = false;
    std::string left, until;  // あと4時間, 本日 15:00 に自動で空きます
    int minutes_left = 0, minutes_most = 1;
    std::string seen;  // 12.1: id and version, as the confirmation sends it
    html::Url extend, release, move, cancel;
};
struct LetterLine {
    std::string text;
    bool bold = false, rule = false;
};
struct Means {
    std::string word, label;
    bool chosen = false;
};
struct DocumentLink {
    std::string title, detail;
    html::Url url;
};
struct Fact {
    std::string term, text;
};

/// The right side: what is known of the selected referral and what to do with it.
struct Selected {
    std::int64_t referral = 0;
    int version = 1;
    std::string patient, who, number;
    html::Url details;
    std::string caution;
    std::vector<Fact> facts;
    std::vector<PlaceView> places;
    bool has_holds = false;
    bool can_send = false;  // booked, and the referrer has not been told
    std::string sent;       // 11/24(火) 10:20 に FAX で送付
    std::vector<LetterLine> letter;
    std::vector<Means> means;
    std::string means_note;  // FAX 番号が登録されていません
    std::string note;        // 紹介元への一言, as it was typed before something was refused
    std::string obstacle;    // why no slip can be made
    consent_parts::Against against;  // 留保
    std::vector<DocumentLink> documents;
    html::Url draft;
    std::string letter_heading;
    const office::Frame* frame = nullptr;  // of the page it stands on
};

struct WeekView {
    office::Frame frame;
    std::string problem;  // この枠はいま埋まりました
    std::string notice;   // 祝日未確認
    std::vector<AskRow> asks;
    std::string asks_words;  // 12件, はじめの100件
    html::Url more_asks;     // つづき; empty when all are shown
    html::Url previous, next;
    std::string range;
    std::vector<Tab> tabs, chips;
    bool first_view = false;
    bool can_take = false;  // a referral is selected: free times are buttons
    html::Url take;         // where the chosen time goes
    bool take_posts = true;
    std::string take_hint;
    std::string referral, week, view;
    html::Url live_url;
    std::vector<DayHead> days;
    std::vector<WeekRow> rows;
    std::vector<FirstFree> first_free;
    std::optional<Selected> selected;
};
void render_week(html::Writer& out, const WeekView& v);
void render_grid(html::Writer& out, const WeekView& v);
void render_selected(html::Writer& out, const Selected& s);
void render_chip(html::Writer& out, const SlotChip& chip);

/// 予約変更のお願い.
struct PlaceRequestView {
    office::Frame frame;
    std::vector<office::FieldError> errors;
    std::string patient;
    std::vector<Fact> facts;
    bool open = false, cancels = false;
    std::string ended;  // what became of it
    html::Url move, cancel, action, back;
    std::string answer;
    int version = 1;
};
void render_place_request(html::Writer& out, const PlaceRequestView& v);

/// 日時の変更・取消 with their reason.
struct ReasonView {
    office::Frame frame;
    std::vector<office::FieldError> errors;
    std::string heading;  // 予約の日時を変える
    std::string patient;
    std::vector<Fact> facts;
    std::vector<std::string> reasons;
    std::string reason;  // typed
    std::string after;   // what happens afterwards
    int version = 1;
    std::string slot;  // empty for a cancellation
    html::Url action, back;
    std::string button, button_class;
};
void render_reason(html::Writer& out, const ReasonView& v);

struct Choice {
    std::string value, label;
    bool chosen = false;
};
struct TemplateRow {
    std::int64_t id = 0;
    std::string weekday, time, minutes, places, period;
    html::Url end;
};
struct ClosureRow {
    std::string what, period, reason;
    html::Url remove;
};
struct BookableRow {
    std::string name, kind, detail, state;
    html::Url url;
    bool selected = false;
};
struct TemplatesView {
    office::Frame frame;
    std::vector<office::FieldError> errors;
    std::string problem;
    std::vector<BookableRow> bookables;
    bool has_selected = false;
    bool editing = false;  // the form changes the selected one, else adds a new one
    std::string name, selected_id, selected_name, detail, instructions, position;
    bool active = true;
    std::vector<Choice> kinds, departments, doctors, weekdays, targets;
    std::vector<TemplateRow> templates;
    std::vector<ClosureRow> closures;
    std::string today, time, minutes, places, valid_from, first_on, last_on, reason;
    html::Url save, add_template, add_closure, add_new;
};
void render_templates(html::Writer& out, const TemplatesView& v);

}  // namespace kakehashi::booking_pages
