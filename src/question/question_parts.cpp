#include "question/question_parts.hpp"

#include "base/era.hpp"

namespace kakehashi::question {
namespace {

/// 10:12, or 11/20(金) 10:12 on another day.
std::string moment(Instant at, Instant now) {
    const auto day = date_in_japan(at);
    const auto today = date_in_japan(now);
    return (day == today ? "本日" : short_date(day, today)) + " " + time_text(at);
}

/// The question as it is now, with the version the form was shown with.
Result<Question> question_of_form(db::Transaction& tx, const Viewer& viewer,
                                  const http::Request& request) {
    TRY(const auto id, request.path_id<QuestionId>("id"));
    TRY(const auto listed, find_question(tx, viewer, id));
    if (request.form().text("version") != std::to_string(listed.question.version))
        return fail(ErrorKind::Conflict, "question.changed_meanwhile");
    return listed.question;
}

}  // namespace

QuestionCard card_of(const ListedQuestion& listed, Instant now) {
    const auto& one = listed.question;
    QuestionCard card;
    card.who = one.asked_of == Side::Office ? listed.ward + "から連携室へ"
                                            : "連携室から" + listed.ward + "へ";
    card.asked = moment(one.asked.at, now) + " " + one.asked.by;
    card.text = one.asked.text;
    if (one.answer) {
        card.answered = moment(one.answer->at, now) + " " + one.answer->by;
        card.answer = one.answer->text;
    }
    if (one.closing == Closing::Withdrawn)
        card.state = "取り下げ", card.look = "k-tag plain";
    else if (one.closing == Closing::Read)
        card.state = "読みました", card.look = "k-tag ok";
    else if (one.answer)
        card.state = "回答あり", card.look = "k-tag info";
    else {
        card.state = "回答まち";
        card.late = one.due_at < now;
        card.look = card.late ? "k-tag crit" : "k-tag due";
        card.due = moment(one.due_at, now) + " まで";
    }
    return card;
}

AskForm ask_form(const http::Request& request, const std::vector<office::FieldError>& errors,
                 html::Url target) {
    AskForm form;
    form.target = std::move(target);
    const bool posted = request.method == "POST";
    if (posted) form.text = request.form().text("question");
    form.text_error = office::error_of(errors, "question");
    form.term_error = office::error_of(errors, "term");
    const auto chosen = posted ? request.form().text("term") : std::string_view{"next_day"};
    for (const auto& term : terms())
        form.terms.push_back(
            {std::string{term.text}, std::string{term.japanese}, term.text == chosen});
    return form;
}

std::optional<NewQuestion> read_question(Office& office, const http::Request& request,
                                         office::FormReader& reader, PatientId patient,
                                         Side asked_of) {
    NewQuestion wanted;
    wanted.patient = patient;
    wanted.asked_of = asked_of;
    wanted.text = reader.text("question", kTextChars, Required::Yes);
    const auto term = reader.keep(parse_term(request.form().text("term")));
    wanted.due_at = due_of(term, office.clock.now(), office.holidays);
    return reader.ok() ? std::optional{wanted} : std::nullopt;
}

Result<http::Response> answer(Office& office, const http::Request& request, Side by,
                              const std::string& text, const html::Url& where) {
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY(const auto question, question_of_form(tx, viewer, request));
            TRY(const auto answered, question.answered(by, {text, now, viewer.name}));
            TRY_DO(save_step(tx, viewer, now, answered));
            return office::Done{where, "回答しました"};
        });
}

Result<http::Response> end(Office& office, const http::Request& request, Side by,
                           const html::Url& where) {
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY(const auto question, question_of_form(tx, viewer, request));
            TRY(const auto ended, question.ended(by, {{}, now, viewer.name}));
            TRY_DO(save_step(tx, viewer, now, ended));
            return office::Done{where, ended.closing == Closing::Read
                                           ? "回答を読んだことを記録しました"
                                           : "質問を取り下げました"};
        });
}

}  // namespace kakehashi::question
