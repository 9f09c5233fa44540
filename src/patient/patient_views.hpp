#pragma once

#include <optional>
#include <string>
#include <vector>

#include "consent/consent_parts.hpp"
#include "office/form_reader.hpp"
#include "office/frame.hpp"
#include "office/hold_note.hpp"
#include "ward/stay_note.hpp"

namespace kakehashi::patient_pages {

/// ✓ 生年月日: `mark` is y (合う), q (未確認) or n (合わない), as the design names them.
struct Reason {
    std::string mark, icon, word, text;
};

/// One patient in a list.
struct Line {
    html::Url url;
    std::string name, kana, person, born_on, number, phone;
    std::string why;              // what was hit
    std::vector<Reason> reasons;  // of a probable duplicate
};

void render_line(html::Writer& out, const Line& v);

struct ListView {
    office::Frame frame;
    std::string query;
    bool asked = false;
    std::vector<Line> lines;
    bool more = false;  // there are more than are shown
};
void render_list(html::Writer& out, const ListView& v);

/// The band on top of every page about one patient.
struct Band {
    std::string name, kana, person, born_on, number, phone, contact, needs, last_visit, caution;
};
void render_band(html::Writer& out, const Band& v);

struct LogLine {
    std::string year;  // a divider stands above the line when not empty
    std::string day, time, icon, word, text, by;
    html::Url url;
};
struct ReferralLine {
    html::Url url;
    std::string number, state, day, referrer, about;
    bool open = false;
};
struct DutyLine {
    std::string heading, due, remaining;
    bool over = false;
    html::Url url;
};
struct DocumentLine {
    std::string title, day;
    html::Url url;
};
struct MergedLine {
    std::string name, number, born_on;
    html::Url undo;
};
struct TeamLine {
    std::string name, initial, about;  // 堀田 恵; 堀; ケアマネジャー・汐見居宅
    bool outside = false;              // no colleague
    html::Url call;
};
struct Choice {
    std::string value, label;
    bool chosen = false;
};

struct PatientView {
    office::Frame frame;
    Band band;
    std::string address;
    std::vector<LogLine> log;
    html::Url older, newest;
    std::vector<ReferralLine> referrals;
    std::vector<DutyLine> duties;
    std::vector<DocumentLine> documents;
    std::vector<MergedLine> merged;
    std::vector<TeamLine> team;  // who is there now
    std::string team_count;
    html::Url team_page;
    ward::StayNote stay;  // 東3病棟に入院中
    html::Url questions;  // 病棟との質問, while a ward sees the patient
    html::Url edit, merge, contact;
    html::Url handed, hand_over;  // ご家族へのお渡し
    consent_parts::Share share;   // 同意と留保
    office::HoldNote hold;        // 削除の差し止め
    html::Url hold_page;
    html::Url network;  // ネットワークに書き出す
    std::string sealed;  // 虐待・暴力: only some may see this page; empty: everybody of the house
    html::Url seal_page;
    html::Url looks;                  // この記録を見た人, for who may know
    html::Url incident;               // 漏えい等の届け出
    html::Url disclosure, provision;  // 開示請求・第三者提供, for who may
    std::vector<office::FieldError> errors;
    std::vector<Choice> means;
    std::string person, note, person_error, note_error;
    bool incoming = false;
};
void render_patient(html::Writer& out, const PatientView& v);

struct Field {
    std::string name, label, value, hint = {};
    bool required = false;
    std::string error = {};
};
void render_field(html::Writer& out, const Field& v);

struct Conflict {
    std::string who, what;
    html::Url theirs;
};

struct EditView {
    office::Frame frame;
    std::string heading, button;
    html::Url target, back;
    std::vector<office::FieldError> errors;
    Conflict conflict;
    std::vector<Line> similar;  // not empty: look at these before a new record is made
    int version = 1;
    std::vector<Field> fields;
    std::vector<Choice> sexes;
    std::string caution, needs, caution_error, needs_error;
};
void render_edit(html::Writer& out, const EditView& v);

struct MergeRow {
    std::string term, keep, drop;
    bool differs = false;
};
struct MergeView {
    office::Frame frame;
    Band band;
    html::Url back;
    // Choosing the other record.
    html::Url searched;
    std::string query;
    bool asked = false;
    std::vector<Line> candidates;
    // Side by side, once it is chosen.
    bool chosen = false;
    std::string with, reason, error;
    std::vector<MergeRow> rows;
    html::Url target, swapped;
};
void render_merge(html::Writer& out, const MergeView& v);

}  // namespace kakehashi::patient_pages
