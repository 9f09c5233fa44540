#pragma once

#include <optional>
#include <string>
#include <vector>

#include "consent/consent_parts.hpp"
#include "office/form_reader.hpp"
#include "office/frame.hpp"

namespace kakehashi::consent_pages {

struct Choice {
    std::string value, label;
    bool chosen = false;
};

// ---- /patients/{id}/consent ----
struct StatementRow {
    bool objects = true;
    std::string heading;  // 青葉町クリニックに渡さない, 研究への利用
    std::string items, scope, until;
    std::string said;       // 11/20(金) 夫 中川 修 さん・書面
    std::string recorded;   // 11/20(金) 10:12 佐伯 真理・掲示 第1版
    std::string withdrawn;  // 11/24(火) 本人・口頭。佐伯 真理
    std::string state, css;
    html::Url withdraw;  // empty: it is over
};
struct ConsentView {
    office::Frame frame;
    std::string name;
    html::Url patient, object, agree, notice;
    std::string notice_words;  // 第1版
    consent_parts::Share share;
    std::vector<StatementRow> in_force, over;
};
void render_consent(html::Writer& out, const ConsentView& v);

// ---- the forms ----
/// 申し出た人、方法、日.
struct SaidFields {
    std::vector<Choice> who, how;
    std::string name, relation, on;
    std::vector<office::FieldError> errors;
};
void render_said(html::Writer& out, const SaidFields& v);

struct StatementView {
    office::Frame frame;
    std::string name, heading;
    html::Url patient, back, action;
    std::vector<office::FieldError> errors;
    SaidFields said;
    // of an objection
    std::vector<Choice> whoms, kinds, items;
    std::vector<std::string> partners;
    std::string partner, person;
    // of a consent
    std::vector<Choice> consents;
    std::string until;
    std::string scope;
    // of a withdrawal
    std::string what;
    int version = 1;
};
void render_objection(html::Writer& out, const StatementView& v);
void render_agreement(html::Writer& out, const StatementView& v);
void render_withdrawal(html::Writer& out, const StatementView& v);

// ---- 利用目的の掲示 ----
struct NoticeLine {
    std::string title, from, by;
    html::Url url;
    bool shown = false;
};
struct NoticeView {
    office::Frame frame;
    std::string title, from, body;
    std::vector<NoticeLine> versions;
    // 次の版を書く
    html::Url action;
    int seen = 1;
    std::string typed, valid_from;
    std::vector<office::FieldError> errors;
    std::string problem;
};
void render_notice(html::Writer& out, const NoticeView& v);
void render_notice_edit(html::Writer& out, const NoticeView& v);

}  // namespace kakehashi::consent_pages
