#pragma once

#include <string>
#include <vector>

#include "office/form_fields.hpp"
#include "office/frame.hpp"
#include "office/year_bar.hpp"

namespace kakehashi::incident {

using office::Choices;
using office::Input;

struct Fact {
    std::string term, text;
};

/// What is known of it, as a form.
struct AccountForm {
    Choices kinds, subjects, items, malices;
    std::vector<Input> when, what;
};
void render_account(html::Writer& out, const AccountForm& v);

struct NewView {
    office::Frame frame;
    std::vector<office::FieldError> errors;
    std::string patient_id, patient, patient_number;  // chosen on another page
    Input numbers;
    AccountForm account;
};
void render_new_incident(html::Writer& out, const NewView& v);

struct AmendView {
    office::Frame frame;
    std::vector<office::FieldError> errors;
    std::string number;
    html::Url page, target;
    AccountForm account;
    std::vector<Input> found_out;
    int version = 1;
};
void render_amend(html::Writer& out, const AmendView& v);

struct IncidentLine {
    html::Url url;
    std::string number, kind, story, persons, state, state_css, reported, due, remaining,
        remaining_css, what;
};
struct ListView {
    office::Frame frame;
    std::vector<IncidentLine> open, ended;
    std::string open_count;
    office::YearBar years;
    html::Url csv, month_csv;
    std::string month;  // 11月
    bool may_report = false;
};
void render_list(html::Writer& out, const ListView& v);

/// 速報 目安 11/26(木)
struct Term {
    std::string title, basis, day, remaining, css;
};
struct PatientLine {
    std::string name, number;
    html::Url page, removal;
};
struct StepForm {
    html::Url target;
    std::string id, title, button, hint;
    std::vector<Choices> selects;
    std::vector<Input> inputs;
    bool primary = false;
};
/// What was done, is next, or was taken back.
struct StepLine {
    std::string title, when, state, state_css;
    std::vector<Fact> facts;
    std::string id;  // of the step, to take it back; empty: not now
    Input taking_back;
};
struct OneView {
    office::Frame frame;
    std::vector<office::FieldError> errors;
    std::string number, state, state_css, kind;
    std::vector<Fact> facts;
    std::string written;  // 2回書き直しています
    std::string decision;
    std::vector<std::string> grounds;
    std::vector<Term> terms;
    bool may_work = false, open = false;
    std::vector<PatientLine> patients;
    Input patient_number;
    html::Url sheet, amend, add_patient, corrections;
    std::vector<StepForm> forms;
    StepForm no_report;  // without a target: not now
    std::vector<StepLine> steps;
    std::string waits_for;  // who ends it, when it is not the viewer
    html::Url name_deputy;
};
void render_incident(html::Writer& out, const OneView& v);
void render_step_fields(html::Writer& out, const StepForm& v);

struct SheetLine {
    std::string term;
    std::vector<std::string> lines;
};
struct SheetView {
    office::Frame frame;
    std::string number;
    html::Url page;
    std::vector<SheetLine> lines;
};
void render_sheet(html::Writer& out, const SheetView& v);

}  // namespace kakehashi::incident
