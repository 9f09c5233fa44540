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
    std::vector<Choice> consents, networks;
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

// ---- 共同利用の範囲 ----
struct ScopeCard {
    std::string name, version, from;  // みなと地域医療ネット, 第2版, 2026年11月24日(火) から
    std::string members, items, purpose, manager, by;
    std::string state, css;  // 有効 k-tag ok
    html::Url next;          // empty: not the newest
};
struct ScopesView {
    office::Frame frame;
    std::vector<ScopeCard> counting, former;
};
void render_scopes(html::Writer& out, const ScopesView& v);
void render_scope_card(html::Writer& out, const ScopeCard& v);

struct ScopeView {
    office::Frame frame;
    std::string heading, button;
    html::Url action;
    int seen = 0;
    std::string name, purpose, manager, posted_on, members;
    std::vector<Choice> items;
    std::vector<office::FieldError> errors;
    std::string problem;
};
void render_scope_edit(html::Writer& out, const ScopeView& v);

}  // namespace kakehashi::consent_pages
