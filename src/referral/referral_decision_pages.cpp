// Judging a referral and telling the referrer: accept, ask, decline, forward, withdraw, take back.
#include <algorithm>

#include "base/era.hpp"
#include "base/messages.hpp"
#include "base/text.hpp"
#include "office/calls.hpp"
#include "patient/patient_store.hpp"
#include "referral/read_patient.hpp"
#include "referral/referral_answer.hpp"
#include "referral/referral_choices.hpp"
#include "referral/referral_intake.hpp"
#include "referral/referral_pane.hpp"
#include "referral/referral_routes.hpp"
#include "referral/referral_stop.hpp"
#include "referral/referral_undo.hpp"

namespace kakehashi::referral_pages {
namespace {

using office::Done;
using Change = std::function<Result<Done>(db::Transaction&, const Viewer&, Instant)>;

constexpr std::size_t kNoteChars = 400;
constexpr std::pair<std::string_view, std::string_view> kMeans[] = {
    {"fax", "FAX"},     {"phone", "電話"},      {"post", "郵送"},
    {"mail", "メール"}, {"portal", "ポータル"}, {"hand", "手渡し"}};

/// A question that a page of its own asks.
struct Question {
    std::string_view path, heading, sentence, button;
    bool danger = false;
    bool reasons = false;
    std::string_view note_name = {}, note_label = {};
    bool note_required = false;
    bool answers = false;   // asks how the referrer was told
    bool may_wait = false;  // あとで送る is a choice
};

constexpr Question kDecline{"decline",
                            "受入不可と返答する",
                            "紹介元に理由とともに伝えます。伝えたあとは取り消せません。",
                            "受入不可と返答する",
                            true,
                            true,
                            "note",
                            "紹介元に伝えること",
                            false,
                            true,
                            true};
constexpr Question kForward{"forward",
                            "他院へ案内する",
                            "案内する医療機関を紹介元に伝えます。伝えたあとは取り消せません。",
                            "他院へ案内する",
                            false,
                            false,
                            "to_whom",
                            "案内する医療機関",
                            true,
                            true,
                            true};
constexpr Question kWithdrawal{"withdrawal",
                               "取り下げる",
                               "この紹介を終わりにします。予約があれば空きにもどります。",
                               "取り下げる",
                               true,
                               false,
                               "reason",
                               "取り下げの理由",
                               true};
constexpr Question kSetAside{"set-aside",
                             "紹介でないものとして片づける",
                             "宛先ちがいや広告のときに使います。原本は残ります。",
                             "紹介でないものにする",
                             false,
                             false,
                             "reason",
                             "理由",
                             true};
constexpr Question kAnswer{
    "answer",
    "紹介元へ返答を送った記録",
    "送った方法と文書を残します。文書を選ばないときは FAX送付状を作って残します。",
    "送ったことを記録する",
    false,
    false,
    {},
    {},
    false,
    true};

Result<http::Response> ask_page(Office& office, const http::Request& request,
                                const Question& question,
                                const std::vector<FieldError>& errors = {}) {
    const auto& viewer = office::viewer_of(request);
    TRY(const auto id, request.path_id<ReferralId>("id"));
    auto tx = office.db.read();
    TRY(const auto referral, find_referral(tx, viewer, id));
    const auto names = names_of(tx, viewer, id);
    const auto& form = request.form();
    AskView view;
    view.frame =
        office::make_frame(office, tx, request, std::string{question.heading}, "/referrals", true);
    view.number = referral.number;
    view.heading = question.heading;
    view.sentence = names.referrer_name.empty()
                        ? std::string{question.sentence}
                        : "紹介元: " + names.referrer_name + "。" + std::string{question.sentence};
    view.button = question.button;
    view.button_css = question.danger ? "k-btn danger" : "k-btn pri";
    view.back = url_of(id);
    view.action = url_of(id).segment(question.path);
    view.errors = errors;
    view.version = referral.version;
    if (question.reasons) {
        view.reason_label = "理由";
        for (const auto& reason : decline_reasons())
            view.reasons.push_back({std::string{reason.code}, std::string{reason.text},
                                    form.text("reason") == reason.code});
    }
    view.note_name = question.note_name;
    view.note_label = question.note_label;
    view.note_required = question.note_required;
    if (!question.note_name.empty()) {
        view.note = form.text(question.note_name);
        view.note_error = office::error_of(errors, question.note_name);
    }
    if (question.answers) {
        const bool again = !errors.empty();  // what was chosen and typed stands again
        const auto usual = again ? std::string{form.text("means")} : names.referrer_reply_means;
        const auto chosen = form.all("document");
        view.address = form.text("address");
        view.means_label = question.may_wait ? "伝え方" : "送った方法";
        for (const auto& [word, label] : kMeans)
            view.means.push_back({std::string{word},
                                  std::string{label} + (question.may_wait ? "で伝えた" : ""),
                                  word == usual});
        if (question.may_wait) view.means.push_back({"", "このあと送る", again && usual.empty()});
        view.cover = url_of(id).segment("fax-cover.pdf");
        auto typed = referral;
        if (!question.note_name.empty()) typed.decision_note = form.text(question.note_name);
        view.against = consent_parts::against(
            decide_answer(tx, viewer, typed, office.clock.today()), referral.patient);
        consent_parts::keep_typed(view.against, form);
        if (!question.may_wait)
            for (const auto& document : documents_of_case(tx, viewer, case_of(id)))
                if (document.kind == "booking_slip" || document.kind == "visit_guide" ||
                    document.kind == "fax_cover")
                    view.papers.push_back(
                        {document.id.text(), document.title + " " + document.number,
                         again ? std::ranges::find(chosen, document.id.text()) != chosen.end()
                               : document.kind != "fax_cover"});
    }
    return office::page(render_ask, view, errors.empty() ? 200 : 422);
}

AnswerForm answer_in(office::FormReader& form, const http::Request& request) {
    AnswerForm answer;
    for (const auto& [word, label] : kMeans)
        if (request.form().text("means") == word) answer.means = word;
    if (answer.means.empty() && !request.form().text("means").empty())
        form.wrong({ErrorKind::Invalid, "choice.required", "means"});
    answer.address = form.line("address", 120);
    answer.leave = consent_parts::leave_in(request.form());
    for (const auto text : request.form().all("document"))
        if (const auto id = CaseDocumentId::parse(text)) answer.documents.push_back(*id);
    return answer;
}

/// Runs the change of a question's page; wrong input shows the page again.
Result<http::Response> answer_question(
    Office& office, http::Request& request, const Question& question,
    const std::function<Result<Done>(office::FormReader&, db::Transaction&, const Viewer&,
                                     Instant)>& change) {
    office::FormReader form{request.form(), date_in_japan(office.clock.now()),
                            std::string{question.path}};
    auto done = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
            auto result = change(form, tx, viewer, now);
            if (result && !form.ok()) return fail(ErrorKind::Invalid, "referral.form_refused");
            return result;
        });
    const bool stopped = !done && is_objection(done.error());
    if (stopped) {
        TRY(const auto id, request.path_id<ReferralId>("id"));
        trace_stops(office, request, {id});
    }
    if (done || (done.error().kind != ErrorKind::Invalid && !stopped)) return done;
    if (form.ok()) form.wrong(done.error());
    return ask_page(office, request, question, form.errors());
}

Result<Done> tell_or_wait(Office& office, db::Transaction& tx, const Viewer& viewer, Instant now,
                          const Referral& referral, const AnswerForm& answer) {
    if (answer.means.empty())
        return Done{url_of(referral.id), "記録しました。紹介元への返答を忘れずに送ります",
                    url_of(referral.id).segment("take-back")};
    TRY_DO(send_answer(office, tx, viewer, now, referral, answer));
    return Done{url_of(referral.id), "返答を記録しました"};
}

Result<http::Response> decline(Office& office, http::Request& request) {
    return answer_question(
        office, request, kDecline,
        [&](office::FormReader& form, db::Transaction& tx, const Viewer& viewer,
            Instant now) -> Result<Done> {
            TRY(auto referral, referral_as_seen(tx, viewer, request));
            const auto note = form.text("note", kNoteChars);
            const auto answer = answer_in(form, request);
            TRY(referral, referral.decline(request.form().text("reason"), note, now));
            TRY(referral, save_referral(tx, viewer, now, referral, "referral.declined",
                                        json::object({{"reason", referral.decision_reason}})));
            return tell_or_wait(office, tx, viewer, now, referral, answer);
        });
}

Result<http::Response> forward(Office& office, http::Request& request) {
    return answer_question(office, request, kForward,
                           [&](office::FormReader& form, db::Transaction& tx, const Viewer& viewer,
                               Instant now) -> Result<Done> {
                               TRY(auto referral, referral_as_seen(tx, viewer, request));
                               const auto to_whom = form.text("to_whom", kNoteChars, Required::Yes);
                               if (!form.ok())
                                   return fail(ErrorKind::Invalid, "referral.form_refused");
                               const auto answer = answer_in(form, request);
                               TRY(referral, referral.forward(to_whom, now));
                               TRY(referral,
                                   save_referral(tx, viewer, now, referral, "referral.forwarded",
                                                 json::object({{"to", to_whom}})));
                               return tell_or_wait(office, tx, viewer, now, referral, answer);
                           });
}

Result<http::Response> withdraw(Office& office, http::Request& request) {
    return answer_question(
        office, request, kWithdrawal,
        [&](office::FormReader& form, db::Transaction& tx, const Viewer& viewer,
            Instant now) -> Result<Done> {
            TRY(auto referral, referral_as_seen(tx, viewer, request));
            const auto reason = form.text("reason", kNoteChars, Required::Yes);
            if (!form.ok()) return fail(ErrorKind::Invalid, "referral.form_refused");
            const std::string from{to_text(referral.state)};
            TRY(referral, referral.withdraw(reason, now));
            TRY_DO(save_referral(tx, viewer, now, referral, "referral.withdrawn",
                                 json::object({{"reason", reason}, {"from", from}})));
            return Done{url_of(referral.id), "取り下げました",
                        url_of(referral.id).segment("take-back")};
        });
}

Result<http::Response> set_aside(Office& office, http::Request& request) {
    return answer_question(office, request, kSetAside,
                           [&](office::FormReader& form, db::Transaction& tx, const Viewer& viewer,
                               Instant now) -> Result<Done> {
                               TRY(auto referral, referral_as_seen(tx, viewer, request));
                               const auto reason = form.text("reason", kNoteChars, Required::Yes);
                               if (!form.ok())
                                   return fail(ErrorKind::Invalid, "referral.form_refused");
                               TRY(referral, referral.set_aside(reason, now));
                               TRY_DO(save_referral(tx, viewer, now, referral, "referral.set_aside",
                                                    json::object({{"reason", reason}})));
                               return Done{Url::path("/referrals"),
                                           "紹介でないものとして片づけました",
                                           url_of(referral.id).segment("take-back")};
                           });
}

Result<http::Response> answer(Office& office, http::Request& request) {
    return answer_question(office, request, kAnswer,
                           [&](office::FormReader& form, db::Transaction& tx, const Viewer& viewer,
                               Instant now) -> Result<Done> {
                               TRY(auto referral, referral_as_seen(tx, viewer, request));
                               const auto sent = answer_in(form, request);
                               if (sent.means.empty())
                                   return fail(ErrorKind::Invalid, "choice.required", "means");
                               TRY_DO(send_answer(office, tx, viewer, now, referral, sent));
                               return Done{url_of(referral.id), "返答を送った記録を残しました"};
                           });
}

/// The same patient, the same referrer, still open: shown before a second one is registered.
Result<http::Response> overlap_page(Office& office, const http::Request& request,
                                    const Referral& other) {
    TRY(auto id, request.path_id<ReferralId>("id"));
    auto tx = office.db.read();
    AskView view;
    view.frame = office::make_frame(office, tx, request, "重なりの確認", "/referrals", true);
    view.number = other.number;
    view.heading = "同じ患者・同じ紹介元の進行中の紹介があります";
    view.sentence = other.number + "(" + std::string{japanese(other.state)} +
                    ")と同じ紹介状なら、こちらは「紹介でない」にして片づけます。";
    view.button = "別の紹介として登録する";
    view.button_css = "k-btn pri";
    view.back = url_of(other.id);
    view.action = url_of(id).segment("registration");
    TRY(view.version, version_in(request));
    view.hidden = {{"patient", std::string{request.form().text("patient")}}, {"overlap", "1"}};
    return office::page(render_ask, view, 409);
}

Result<http::Response> register_patient(Office& office, http::Request& request) {
    std::optional<Referral> overlap;
    auto done = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
            TRY(const auto referral, referral_as_seen(tx, viewer, request));
            if (!referral.referrer)
                return fail(ErrorKind::Invalid, "referral.referrer_required", "referring_facility");
            const auto chosen = request.form().text("patient");
            PatientId patient;
            if (chosen == "new") {
                const auto read = read_patient_of(tx, viewer, referral.id);
                if (!read) return fail(ErrorKind::Invalid, "text.required", "patient.name");
                TRY(patient, create_patient(tx, viewer, now, *read));
            } else {
                const auto id = PatientId::parse(chosen);
                if (!id) return fail(ErrorKind::Invalid, "referral.patient_required", "patient");
                TRY(const auto found, find_patient(tx, viewer, *id));
                patient = found.id;
                const auto open = open_referrals_of(tx, viewer, patient, referral.referrer);
                if (!open.empty() && request.form().text("overlap") != "1") {
                    overlap = open.front();
                    return fail(ErrorKind::Conflict, "referral.overlaps");
                }
            }
            TRY_DO(register_referral(tx, viewer, now, office.holidays, referral, patient));
            return Done{url_of(referral.id), "登録しました。受入を判断します"};
        });
    if (done) return done;
    if (overlap) return overlap_page(office, request, *overlap);
    if (done.error().kind == ErrorKind::Invalid)
        return detail_page(
            office, request,
            {{done.error().field, std::string{label(done.error().field)}, sentence(done.error())}});
    return done;
}

Result<Done> accept(const http::Request& request, db::Transaction& tx, const Viewer& viewer,
                    Instant now) {
    TRY(auto referral, referral_as_seen(tx, viewer, request));
    const bool needs_booking = request.form().text("walk_in") != "1";
    TRY(referral, accept_referral(tx, viewer, now, referral, needs_booking));
    return Done{url_of(referral.id),
                referral.state == ReferralState::AwaitingBooking
                    ? "受入可にしました。予約を取ります"
                    : "受入可にしました。紹介元へ返答を送ります",
                url_of(referral.id).segment("take-back")};
}

Result<Done> ask_doctor(const http::Request& request, db::Transaction& tx, const Viewer& viewer,
                        Instant now) {
    TRY(auto referral, referral_as_seen(tx, viewer, request));
    TRY(const auto question, clean_line("question", request.form().text("question"), kNoteChars));
    DoctorId doctor;
    if (const auto text = request.form().text("doctor"); !text.empty()) {
        TRY(doctor, DoctorId::parse(text));
        if (doctor != referral.doctor) TRY_DO(check_choice(tx, viewer, doctor));
    }
    TRY(referral, referral.ask_doctor(doctor, question, now));
    TRY(referral, save_referral(tx, viewer, now, referral, "referral.asked",
                                json::object({{"question", question}})));
    return Done{url_of(referral.id), "医師に確認中にしました",
                url_of(referral.id).segment("take-back")};
}

Result<Done> take_back(const http::Request& request, db::Transaction& tx, const Viewer& viewer,
                       Instant now) {
    TRY(const auto id, request.path_id<ReferralId>("id"));
    TRY(auto referral, request.form().has("version") ? referral_as_seen(tx, viewer, request)
                                                     : find_referral(tx, viewer, id));
    TRY_DO(take_back_referral(tx, viewer, now, referral));
    return Done{url_of(id), "元にもどしました"};
}

Result<Done> assign(const http::Request& request, db::Transaction& tx, const Viewer& viewer,
                    Instant now) {
    TRY(auto referral, referral_as_seen(tx, viewer, request));
    referral.assignee = {};
    if (const auto text = request.form().text("assignee"); !text.empty()) {
        TRY(referral.assignee, UserId::parse(text));
        TRY_DO(check_choice(tx, viewer, referral.assignee));
    }
    TRY(referral, save_referral(tx, viewer, now, referral, "referral.assigned", {},
                                referral.state == ReferralState::Visited));
    for (const auto& duty : open_duties_of(tx, viewer, case_of(referral.id)))
        TRY_DO(assign_duty(tx, viewer, duty.id, duty.version, referral.assignee));
    return Done{url_of(referral.id), "担当を決めました"};
}

Result<Done> snooze(Office& office, const http::Request& request, db::Transaction& tx,
                    const Viewer& viewer, Instant now) {
    TRY(const auto id, request.path_id<ReferralId>("id"));
    TRY(const auto duty_id, DutyId::parse(request.form().text("duty")));
    TRY(const auto version, version_in(request));
    TRY(const auto duty, find_duty(tx, viewer, duty_id));
    if (duty.about.kind != "referral" || duty.about.id != id.value)
        return fail(ErrorKind::NotFound, "duty.not_found");
    const auto today = date_in_japan(now);
    const auto word = request.form().text("until");
    Instant until = now + std::chrono::hours{1};
    if (word == "afternoon")
        until = std::max(until, instant_in_japan(today, std::chrono::hours{13}));
    else if (word == "morning")
        until = instant_in_japan(office.holidays.next_business_day(today),
                                 std::chrono::minutes{8 * 60 + 30});
    TRY_DO(snooze_duty(tx, viewer, duty_id, version, until, ""));
    record_event(
        tx, viewer, now, duty.about, duty.patient, "duty.snoozed",
        json::object({{"kind", duty.kind}, {"until", iso_instant(until)}, {"reason", ""}}));
    return Done{Url::path("/referrals"), "あとにしました。時刻になると一覧にもどります"};
}

Result<Done> compare(const http::Request& request, db::Transaction& tx, const Viewer& viewer,
                     Instant now) {
    TRY(const auto id, request.path_id<ReferralId>("id"));
    TRY(const auto referral, find_referral(tx, viewer, id));
    const auto duties = open_duties_of(tx, viewer, case_of(id));
    const bool added = std::ranges::find(duties, kDutyAdded, &Duty::kind) != duties.end();
    for (const auto kind : {kDutyCompare, kDutyAdded})
        close_duty(tx, viewer, now, case_of(id), kind);
    record_event(tx, viewer, now, case_of(id), referral.patient,
                 added ? "referral.papers_seen" : "referral.compared");
    return Done{url_of(id), "くらべたことを記録しました"};
}

Result<Done> log_call(const http::Request& request, db::Transaction& tx, const Viewer& viewer,
                      Instant now) {
    TRY(const auto id, request.path_id<ReferralId>("id"));
    TRY(const auto referral, find_referral(tx, viewer, id));
    TRY(auto call, office::read_call(request.form()));
    call.contact.about = case_of(id);
    call.contact.patient = referral.patient;
    call.contact.partner = referral.referrer;
    office::log_call(tx, viewer, now, std::move(call));
    return Done{url_of(id), "連絡を記録しました"};
}

}  // namespace

void add_decision_routes(http::Router& router, Office& office) {
    const auto post = [&](std::string_view path,
                          std::function<Result<Done>(const http::Request&, db::Transaction&,
                                                     const Viewer&, Instant)>
                              change) {
        router.add("POST", "/referrals/{id}/" + std::string{path},
                   [&office, change](http::Request& request) {
                       return office::change_once(
                           office, request,
                           [&](db::Transaction& tx, const Viewer& viewer, Instant now) {
                               return change(request, tx, viewer, now);
                           });
                   });
    };
    post("acceptance", accept);
    post("consultation", ask_doctor);
    post("take-back", take_back);
    post("assignee", assign);
    post("comparison", compare);
    post("contacts", log_call);
    post("snooze",
         [&office](const http::Request& request, db::Transaction& tx, const Viewer& viewer,
                   Instant now) { return snooze(office, request, tx, viewer, now); });
    router.add("POST", "/referrals/{id}/registration",
               [&office](http::Request& request) { return register_patient(office, request); });
    using Page = Result<http::Response> (*)(Office&, http::Request&);
    const std::pair<const Question*, Page> questions[] = {{&kDecline, decline},
                                                          {&kForward, forward},
                                                          {&kWithdrawal, withdraw},
                                                          {&kSetAside, set_aside},
                                                          {&kAnswer, answer}};
    for (const auto& [question, page] : questions) {
        const auto pattern = "/referrals/{id}/" + std::string{question->path};
        router.add("GET", pattern, [&office, question = question](http::Request& request) {
            return ask_page(office, request, *question);
        });
        router.add("POST", pattern, [&office, page = page](http::Request& request) {
            return page(office, request);
        });
    }
}

}  // namespace kakehashi::referral_pages
