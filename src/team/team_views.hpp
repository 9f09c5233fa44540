#pragma once

#include <string>
#include <vector>

#include "office/form_reader.hpp"
#include "office/frame.hpp"

namespace kakehashi::team {

struct MemberLine {
    std::string role, name, where, phone, since, until, note;
    std::string kept_out;  // 閲覧の制限のため見られません
    html::Url call;        // tel:
    html::Url edit, end;
};
struct TeamView {
    office::Frame frame;
    std::vector<office::FieldError> errors;
    std::string patient, kana, born_on, today, count;
    bool sealed = false;
    html::Url patient_page, add_colleague, add_partner, add_other;
    std::vector<MemberLine> current, former;
};
void render_team(html::Writer& out, const TeamView& v);

struct Choice {
    std::string value, label;
    bool chosen = false;
};
struct Input {
    std::string name, label, value, hint = {}, error = {};
    bool required = false;
};
struct MemberView {
    office::Frame frame;
    std::vector<office::FieldError> errors;
    std::string heading, button, patient, who;
    html::Url patient_page, back, target;
    int version = 1;
    std::vector<Choice> colleagues, roles;  // colleagues: to be chosen from
    std::string fixed;                      // 佐伯 真理: who it is, when that is settled
    std::string colleague_error, role_error;
    bool of_partner = false;
    std::string partner, partner_error;
    std::vector<Choice> partners;  // several fit what was typed
    std::vector<Input> inputs;
};
void render_member(html::Writer& out, const MemberView& v);

}  // namespace kakehashi::team
