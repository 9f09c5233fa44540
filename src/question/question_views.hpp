#pragma once

#include <string>
#include <vector>

#include "office/form_reader.hpp"
#include "office/frame.hpp"

namespace kakehashi::question {

struct Choice {
    std::string value, label;
    bool chosen = false;
};

/// One question as either side reads it.
struct QuestionCard {
    std::string who, asked, text;  // 東3病棟から連携室へ; 本日 10:12 渡辺 葵
    std::string answered, answer;  // 本日 10:30 大村 早苗
    std::string state, look, due;  // 回答まち; k-tag due; 本日 17:00 まで
    bool late = false;
};
void render_card(html::Writer& out, const QuestionCard& v);

/// いつまで and the text of a new question.
struct AskForm {
    html::Url target;
    std::string heading, button, text, text_error, term_error;
    std::vector<Choice> terms;
};

struct QuestionView {
    office::Frame frame;
    std::vector<office::FieldError> errors;
    std::string patient;
    html::Url patient_page;
    QuestionCard card;
    std::string moved;  // いまは西2病棟に…
    bool may_answer = false;
    html::Url answer_target, end_target;
    std::string answer, answer_error, end_label;  // end_label empty: nothing to end
    int version = 1;
};
void render_question(html::Writer& out, const QuestionView& v);

struct AskView {
    office::Frame frame;
    std::vector<office::FieldError> errors;
    std::string patient, stay;  // stay empty: in no ward
    html::Url patient_page;
    AskForm form;
    std::vector<QuestionCard> cards;
};
void render_ask(html::Writer& out, const AskView& v);
void render_ask_fields(html::Writer& out, const AskForm& v);

}  // namespace kakehashi::question
