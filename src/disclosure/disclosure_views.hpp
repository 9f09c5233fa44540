#pragma once

#include <string>
#include <vector>

#include "office/form_fields.hpp"
#include "office/frame.hpp"
#include "office/year_bar.hpp"

namespace kakehashi::disclosure {

using office::Choices;
using office::Input;

/// Whom a form is about: chosen on the patient's page, else typed as 患者ID.
struct SubjectField {
    std::string patient_id, name, number;
    std::string typed, error;
};
void render_subject(html::Writer& out, const SubjectField& v);

struct RequestLine {
    html::Url url;
    std::string number, patient, patient_number, requester, asked, state, state_css, day, due,
        remaining, remaining_css;
};
struct ListView {
    office::Frame frame;
    std::vector<RequestLine> open, ended;
    std::string open_count;
    office::YearBar years;
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
    office::YearBar years;
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
