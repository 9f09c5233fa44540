#pragma once

#include <string>
#include <vector>

#include "consent/consent_parts.hpp"
#include "office/form_reader.hpp"
#include "office/frame.hpp"

namespace kakehashi::family {

struct Choice {
    std::string value, label;
    bool chosen = false;
};

/// One of the family, and what the patient's statements allow.
struct ReceiverLine {
    std::string value;           // the member's number
    std::string name, relation;  // 吉岡 由紀, 長女
    std::string allowed, css;    // 渡してよい
    bool chosen = false;
};
struct PaperLine {
    std::string value, title, day, about, pages;
    bool chosen = false;
};
struct NewView {
    office::Frame frame;
    std::vector<office::FieldError> errors;
    std::string patient;
    html::Url patient_page, list, target, team;
    std::vector<std::string> objections;  // 家族(長男)には「すべて」を渡さない …
    consent_parts::Against against;       // of who was chosen
    html::Url consent;
    std::vector<std::string> left_out;  // the papers that the page says stay here
    std::vector<ReceiverLine> family;
    bool other = false;  // somebody who is not in the team
    std::string name, relation, receiver_error;
    std::vector<Choice> recognitions, askers;
    std::string purpose;
    std::vector<PaperLine> papers;
};
void render_new(html::Writer& out, const NewView& v);

struct HandOverLine {
    html::Url url;
    std::string when, receiver, relation, papers, purpose, by;
    std::string cancelled;  // 取り消し 11/24(火) 佐伯 真理: 書きまちがい
};
struct ListView {
    office::Frame frame;
    std::string patient, count;
    html::Url patient_page, add;
    std::vector<HandOverLine> lines;
};
void render_list(html::Writer& out, const ListView& v);

struct PaperLink {
    std::string title, number, pages;
    html::Url url;  // empty: deleted with its case
};
struct OneView {
    office::Frame frame;
    std::vector<office::FieldError> errors;
    std::string patient, number, receiver, relation, recognised, asked_by, purpose, when, by,
        left_out, cancelled, reason;
    html::Url patient_page, list, receipt, cancel;
    html::Url leak;  // 漏えい等の届け出: it went to somebody else
    std::vector<PaperLink> papers;
};
void render_one(html::Writer& out, const OneView& v);

}  // namespace kakehashi::family
