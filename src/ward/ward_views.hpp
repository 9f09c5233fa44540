#pragma once

#include <string>
#include <vector>

#include "office/form_reader.hpp"
#include "office/frame.hpp"

namespace kakehashi::ward {

struct Choice {
    std::string value, label;
    bool chosen = false;
};
struct Input {
    std::string name, label, value, hint = {}, error = {};
    bool required = false;
};
void render_input(html::Writer& out, const Input& v);

/// One line of 病棟 or 診療科.
struct UnitLine {
    std::string name, code, days;
    bool active = true;
    html::Url edit;
};
struct UnitsView {
    office::Frame frame;
    std::vector<office::FieldError> errors;
    std::vector<UnitLine> wards, departments;
    std::string heading, button, what;  // what: ward, department
    bool fresh = true;                  // nothing is being put right
    html::Url target, add_ward, add_department;
    int version = 1;
    std::vector<Input> inputs;
};
void render_units(html::Writer& out, const UnitsView& v);

struct AffiliationLine {
    std::string unit, days, note;
    html::Url end;
};
struct AffiliationsView {
    office::Frame frame;
    std::vector<office::FieldError> errors;
    std::string name, role;
    bool ward_nurse = false, without_ward = false;
    std::vector<AffiliationLine> lines;
    std::vector<Choice> wards, departments;
    std::string unit_error;
    html::Url target;
    std::vector<Input> inputs;
};
void render_affiliations(html::Writer& out, const AffiliationsView& v);

struct StayLine {
    std::string ward, days, end;
};
struct StayView {
    office::Frame frame;
    std::vector<office::FieldError> errors;
    std::string patient, now;  // now: 東3病棟に入院中(11/20〜)
    html::Url patient_page, target, take_back;
    int version = 0;
    bool there = false;
    std::string ward_error, on, on_error;
    std::vector<Choice> wards;
    std::vector<StayLine> lines;
};
void render_stay(html::Writer& out, const StayView& v);

}  // namespace kakehashi::ward
