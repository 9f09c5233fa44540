#pragma once

#include <string>
#include <vector>

#include "office/form_reader.hpp"
#include "office/frame.hpp"

namespace kakehashi::disclosure {

struct Choice {
    std::string value, label;
    bool chosen = false;
};

/// A select or a row of buttons with its message.
struct Choices {
    std::string name, label;
    std::vector<Choice> choices;
    std::string error = {};
    bool may_be_empty = false;  // 選ばない is a choice
};
void render_select(html::Writer& out, const Choices& v);
void render_buttons(html::Writer& out, const Choices& v);

struct Input {
    std::string name, label, value, hint = {}, error = {};
    bool required = false;
    bool wide = false;   // a line of its own
    bool large = false;  // several lines of text
};
void render_input(html::Writer& out, const Input& v);

/// Whom a form is about: chosen on the patient's page, else typed as 患者ID.
struct SubjectField {
    std::string patient_id, name, number;
    std::string typed, error;
};
void render_subject(html::Writer& out, const SubjectField& v);

/// 前の年 2026年 次の年
struct YearBar {
    std::string year, before_label, after_label;
    html::Url before, after;
};
void render_years(html::Writer& out, const YearBar& v);

struct RequestLine {
    html::Url url;
    std::string number, patient, patient_number, requester, asked, state, state_css, day, due,
        remaining, remaining_css;
};
struct ListView {
    office::Frame frame;
    std::vector<RequestLine> open, ended;
    std::string open_count;
    YearBar years;
    html::Url csv;
};
void render_list(html::Writer& out, const ListView& v);

struct NewView {
    office::Frame frame;
    std::vector<office::FieldError> errors;
    SubjectField subject;
    Choices requesters, forms;
    std::vector<Input> inputs;
    std::string days;  // 14
};
void render_new_request(html::Writer& out, const NewView& v);

struct Fact {
    std::string term, text;
};
/// One of the four steps: done, with its facts; the next one, with its form; or still to come.
struct Step {
    std::string title, when, state_css, state;
    std::vector<Fact> facts;
};
struct StepForm {
    html::Url target;  // empty: no form now
    std::string title, button, hint;
    std::vector<Choices> selects;
    std::vector<Input> inputs;
};
struct OneView {
    office::Frame frame;
    std::vector<office::FieldError> errors;
    std::string number, patient, patient_number, state, state_css;
    html::Url patient_page;
    std::vector<Step> steps;
    StepForm next;
    std::string waits_for;  // who takes the next step, when it is not the viewer
    html::Url name_deputy;  // where a 室長 without another one names who decides; empty: not needed
    std::string due, remaining, remaining_css;
    bool open = false;
    html::Url withdraw;
    Input withdrawal;
};
void render_request(html::Writer& out, const OneView& v);

struct ProvisionLine {
    std::string day, patient, patient_number, recipient, items, basis, paper, by, kept, note;
    bool corrected = false;
    html::Url correct;  // empty: corrected already
};
struct ProvisionsView {
    office::Frame frame;
    std::vector<ProvisionLine> lines;
    std::string count;
    YearBar years;
};
void render_provisions(html::Writer& out, const ProvisionsView& v);

struct ProvisionView {
    office::Frame frame;
    std::string heading, button;
    html::Url target;
    std::vector<office::FieldError> errors;
    SubjectField subject;
    bool correcting = false;
    std::vector<Input> inputs;
    Choices bases;
};
void render_provision(html::Writer& out, const ProvisionView& v);

}  // namespace kakehashi::disclosure
