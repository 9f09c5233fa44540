// /questions/{id} and /patients/{id}/questions: the office's side.
#include "question/question_pages.hpp"

#include "base/era.hpp"
#include "question/question_parts.hpp"
#include "ward/stay_note.hpp"

namespace kakehashi {
namespace question {
namespace {

html::Url url_of(QuestionId id) {
    return html::Url::path("/questions").segment(id.value);
}
html::Url patient_page_of(PatientId patient) {
    return html::Url::path("/patients").segment(patient.value);
}

Result<http::Response> show(Office& office, const http::Request& request,
                            std::vector<office::FieldError> errors = {}) {
    TRY(const auto id, request.path_id<QuestionId>("id"));
    auto tx = office.db.read();
    TRY(const auto listed, find_question(tx, office::viewer_of(request), id));
    const auto& one = listed.question;
    QuestionView view;
    view.frame = office::make_frame(office, tx, request, "病棟との質問", "/today");
    view.errors = std::move(errors);
    view.patient = listed.patient_name;
    view.patient_page = patient_page_of(one.patient);
    view.card = card_of(listed, office.clock.now());
    if (listed.ward_now.empty())
        view.moved = "この患者は、もう病棟からは見えません。病棟へは電話などで伝えてください";
    else if (listed.ward_now != listed.ward)
        view.moved = "いまは" + listed.ward_now + "の患者です。" + listed.ward_now +
                     "の看護師が続きを見ます";
    view.may_answer = one.is_open() && one.asked_of == Side::Office && !one.answer;
    view.answer_target = url_of(id).segment("answer");
    view.end_target = url_of(id).segment("end");
    if (request.method == "POST") view.answer = request.form().text("answer");
    view.answer_error = office::error_of(view.errors, "answer");
    if (one.is_open() && one.asked_of == Side::Ward)
        view.end_label = one.answer ? "回答を読みました" : "質問を取り下げる";
    view.version = one.version;
    return office::page(render_question, view, view.errors.empty() ? 200 : 422);
}

Result<http::Response> answer_it(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<QuestionId>("id"));
    {
        auto tx = office.db.read();
        TRY_DO(find_question(tx, office::viewer_of(request), id));
    }
    office::FormReader reader(request.form(), office.clock.today());
    const auto text = reader.text("answer", kTextChars, Required::Yes);
    if (!reader.ok()) return show(office, request, reader.errors());
    return answer(office, request, Side::Office, text, url_of(id));
}

Result<http::Response> end_it(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<QuestionId>("id"));
    return end(office, request, Side::Office, url_of(id));
}

Result<http::Response> show_ask(Office& office, const http::Request& request,
                                const std::vector<office::FieldError>& errors = {}) {
    TRY(const auto id, request.path_id<PatientId>("id"));
    const auto& viewer = office::viewer_of(request);
    auto tx = office.db.read();
    TRY(const auto patient, ward::find_stay_patient(tx, viewer, id));
    AskView view;
    view.frame = office::make_frame(office, tx, request, "病棟との質問", "/patients");
    view.errors = errors;
    view.patient = patient.name;
    view.patient_page = patient_page_of(id);
    view.stay = ward::stay_note(ward::last_stay_of(tx, viewer, id), id, office.clock.today()).words;
    view.form = ask_form(request, errors, patient_page_of(id).segment("questions"));
    for (const auto& listed : questions_about(tx, viewer, id))
        view.cards.push_back(card_of(listed, office.clock.now()));
    return office::page(render_ask, view, errors.empty() ? 200 : 422);
}

Result<http::Response> ask_ward(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<PatientId>("id"));
    {
        auto tx = office.db.read();
        TRY_DO(ward::find_stay_patient(tx, office::viewer_of(request), id));
    }
    office::FormReader reader(request.form(), office.clock.today());
    const auto wanted = read_question(office, request, reader, id, Side::Ward);
    if (!wanted) return show_ask(office, request, reader.errors());
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY_DO(ask(tx, viewer, now, *wanted));
            return office::Done{patient_page_of(id).segment("questions"), "病棟に質問しました"};
        });
}

DutyKind kind_of(std::string heading, std::string action) {
    return {"病棟", "talk", [heading = std::move(heading)](const Duty&) { return heading; },
            [action = std::move(action)](Office& office, db::Transaction& tx, const Viewer& viewer,
                                         const Duty& duty) {
                NextAction next;
                const QuestionId id{duty.about.id};
                if (const auto listed = find_question(tx, viewer, id)) {
                    const auto card = card_of(*listed, office.clock.now());
                    next.facts.push_back({"質問", card.text, card.asked});
                    if (!card.answer.empty())
                        next.facts.push_back({"回答", card.answer, card.answered});
                    next.facts.push_back({"病棟", listed->ward_now.empty()
                                                      ? listed->ward + "(いまはいません)"
                                                      : listed->ward_now});
                }
                next.actions.push_back({action, url_of(id), false, "talk"});
                return next;
            }};
}

auto says(std::string to_office, std::string to_ward) {
    return [to_office = std::move(to_office), to_ward = std::move(to_ward)](const Event& event) {
        const bool of_office = event.data.at("asked_of").string() == "office";
        TimelineText text{of_office ? to_office : to_ward};
        text.url = url_of(QuestionId{event.data.at("id").integer().value_or(0)});
        return text;
    };
}

}  // namespace
}  // namespace question

Feature question_feature() {
    using namespace question;
    Feature feature{.name = "question"};
    feature.duty_kinds = {{std::string{kDutyAnswer}, kind_of("病棟の質問に答える", "質問に答える")},
                          {std::string{kDutyAwait}, kind_of("病棟の回答を待つ", "質問を開く")},
                          {std::string{kDutyRead}, kind_of("病棟の回答を読む", "回答を読む")}};
    feature.timeline = {
        {"question.asked", says("病棟から連携室への質問", "連携室から病棟への質問")},
        {"question.answered", says("病棟の質問に回答", "連携室の質問に病棟が回答")},
        {"question.read", says("病棟が回答を読んだ", "病棟の回答を読んだ")},
        {"question.withdrawn", says("病棟が質問を取り下げた", "病棟への質問を取り下げた")}};
    feature.add_routes = [](http::Router& router, Office& office) {
        router.add("GET", "/questions/{id}",
                   [&office](http::Request& request) { return show(office, request); });
        router.add("POST", "/questions/{id}/answer",
                   [&office](http::Request& request) { return answer_it(office, request); });
        router.add("POST", "/questions/{id}/end",
                   [&office](http::Request& request) { return end_it(office, request); });
        router.add("GET", "/patients/{id}/questions",
                   [&office](http::Request& request) { return show_ask(office, request); });
        router.add("POST", "/patients/{id}/questions",
                   [&office](http::Request& request) { return ask_ward(office, request); });
    };
    return feature;
}

}  // namespace kakehashi
