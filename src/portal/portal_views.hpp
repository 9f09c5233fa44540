#pragma once

#include <string>
#include <vector>

#include "office/frame.hpp"

namespace kakehashi::portal {

/// What stands around each page of the portal, made for a telephone first.
struct PortalFrame {
    office::Frame frame;
    std::string hospital;   // みなと市立総合病院
    std::string phone;      // of its 連携室
    std::string facility;   // みなと内科クリニック
    bool progress = false;  // has the list of its cases
    bool at_home = false, at_cases = false;
};
/// {{#layout kakehashi::portal::portal_frame v.portal}} … {{/layout}}
void render_portal_frame(html::Writer& out, const PortalFrame& v,
                         const std::function<void()>& content);

struct StepLine {
    std::string name;
    std::string css;  // done, now, empty
    bool now = false;
};

/// One case as a card.
struct CaseCard {
    std::string patient;  // 中村 正
    std::string about;    // 整形外科・通常・11/23 紹介
    std::string word, look;
    std::vector<StepLine> steps;  // empty: nothing more comes
    std::string next;
    html::Url url;
};
void render_case_card(html::Writer& out, const CaseCard& v);

struct LetterLine {
    std::string title;    // 返書
    std::string patient;  // empty on the page of the case
    std::string about;    // 11/24 08:40 送付・2ページ
    bool is_new = false;
    std::string opened;  // 11/24 09:10 に開きました
    html::Url url;
};

struct HomeView {
    PortalFrame portal;
    std::vector<LetterLine> letters;
    std::string letter_count;  // 2; empty: none
    std::vector<CaseCard> cases;
    std::string all;  // すべて見る(7件)
};
void render_home(html::Writer& out, const HomeView& v);

struct CasesView {
    PortalFrame portal;
    std::vector<CaseCard> cases;
    html::Url older;   // empty: these are the last
    html::Url newest;  // empty: this is the first page
};
void render_cases(html::Writer& out, const CasesView& v);

struct CaseView {
    PortalFrame portal;
    CaseCard card;
    std::string number;
    std::string doctor;    // our letter's: 浜田 修
    std::string received;  // 11/23 09:54
    std::string department;
    std::string appointment;  // 11/27(金) 10:30
    std::string visited;
    std::vector<LetterLine> letters;
    bool shows_letters = false;
};
void render_case(html::Writer& out, const CaseView& v);

}  // namespace kakehashi::portal
