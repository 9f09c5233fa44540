#pragma once

#include <optional>
#include <string>
#include <vector>

#include "consent/consent_parts.hpp"
#include "office/form_reader.hpp"
#include "office/frame.hpp"
#include "office/hold_note.hpp"
#include "referral/referral_words.hpp"
#include "ward/stay_note.hpp"

namespace kakehashi::referral_pages {

using html::Url;
using office::FieldError;
using office::Frame;

struct Option {
    std::string value, label;
    bool chosen = false;
};

// ---- the list ----

struct Entrance {  // 四つの入口
    std::string css, icon, label, sub;
    int waiting = 0;
    Url url;
    bool current = false;
};
struct Stage {
    std::string label;
    int count = 0;
    Url url;
    bool current = false;
};
struct FilterLink {
    std::string label;
    Url url;
    bool current = false;
};
struct FilterChip {
    std::string label, icon;
    bool on = false;
    std::vector<FilterLink> choices;  // several: a menu; one: a switch
};
struct Row {
    std::string id_text, css, due, since, due_class, icon, door;
    std::vector<TextPart> heading;
    std::vector<TextPart> detail;
    std::string partner, place, assignee;
    bool selected = false;
    Url url, select_url;
};
struct Group {
    std::string css, icon, heading, count_text;
    std::vector<Row> rows;
};
/// 照合の候補, or a choice of partner.
struct Pick {
    std::string value, name, facts, number;
    struct Reason {
        std::string css, icon, spoken, text;
    };
    std::vector<Reason> reasons;
    bool chosen = false;
};
struct PaneFact {
    std::string term, text;
    bool pressing = false;
};
struct PaneAction {
    std::string label, css, icon;
    Url url;
    bool posts = false, leading = false;
    std::vector<std::pair<std::string, std::string>> fields;
};
struct Pane {
    const Frame* frame = nullptr;
    std::string tag, tag_css, tag_icon, reference, heading, patient, caution;
    Url details, image;
    std::string image_text;
    std::vector<PaneFact> facts;
    std::vector<PaneAction> actions;
    // 未登録
    bool asks_patient = false;
    std::vector<Pick> picks;
    bool only_new = false;   // nobody is similar
    bool must_open = false;  // nobody has read the name yet
    Url register_url, aside_url;
    int version = 1;
    // 重なりの確認
    struct Overlap {
        std::string css, icon, text, result;
        Url url;
    };
    std::vector<Overlap> overlaps;
};
struct SearchFacts {
    std::string words, kana, places;
};
struct ListView {
    Frame frame;
    std::string sub, query, list_label;
    std::vector<Entrance> entrances;
    std::vector<Stage> stages;
    std::vector<FilterChip> chips;
    std::vector<Group> groups;
    std::optional<Pane> pane;
    std::optional<SearchFacts> search;
    std::string open_count, closed_count;
    Url live_url, older_url, next_url, first_url, patients_url;
    std::string note, empty_heading, empty_text;
    Url note_url;
};
void render_list(html::Writer& out, const ListView& v);
void render_queue(html::Writer& out, const ListView& v);
void render_pane(html::Writer& out, const Pane& pane);
void render_parts(html::Writer& out, const std::vector<TextPart>& parts);
void render_picks(html::Writer& out, const std::vector<Pick>& picks);

// ---- one referral ----

struct Field {
    std::string name, label, value, error, hint;
    bool required = false, area = false, full = false;
    int rows = 2;
    Url source;  // 原本 p.1
    std::string source_text;
    Url link;  // 原本の場所を結ぶ
};
struct Mark {
    std::string css, label;
    int x = 0, y = 0, width = 0, height = 0;  // thousandths of the page as it is shown
    std::string field;
};
struct DocumentTab {
    std::string label;
    Url url;
    bool current = false;
};
struct Original {  // 原本
    bool any = false, has_pages = false;
    std::string icon, facts, zoom_css, page_text, alt, text, file_heading, file_text;
    Url image, smaller, larger, rotate, before, after, file;
    std::vector<Mark> marks;
    std::vector<DocumentTab> tabs;
};
struct LinkForm {  // 項目と原本の場所
    bool open = false;
    std::string field, field_label;
    std::string document;
    int page = 1, left = 100, top = 100, width = 300, height = 40;
    bool linked = false;
    Url url, cancel;
};
struct Step {
    std::string label, css;
    bool now = false;
};
struct TimelineLine {
    std::string css, when, text;
    Url url;
};
struct Conflict {
    std::string who, when;
    struct Change {
        std::string label, mine, theirs;
    };
    std::vector<Change> changes;
    Url keep_theirs;
};
struct PaperLine {
    std::string title, facts;
    Url url;
};
struct DetailView {
    Frame frame;
    std::string number, door;
    Url list;
    bool urgent = false, registered = false, open = false;
    std::string urgency_tag, state_tag, state_css, due, left;
    bool due_pressing = false;
    Url previous, next;
    std::string position;
    Url reception_sheet, self;
    // 患者
    std::string patient_name, patient_kana, patient_age, patient_born, patient_number,
        patient_last_visit, patient_contact, caution;
    Url patient_url;
    Original original;
    LinkForm link;
    std::vector<FieldError> errors;
    std::optional<Conflict> conflict;
    std::vector<Field> fields;
    std::vector<Option> urgencies, departments, doctors, colleagues, snoozes;
    int version = 1;
    Url save_url;
    // 登録
    bool asks_patient = false;
    std::vector<Option> sexes;
    std::vector<Pick> picks, referrer_picks;
    bool can_register = false;
    Url register_url, aside_url;
    std::vector<Pane::Overlap> overlaps;
    // 決める棒
    std::vector<PaneAction> actions, more;
    bool asks_doctor = false, asks_aside = false;
    std::string doctor_label;
    Url ask_url, snooze_url, assign_url, contact_url, compare_url;
    bool compare_added = false;  // papers beside the letter, no new version of it
    std::string snooze_duty, snooze_version, assignee, decision;
    std::vector<Step> steps;
    std::string since;
    std::vector<TimelineLine> timeline;
    std::string referrer, referrals_text, replies_text;
    Url referrer_url;
    std::vector<PaperLine> papers;
    office::HoldNote hold;  // 削除の差し止め
    Url hold_page;
    ward::StayNote stay;  // 東3病棟に入院中
};
void render_detail(html::Writer& out, const DetailView& v);
void render_detail_form(html::Writer& out, const DetailView& v);
void render_detail_side(html::Writer& out, const DetailView& v);
void render_original(html::Writer& out, const DetailView& v);
void render_field(html::Writer& out, const Field& field);

/// A page with one question: decline, forward, withdraw, 紹介でない, answer.
struct AskView {
    Frame frame;
    std::string number, heading, sentence, button, button_css;
    Url back, action;
    std::vector<FieldError> errors;
    std::vector<Option> reasons;  // empty: no list
    std::string reason_label, note_name, note_label, note, note_error;
    bool note_required = false;
    std::vector<Option> means;  // empty: not asked
    std::string means_label, address;
    std::vector<Option> papers;
    std::vector<std::pair<std::string, std::string>> hidden;
    Url cover;
    consent_parts::Against against;  // 留保
    int version = 1;
};
void render_ask(html::Writer& out, const AskView& v);

// ---- the doors ----

struct NewView {
    Frame frame;
    std::vector<FieldError> errors;
    std::vector<Option> doors, urgencies, sexes, departments;
    std::vector<Field> patient, letter;
    std::vector<Pick> patient_picks, referrer_picks;
    std::vector<Pane::Overlap> overlaps;
    std::vector<std::pair<std::string, std::string>>
        answered;            // choices made before, and the paper
    std::string paper_name;  // that came with a form before this one
};
void render_new(html::Writer& out, const NewView& v);

struct ImportLine {
    std::string css, icon, file, row, text;
    Url url;
};
struct ImportView {
    Frame frame;
    std::vector<FieldError> errors;
    bool reported = false;
    std::string summary;
    std::vector<ImportLine> lines;
    std::string headings;
};
void render_import(html::Writer& out, const ImportView& v);

}  // namespace kakehashi::referral_pages
