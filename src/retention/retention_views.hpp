#pragma once

#include <string>
#include <vector>

#include "office/form_reader.hpp"
#include "office/frame.hpp"
#include "office/hold_note.hpp"

namespace kakehashi::retention {

struct KindLine {
    std::string title, covers, years, cut_off, past, source;
    std::string note;          // 差し止め 1件、予定にあるもの 3件
    std::string rule;          // hidden field of the button
    bool can_prepare = false;  // something is past its time and on no job yet
};
struct JobLine {
    html::Url url;
    std::string title, cut_off, count, state, css;
    std::string what_next;  // who did what, and what comes next
};
struct RetentionView {
    office::Frame frame;
    std::vector<KindLine> kinds;
    std::vector<JobLine> jobs;
};
void render_retention(html::Writer& out, const RetentionView& v);

struct CaseLine {
    html::Url url;  // empty when the case is gone
    std::string number, ended_on, outcome, css, rows, hash;
};
struct StepLine {
    std::string what, when, who;
};
struct JobView {
    office::Frame frame;
    std::string heading, state, css, summary;
    std::vector<StepLine> steps;
    std::vector<CaseLine> cases;
    bool can_approve = false;  // prepared by another person
    bool own = false;          // prepared by this person, waits for another
    bool waits_for_night = false;
    bool can_withdraw = false;
    html::Url approve, withdraw;
};
void render_job(html::Writer& out, const JobView& v);

struct HoldView {
    office::Frame frame;
    std::string list_label, name, what;  // 紹介受付, R-2021-03-0012, この紹介
    html::Url list, back, place, lift;
    office::HoldNote note;
    std::string reason, reason_error;
    std::vector<office::FieldError> errors;
};
void render_hold(html::Writer& out, const HoldView& v);

}  // namespace kakehashi::retention
