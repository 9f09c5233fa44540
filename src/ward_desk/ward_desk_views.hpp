#pragma once

#include <string>
#include <vector>

#include "office/form_reader.hpp"
#include "office/frame.hpp"
#include "question/question_views.hpp"
#include "ward/ward_views.hpp"

namespace kakehashi::ward_desk {

/// A question in the ward's list.
struct AskedLine {
    std::string id, patient;
    question::QuestionCard card;
    std::string todo;  // 答える: the ward's turn
    html::Url url;     // of the patient, at the question
    html::Url end;     // 読みました
    int version = 1;
};

/// How far the office is, in words.
struct StatusLine {
    std::string state, look,
        referral;  // 受診まち; k-tag info; 11/20(金) みなと内科クリニック → 循環器内科
    std::string booking, reply;  // 12/1(火) 10:30 循環器内科; 一次返書 11/27(金) まで
    bool reply_late = false;
};

struct PatientLine {
    std::string id, name, kana, person, number, ward, stay;
    StatusLine status;
    html::Url url;
};

struct WardListView {
    office::Frame frame;
    std::string wards;  // 東3病棟・西2病棟; empty: belongs to none
    bool several = false;
    std::vector<AskedLine> asked;
    std::vector<PatientLine> patients;
};
void render_ward_list(html::Writer& out, const WardListView& v);

struct AnswerForm {
    std::string id;
    question::QuestionCard card;
    bool may_answer = false;
    html::Url answer, end;
    std::string end_label, text, error;
    int version = 1;
};

struct WardPatientView {
    office::Frame frame;
    std::vector<office::FieldError> errors;
    std::string name, kana, person, born_on, number, caution, needs, stay;
    html::Url here;
    std::vector<StatusLine> statuses;
    std::vector<AnswerForm> questions;
    question::AskForm ask;
    bool there = false;  // still in the ward
    html::Url stay_target;
    int stay_version = 0;
    std::string on, on_error, ward_error;
    std::vector<ward::Choice> wards;
};
void render_ward_patient(html::Writer& out, const WardPatientView& v);

}  // namespace kakehashi::ward_desk
