#pragma once

#include <optional>
#include <string>
#include <vector>

#include "office/form_reader.hpp"
#include "office/frame.hpp"

namespace kakehashi::facility_pages {

struct Chip {
    std::string label;
    html::Url url;
    bool current = false;
};

struct Row {
    html::Url url;    // the same list with this row chosen
    html::Url opens;  // the partner's page
    std::string name;
    std::string kind;       // 診療所・みなと市…
    std::string numbers;    // 電話・FAX
    std::string means;      // FAX: how they like to be answered
    std::string confirmed;  // 10/1 に確認
    std::string row_class;  // "sel old"
    bool chosen = false;
    bool stale = false;
    bool registered = false;
};

struct Person {
    std::string name;
    std::string note;  // 循環器内科・科長
};

struct LogLine {
    std::string day, time, text, by;
};

/// The card of one partner, beside the list and on its own page.
struct Detail {
    std::string name;
    std::string heading_id;
    std::vector<std::string> tags;  // 登録医 第0087号
    bool stale = false;
    std::string stale_text;      // 要確認 200日
    std::string confirmed_text;  // 10/1 に確認ずみ
    struct Fact {
        std::string term, text, small;
    };
    std::vector<Fact> facts;
    std::string departments;
    std::vector<Person> doctors;
    html::Url page, edit, people, confirm;
    bool confirmed_today = false;
    bool leading = false;  // its button is the page's leading one
};

/// The card with what its forms need.
struct DetailCard {
    const Detail& detail;
    const office::Frame& frame;
};
void render_detail(html::Writer& out, const DetailCard& v);

struct ListView {
    office::Frame frame;
    std::string query;
    html::Url searched;  // the list that the search box searches, with its filters
    std::vector<Chip> kinds, filters;
    int all = 0, hospitals = 0, clinics = 0, others = 0, registered = 0, stale = 0, stale_days = 0;
    html::Url stale_url, registered_url, own_people;
    std::vector<Row> rows;
    html::Url more, first;
    std::string nothing;  // why the list is empty
    std::optional<Detail> detail;
};
void render_list(html::Writer& out, const ListView& v);

struct FacilityView {
    office::Frame frame;
    Detail detail;
    bool is_ours = false;
    std::vector<LogLine> log;
    std::vector<LogLine> contacts;
};
void render_facility(html::Writer& out, const FacilityView& v);

inline DetailCard card_of(const ListView& v) {
    return {*v.detail, v.frame};
}
inline DetailCard card_of(const FacilityView& v) {
    return {v.detail, v.frame};
}

/// One text field of a form.
struct Field {
    std::string name, label, value, hint = {};
    bool required = false;
    bool wide = false;
    std::string error = {};
};
void render_field(html::Writer& out, const Field& v);

struct Choice {
    std::string value, label;
    bool chosen = false;
};

/// Who saved meanwhile, and what; empty `who`: nobody did.
struct Conflict {
    std::string who;   // 大村さんが先に変更しました(10:09)
    std::string what;  // FAX:… → …
    html::Url theirs;  // 相手の変更を残す: the form anew
};

struct EditView {
    office::Frame frame;
    std::string heading, button;
    html::Url target, back;
    std::vector<office::FieldError> errors;
    Conflict conflict;
    int version = 1;
    std::vector<Choice> kinds, means;
    std::vector<Field> fields;  // in the order of the form
    std::string contact_note;
};
void render_edit(html::Writer& out, const EditView& v);

struct PeopleView {
    office::Frame frame;
    std::string facility;
    html::Url back;
    struct Line {
        std::string name, note;
        html::Url edit;
        bool active = true;
    };
    std::vector<Line> departments, doctors;
    std::vector<office::FieldError> errors;
    // The two forms: empty ids make new ones.
    html::Url save_department, save_doctor, fresh;
    std::string department_id, doctor_id;
    std::string department_heading, doctor_heading;
    std::vector<Field> department_fields, doctor_fields;
    std::vector<Choice> department_choices;
    bool department_active = true, doctor_active = true, is_head = false;
};
void render_people(html::Writer& out, const PeopleView& v);

struct ImportView {
    office::Frame frame;
    std::string error;  // why the file could not be read at all
    bool done = false;
    int created = 0, changed = 0, unchanged = 0;
    struct Line {
        int row = 0;
        std::string name, reason;
    };
    std::vector<Line> refused;
};
void render_import(html::Writer& out, const ImportView& v);

}  // namespace kakehashi::facility_pages
