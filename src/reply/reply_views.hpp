#pragma once

#include <optional>
#include <string>
#include <vector>

#include "consent/consent_parts.hpp"
#include "office/form_reader.hpp"
#include "office/frame.hpp"

namespace kakehashi::reply_pages {

struct Tab {
    std::string label;
    int count = 0;
    html::Url url;
    bool current = false;
};
struct Choice {
    std::string value, label;
    bool chosen = false;
};
struct Fact {
    std::string term, text;
};
struct Line {
    std::string label, text;
};
struct DocumentLink {
    std::string title, detail;
    html::Url url;
};

// ---- 返書管理 ----
struct StripBox {
    std::string css, label;
    int number = 0;
    std::string sub;
};
struct ReplyRow {
    std::int64_t id = 0;
    std::string waited, since, wait_css;  // 38日, 10/17(土) から, "k-dl over"
    std::string patient, about;           // 永井 昭二, 77歳 男・肺炎、10/17 退院
    std::string stage, department, doctor, referrer, means;
    std::string tag, tag_css, tag_icon, due;
    html::Url url;
};
struct BarPart {
    std::string css;
    int x = 0, width = 0;  // of 1000
};
struct Bar {
    std::string name, words;  // words: 7日以内12、…
    html::Url url;
    std::vector<BarPart> parts;
    int total = 0;
};
struct DoctorRow {
    std::string name, department;
    html::Url url;
    int over_week = 0, drafted = 0;
    std::string median;
};
struct Rule {
    std::string when, what;
};
struct AgingView {
    office::Frame frame;
    html::Url print, notices;
    int open_notices = 0;
    std::vector<StripBox> strip;
    std::vector<Tab> tabs, chips;
    std::vector<Choice> departments;
    std::string tab, stage, drafted, doctor;  // what the department's form carries along
    std::string doctor_name;
    html::Url without_doctor;
    std::string order;  // 待っている日数の長い順に並んでいます
    std::vector<ReplyRow> rows;
    bool can_choose = true;
    html::Url next;
    std::string empty_heading, empty_text;
    std::vector<Bar> bars;
    int all = 0;
    std::vector<DoctorRow> doctors;
    std::vector<Rule> rules;
};
void render_aging(html::Writer& out, const AgingView& v);

struct PrintGroup {
    std::string name;
    std::size_t count = 0;
    std::vector<ReplyRow> rows;
};
struct PrintView {
    office::Frame frame;
    html::Url back;
    std::vector<PrintGroup> groups;
};
void render_by_department(html::Writer& out, const PrintView& v);

// ---- まとめて ----
struct BulkRow {
    std::int64_t id = 0;
    int seen = 0;
    std::string patient, stage, receiver, doctor, detail;
    std::vector<Choice> means;  // FAX 042-000-0135
    std::vector<std::string> problems;
    consent_parts::Against against;  // 留保
    html::Url url, preview;
    std::vector<Line> letter;
};
struct BulkView {
    office::Frame frame;
    html::Url action, back;
    std::vector<BulkRow> rows;     // can be done
    std::vector<BulkRow> refused;  // cannot, with why
    std::vector<office::FieldError> errors;
    std::string heading, button, note, reason, problem;
    std::vector<std::string> reasons;
};
void render_sending(html::Writer& out, const BulkView& v);
void render_chaser(html::Writer& out, const BulkView& v);
void render_not_needed(html::Writer& out, const BulkView& v);

struct SentRow {
    std::string patient, stage, how;
    std::vector<DocumentLink> documents;
    html::Url url;
};
struct SentView {
    office::Frame frame;
    html::Url back;
    std::vector<SentRow> rows;
};
void render_sent(html::Writer& out, const SentView& v);

// ---- 一通 ----
struct StageLine {
    std::string name, state, css, detail;
    html::Url url;
    bool current = false;
};
struct VersionLine {
    std::string when, by, what;
    bool newest = false;
};
struct Difference {
    std::string field, theirs;
};
struct ReplyView {
    office::Frame frame;
    std::int64_t id = 0;
    html::Url list, referral_url, patient_url, save, preview, sending, chaser, not_needed, reopen;
    html::Url admission, discharge;
    std::string title;                        // 一次返書
    std::string state, state_css, due, left;  // 下書きあり, 目安 12/1(火), あと7日
    bool late = false;
    std::string number, patient, patient_kana, patient_age, patient_born, patient_number, caution;
    bool open = true, notice = false, last = false;
    bool can_reopen = false, visited = false, admitted = false;
    std::string closed_words;  // 11/24(火) 16:20 に送りました
    int seen = 0;
    std::string draft_state;  // 第2版 11/24 10:12 佐伯 真理; まだ保存していません
    std::vector<office::FieldError> errors;
    // 同時に編集
    std::string conflict;
    std::vector<Difference> differences;
    // 入力
    std::vector<Choice> doctors, outcomes, cares;
    std::string outcome_note, diagnosis, findings, course, prescription, requests, refer_again,
        next_report, next_report_on, next_visit;
    // 右の欄
    std::vector<Line> letter;
    std::vector<Fact> facts;
    std::vector<StageLine> stages;
    std::vector<VersionLine> versions;
    std::vector<DocumentLink> documents;
    html::Url misdirected;           // 宛先のまちがいを届け出る; empty: not sent
    consent_parts::Against against;  // 留保
    std::vector<std::string> missing;
    std::string today;
};
void render_reply(html::Writer& out, const ReplyView& v);
void render_editor(html::Writer& out, const ReplyView& v);
void render_reply_side(html::Writer& out, const ReplyView& v);

// ---- 来院・受診報告 ----
struct VisitRow {
    std::int64_t id = 0;
    std::string time, patient, about, what, referrer, number;
    html::Url url;
    std::string tag, tag_css, tag_icon;
    bool can_come = false, can_miss = false;
    html::Url came, missed;
    std::string visited_on;
};
struct NoticeRow {
    std::int64_t id = 0;
    std::string patient, about, referrer, means, when;
    bool late = false;
    html::Url url;
    std::vector<DocumentLink> documents;
};
/// One row with what its forms need.
struct VisitLine {
    const VisitRow& row;
    const office::Frame& frame;
    const std::string& return_to;
};
struct ArrivalsView {
    office::Frame frame;
    std::string day, iso_day, return_to;
    bool is_today = true;
    html::Url previous, next, today;
    std::vector<VisitRow> expected, unbooked, forgotten;
    int came = 0, missed = 0, awaited = 0;
    std::vector<NoticeRow> notices, sent;
    std::vector<NoticeRow> to_tell;  // who did not come: the patient and the referrer are owed word
    html::Url send_one, send_all, walk_in, more_unbooked;
    std::string typed;
    std::vector<office::FieldError> errors;
    std::string empty_text;
    html::Url live;

    VisitLine line(const VisitRow& row) const { return {row, frame, return_to}; }
};
void render_arrivals(html::Writer& out, const ArrivalsView& v);
void render_visit(html::Writer& out, const VisitLine& v);

// ---- 未来院の連絡 ----
struct NoShowView {
    office::Frame frame;
    std::vector<office::FieldError> errors;
    std::string problem;
    html::Url save, referral;
    int version = 1;
    std::string number, patient, missed, phone, contact, referrer, note;
    std::vector<Choice> outcomes, means, thens;
    consent_parts::Against against;  // 留保
};
void render_no_show(html::Writer& out, const NoShowView& v);

}  // namespace kakehashi::reply_pages
