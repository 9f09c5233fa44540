// /ward/patients/{id}: one patient of the viewer's wards; asking, answering, 転棟 and 退院.
#include "base/era.hpp"
#include "patient/patient_store.hpp"
#include "question/question_parts.hpp"
#include "ward/stay_form.hpp"
#include "ward/stay_note.hpp"
#include "ward_desk/ward_desk_parts.hpp"

namespace kakehashi::ward_desk {
namespace {

using question::Side;

html::Url question_url(question::QuestionId id) {
    return html::Url::path("/ward/questions").segment(id.value);
}

AnswerForm form_of(const question::ListedQuestion& listed, const http::Request& request,
                   const std::vector<office::FieldError>& errors, Instant now) {
    const auto& one = listed.question;
    AnswerForm form;
    form.id = one.id.text();
    form.card = question::card_of(listed, now);
    form.version = one.version;
    form.answer = question_url(one.id).segment("answer");
    form.end = question_url(one.id).segment("end");
    form.may_answer = one.is_open() && one.asked_of == Side::Ward && !one.answer;
    if (one.is_open() && one.asked_of == Side::Office)
        form.end_label = one.answer ? "読みました" : "取り下げる";
    if (request.route.ends_with("/answer") && request.path_text("id") == form.id) {
        form.text = request.form().text("answer");
        form.error = office::error_of(errors, "answer");
    }
    return form;
}

void fill_stay(WardPatientView& view, db::Transaction& tx, const Viewer& viewer,
               const http::Request& request, PatientId id, Date today) {
    const auto last = ward::last_stay_of(tx, viewer, id);
    view.stay = ward::stay_note(last, id, today).words;
    if (!last || !last->stay.is_open()) return;
    const bool posted = request.route.ends_with("/stay");
    view.there = true;
    view.stay_target = url_of(id).segment("stay");
    view.stay_version = last->stay.version;
    view.on = posted ? std::string{request.form().text("on")} : iso_date(today);
    view.wards = ward::ward_choices(tx, viewer.facility, last->stay.ward,
                                    posted ? request.form().text("ward") : std::string_view{});
    view.on_error = office::error_of(view.errors, "on");
    view.ward_error = office::error_of(view.errors, "ward");
}

Result<http::Response> show(Office& office, const http::Request& request, PatientId id,
                            std::vector<office::FieldError> errors = {}) {
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    TRY(const auto patient, find_patient(tx, viewer, id));
    WardPatientView view;
    view.frame = office::make_frame(office, tx, request, "病棟の患者", "/ward");
    view.errors = std::move(errors);
    view.name = patient.name;
    view.kana = patient.kana;
    view.person = age_and_sex(patient, today);
    view.born_on = patient.born_on ? both_calendars(*patient.born_on) : "不明";
    view.number = patient_number_text(patient.number);
    view.caution = patient.caution;
    view.needs = patient.needs;
    view.here = url_of(patient.id);
    for (const auto& status : statuses_of(tx, viewer, patient.id, today))
        view.statuses.push_back(line_of(status, today));
    for (const auto& listed : question::questions_about(tx, viewer, patient.id))
        view.questions.push_back(form_of(listed, request, view.errors, office.clock.now()));
    const bool asking = request.route.ends_with("/questions");
    view.ask = question::ask_form(request, asking ? view.errors : std::vector<office::FieldError>{},
                                  url_of(patient.id).segment("questions"));
    fill_stay(view, tx, viewer, request, patient.id, today);
    return office::page(render_ward_patient, view, view.errors.empty() ? 200 : 422);
}

/// The patient in the path, when it is one of the viewer's.
Result<PatientId> patient_in(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<PatientId>("id"));
    auto tx = office.db.read();
    TRY(const auto patient, find_patient(tx, office::viewer_of(request), id));
    return patient.id;
}

/// The patient whom the question in the path is about.
Result<PatientId> asked_about(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<question::QuestionId>("id"));
    auto tx = office.db.read();
    TRY(const auto listed, question::find_question(tx, office::viewer_of(request), id));
    return listed.question.patient;
}

Result<http::Response> ask(Office& office, const http::Request& request) {
    TRY(const auto id, patient_in(office, request));
    office::FormReader reader(request.form(), office.clock.today());
    const auto wanted = question::read_question(office, request, reader, id, Side::Office);
    if (!wanted) return show(office, request, id, reader.errors());
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY_DO(question::ask(tx, viewer, now, *wanted));
            return office::Done{url_of(id), "連携室に質問しました"};
        });
}

Result<http::Response> answer(Office& office, const http::Request& request) {
    TRY(const auto id, asked_about(office, request));
    office::FormReader reader(request.form(), office.clock.today());
    const auto text = reader.text("answer", question::kTextChars, Required::Yes);
    if (!reader.ok()) return show(office, request, id, reader.errors());
    return question::answer(office, request, Side::Ward, text, url_of(id));
}

Result<http::Response> end(Office& office, const http::Request& request) {
    TRY(const auto id, asked_about(office, request));
    return question::end(office, request, Side::Ward, url_of(id));
}

/// 転棟 and 退院 alone: who admitted a patient here would give themselves sight.
Result<http::Response> enter_stay(Office& office, const http::Request& request) {
    TRY(const auto id, patient_in(office, request));
    office::FormReader reader(request.form(), office.clock.today());
    const auto step = ward::read_stay_step(reader, request.form());
    if (step.step != "move" && step.step != "discharge")
        return fail(ErrorKind::Forbidden, "stay.office_enters");
    if (!reader.ok()) return show(office, request, id, reader.errors());
    auto done = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY(auto said, ward::take_stay_step(tx, viewer, now, id, step));
            return office::Done{html::Url::path("/ward"), std::move(said)};
        });
    if (done || done.error().field.empty()) return done;
    reader.wrong(done.error());
    return show(office, request, id, reader.errors());
}

}  // namespace

void add_patient_routes(http::Router& router, Office& office) {
    router.add("GET", "/ward/patients/{id}",
               [&office](http::Request& request) -> Result<http::Response> {
                   TRY(const auto id, request.path_id<PatientId>("id"));
                   return show(office, request, id);
               });
    router.add("POST", "/ward/patients/{id}/questions",
               [&office](http::Request& request) { return ask(office, request); });
    router.add("POST", "/ward/patients/{id}/stay",
               [&office](http::Request& request) { return enter_stay(office, request); });
    router.add("POST", "/ward/questions/{id}/answer",
               [&office](http::Request& request) { return answer(office, request); });
    router.add("POST", "/ward/questions/{id}/end",
               [&office](http::Request& request) { return end(office, request); });
}

}  // namespace kakehashi::ward_desk
