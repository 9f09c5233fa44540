#pragma once

#include <string>
#include <vector>

#include "office/form_reader.hpp"
#include "office/frame.hpp"

namespace kakehashi::portal {

/// What stands around each page of the portal, made for a telephone first.
struct PortalFrame {
    office::Frame frame;
    std::string hospital;   // みなと市立総合病院
    std::string phone;      // of its 連携室
    std::string facility;   // みなと内科クリニック
    bool progress = false;  // has the list of its cases
    bool sends = false;     // may refer a patient
    bool at_home = false, at_cases = false, at_new = false;
};
/// {{#layout kakehashi::portal::portal_frame v.portal}} … {{/layout}}
void render_portal_frame(html::Writer& out, const PortalFrame& v,
                         const std::function<void()>& content);

struct StepLine {
    std::string name;
    std::string css;  // done, now, empty
    bool now = false;
    std::string on;  // 11/24, the day of it
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
void render_steps(html::Writer& out, const CaseCard& v);

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
    bool left = false;  // led away from a page that may not be seen any more
    std::vector<LetterLine> letters;
    std::string letter_count;  // 2; empty: none
    std::vector<CaseCard> cases;
    std::string all;  // すべて見る(7件)
};
void render_home(html::Writer& out, const HomeView& v);

/// One letter, page by page.
struct LetterView {
    PortalFrame portal;
    std::string title, patient, about;
    html::Url here, file, gone;
    std::vector<html::Url> pages;  // as pictures; empty: the file alone
};
void render_letter(html::Writer& out, const LetterView& v);

struct CasesView {
    PortalFrame portal;
    std::vector<CaseCard> cases;
    html::Url older;   // empty: these are the last
    html::Url newest;  // empty: this is the first page
};
void render_cases(html::Writer& out, const CasesView& v);

struct SendChoice {
    std::string value, label;
    bool chosen = false;
};
struct SendField {
    std::string name, label, value, error;
    std::string hint = {};
    bool required = false;
    std::string mode = {};  // of the telephone's keyboard: tel
};
/// 予約の変更のお願い, and what became of it.
struct PlaceLine {
    std::string wish;  // 日時の変更
    std::string days;  // 12/1(火)、12/3(木)
    std::string id, words, asked, state;
    bool open = false;
    html::Url take_back;  // empty: nobody may, or it is over
};

/// What may be done with a case that one's facility referred; each a form of its own.
struct CaseForms {
    bool adds = false, recalls = false, asks = false;
    html::Url papers, recall, ask;
    std::string error;  // why the last of them did nothing
    std::vector<SendChoice> wishes;
    std::vector<SendField> days;
    std::string words, today;
    bool ask_open = false;  // what was typed is shown again
};

struct CaseView {
    PortalFrame portal;
    CaseCard card;
    std::string number;
    std::string doctor;    // our letter's: 浜田 修
    std::string received;  // 11/23 09:54
    std::string department;
    std::string appointment;  // 11/27(金) 10:30
    std::string visited;
    std::string sent_by, purpose, wished, remarks;  // as it was sent here
    std::string recalled;                           // 11/23 10:05 浜田 修
    std::vector<std::string> papers;                // 紹介状.pdf 2ページ・11/23 09:54
    CaseForms forms;
    std::vector<LetterLine> letters;
    bool shows_letters = false;
    std::vector<PlaceLine> requests;
    html::Url gone;  // where the open page goes when it may not be seen any more
};
void render_case(html::Writer& out, const CaseView& v);

/// A file that came with a form that was refused.
struct KeptFile {
    std::string token, name;
};
/// 患者を紹介する.
struct SendView {
    PortalFrame portal;
    std::vector<office::FieldError> errors;
    std::vector<SendField> patient;
    std::vector<SendChoice> sexes, urgencies, departments;
    std::string sex_error;
    SendField doctor;
    std::string purpose, purpose_error, remarks, remarks_error;
    std::vector<SendField> wished;
    std::string today;  // 2026-11-24: the first day that can be wished
    std::vector<KeptFile> kept;
};
void render_send_field(html::Writer& out, const SendField& f);
void render_send(html::Writer& out, const SendView& v);

}  // namespace kakehashi::portal
