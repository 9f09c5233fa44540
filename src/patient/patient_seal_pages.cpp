// /patients/{id}/seal: 閲覧の制限. /break-glass: 緊急閲覧.
#include <algorithm>
#include <set>

#include "base/era.hpp"
#include "office/change.hpp"
#include "patient/patient_parts.hpp"
#include "patient/patient_seal.hpp"
#include "patient/patient_seal_views.hpp"
#include "platform/auth/session.hpp"
#include "platform/duty/duty.hpp"
#include "team/team_store.hpp"

namespace kakehashi::patient_pages {
namespace {

constexpr std::size_t kReasonChars = 200;

constexpr std::pair<std::string_view, std::string_view> kWhys[] = {
    {"emergency", "救急の受入・急変"},
    {"safety", "本人の安全の確保"},
    {"order", "命令・届出"},
    {"other", "そのほか"}};

bool reads(const Seal& seal, UserId user) {
    return std::any_of(seal.readers.begin(), seal.readers.end(), [&](const SealReader& reader) {
        return reader.user == user && !reader.until;
    });
}

/// Who of the house works for the patient now: those are offered as readers.
std::set<UserId> colleagues_of_team(db::Transaction& tx, const Viewer& viewer, PatientId patient) {
    std::set<UserId> users;
    for (const auto& listed : team::team_of(tx, viewer, patient))
        if (listed.member.is_current() && listed.member.user) users.insert(listed.member.user);
    return users;
}

Result<http::Response> show_seal(Office& office, const http::Request& request,
                                 const std::vector<office::FieldError>& errors = {}) {
    TRY(const auto id, request.path_id<PatientId>("id"));
    const auto& viewer = office::viewer_of(request);
    auto tx = office.db.read();
    TRY(const auto patient, find_patient(tx, viewer, id));
    const auto today = office.clock.today();
    SealView view;
    view.frame = office::make_frame(office, tx, request, "閲覧の制限", "/patients");
    view.name = patient.name;
    view.back = url_of(patient.id);
    view.seal = url_of(patient.id).segment("seal");
    view.readers = html::Url{view.seal}.segment("readers");
    view.end = html::Url{view.seal}.segment("end");
    const auto seal = seal_of(tx, viewer, patient.id);
    if (seal && seal->is_opened_for(viewer.user))
        return fail(ErrorKind::Refused, "seal.opened_only");
    if (seal) {
        view.sealed = true;
        view.kind = japanese(seal->kind);
        view.reason = seal->reason;
        view.since = short_date(date_in_japan(seal->at), today) + " から。" + seal->by;
        for (const auto& reader : seal->readers)
            if (reader.until)
                view.glass.push_back(reader.name + " さん " + time_text(*reader.until) +
                                     " まで(緊急閲覧)");
    }
    for (const auto kind : {SealKind::Abuse, SealKind::Staff, SealKind::Vip, SealKind::Other})
        view.kinds.push_back(
            {std::string{to_text(kind)}, std::string{japanese(kind)}, kind == SealKind::Abuse});
    const auto team = colleagues_of_team(tx, viewer, patient.id);
    for (const auto& user : users_of(tx, viewer.facility))
        if (user.active && user.role != Role::Head && user.id != viewer.user)
            view.colleagues.push_back({user.id.text(),
                                       user.name + "(" + std::string{japanese(user.role)} + ")",
                                       seal ? reads(*seal, user.id) : team.contains(user.id)});
    view.errors = errors;
    view.reason_error = office::error_of(errors, "reason");
    if (!errors.empty()) view.typed = request.form().text("reason");
    return office::page(render_seal, view, errors.empty() ? 200 : 422);
}

std::vector<UserId> chosen_readers(const http::Form& form) {
    std::vector<UserId> readers;
    for (const auto text : form.all("reader"))
        if (const auto user = UserId::parse(text)) readers.push_back(*user);
    return readers;
}

Result<http::Response> seal(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<PatientId>("id"));
    office::FormReader reader(request.form(), office.clock.today());
    const auto kind = reader.keep(parse_seal_kind(request.form().text("kind")));
    const auto reason = reader.line("reason", kReasonChars, Required::Yes);
    if (!reader.ok()) return show_seal(office, request, reader.errors());
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY_DO(seal_patient(tx, viewer, now, id, kind, reason, chosen_readers(request.form())));
            return office::Done{url_of(id), "閲覧を制限しました。選んだ職員と室長だけに出ます"};
        });
}

Result<http::Response> name_readers(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<PatientId>("id"));
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY_DO(name_seal_readers(tx, viewer, now, id, chosen_readers(request.form())));
            return office::Done{url_of(id).segment("seal"), "見られる職員を決めました"};
        });
}

Result<http::Response> unseal(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<PatientId>("id"));
    office::FormReader reader(request.form(), office.clock.today());
    const auto reason = reader.line("reason", kReasonChars, Required::Yes);
    if (!reader.ok()) return show_seal(office, request, reader.errors());
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY_DO(unseal_patient(tx, viewer, now, id, reason));
            return office::Done{url_of(id), "閲覧の制限を解きました"};
        });
}

Result<http::Response> show_break_glass(Office& office, const http::Request& request,
                                        const std::vector<office::FieldError>& errors = {}) {
    auto tx = office.db.read();
    BreakGlassView view;
    view.frame = office::make_frame(office, tx, request, "緊急閲覧", "/patients");
    view.review_by =
        short_date(review_day(office.clock.today(), office.holidays), office.clock.today());
    const auto chosen = request.method == "POST" ? request.form().text("why") : "";
    for (const auto& [value, label] : kWhys)
        view.whys.push_back({std::string{value}, std::string{label}, chosen == value});
    if (request.method == "POST") {
        view.number = request.form().text("number");
        view.reason = request.form().text("reason");
    }
    view.errors = errors;
    view.number_error = office::error_of(errors, "number");
    view.reason_error = office::error_of(errors, "reason");
    view.why_error = office::error_of(errors, "why");
    return office::page(render_break_glass, view, errors.empty() ? 200 : 422);
}

Result<http::Response> open_in_emergency(Office& office, const http::Request& request) {
    office::FormReader reader(request.form(), office.clock.today());
    const auto number = reader.keep(parse_patient_number("number", request.form().text("number")));
    if (number.empty()) reader.wrong({ErrorKind::Invalid, "text.required", "number"});
    const std::string why{request.form().text("why")};
    const bool known = std::any_of(std::begin(kWhys), std::end(kWhys),
                                   [&](const auto& one) { return one.first == why; });
    if (!known) reader.wrong({ErrorKind::Invalid, "break_glass.why", "why"});
    const auto reason = reader.line("reason", kReasonChars, Required::Yes);
    if (!reader.ok()) return show_break_glass(office, request, reader.errors());
    auto done = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY(const auto patient,
                break_glass(tx, viewer, now, office.holidays, number, why, reason));
            return office::Done{url_of(patient), "緊急閲覧を始めました。60分で閉じます"};
        });
    if (done || done.error().kind != ErrorKind::NotFound) return done;
    reader.wrong({ErrorKind::NotFound, "patient.no_such_number", "number"});
    return show_break_glass(office, request, reader.errors());
}

/// The 室長 has looked at what was done: the duty ends, and who opened it can read it no longer.
Result<http::Response> review(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<PatientId>("id"));
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY_DO(review_glass(tx, viewer, now, id, request.form().text("topic")));
            return office::Done{html::Url::path("/today"), "緊急閲覧を見直しました"};
        });
}

}  // namespace

NextAction review_action(Office&, db::Transaction& tx, const Viewer& viewer, const Duty& duty) {
    NextAction next;
    const PatientId patient{duty.about.id};
    next.details = url_of(patient);
    next.facts.push_back({"開いた人と理由", duty.note, {}, true});
    if (const auto seal = seal_of(tx, viewer, patient))
        next.facts.push_back({"制限のわけ", std::string{japanese(seal->kind)}, seal->reason});
    next.actions.push_back({"見直しました",
                            url_of(patient).segment("glass-review"),
                            true,
                            "check",
                            {{"topic", duty.topic}}});
    return next;
}

void add_seal_routes(http::Router& router, Office& office) {
    router.add("GET", "/patients/{id}/seal",
               [&office](http::Request& request) { return show_seal(office, request); });
    router.add("POST", "/patients/{id}/seal",
               [&office](http::Request& request) { return seal(office, request); });
    router.add("POST", "/patients/{id}/seal/readers",
               [&office](http::Request& request) { return name_readers(office, request); });
    router.add("POST", "/patients/{id}/seal/end",
               [&office](http::Request& request) { return unseal(office, request); });
    router.add("POST", "/patients/{id}/glass-review",
               [&office](http::Request& request) { return review(office, request); });
    router.add("GET", "/break-glass",
               [&office](http::Request& request) { return show_break_glass(office, request); });
    router.add("POST", "/break-glass",
               [&office](http::Request& request) { return open_in_emergency(office, request); });
}

}  // namespace kakehashi::patient_pages
