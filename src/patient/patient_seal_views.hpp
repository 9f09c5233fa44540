#pragma once

#include <string>
#include <vector>

#include "office/form_reader.hpp"
#include "office/frame.hpp"

namespace kakehashi::patient_pages {

struct SealChoice {
    std::string value, label;
    bool chosen = false;
};

struct SealView {
    office::Frame frame;
    std::string name;
    html::Url back, seal, readers, end;
    bool sealed = false;
    std::string kind, reason, since;  // of the seal there is
    std::vector<std::string> glass;   // 田島 健 さん 09:55 まで(緊急閲覧)
    std::vector<SealChoice> kinds, colleagues;
    std::string typed, reason_error;
    std::vector<office::FieldError> errors;
};
void render_seal(html::Writer& out, const SealView& v);

struct BreakGlassView {
    office::Frame frame;
    std::string review_by;  // 11/27(金)
    std::vector<SealChoice> whys;
    std::string number, reason, number_error, reason_error, why_error;
    std::vector<office::FieldError> errors;
};
void render_break_glass(html::Writer& out, const BreakGlassView& v);

}  // namespace kakehashi::patient_pages
