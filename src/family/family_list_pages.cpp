// /patients/{id}/handed: what was handed to whom, and one of them with its papers.
#include "base/era.hpp"
#include "family/family_routes.hpp"
#include "office/change.hpp"
#include "patient/patient_store.hpp"

namespace kakehashi::family {
namespace {

std::string when_text(Instant at, Date today) {
    return short_date(date_in_japan(at), today) + " " + time_text(at);
}

std::string cancelled_text(const HandOver& given, Date today) {
    if (!given.cancelled) return {};
    const auto& cancelled = *given.cancelled;
    return "取り消し " + when_text(cancelled.at, today) + " " + cancelled.by + ":" +
           cancelled.reason;
}

HandOverLine line_of(const HandOver& given, Date today) {
    HandOverLine line;
    line.url = url_of(given.patient, given.id);
    line.when = when_text(given.at, today);
    line.receiver = given.to.name;
    line.relation = given.to.relation;
    for (const auto& paper : given.papers)
        line.papers += (line.papers.empty() ? "" : "、") + paper.title;
    line.purpose = given.purpose;
    line.by = given.by;
    line.cancelled = cancelled_text(given, today);
    return line;
}

Result<http::Response> show_list(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<PatientId>("id"));
    const auto& viewer = office::viewer_of(request);
    auto tx = office.db.read();
    TRY(const auto patient, find_patient(tx, viewer, id));
    if (patient.id != id) return http::Response::redirect(list_of(patient.id).text());
    ListView view;
    view.frame = office::make_frame(office, tx, request, "ご家族へのお渡し", "/patients");
    view.patient = patient.name;
    view.patient_page = patient_page_of(id);
    view.add = list_of(id).segment("new");
    for (const auto& given : hand_overs_of(tx, viewer, id))
        view.lines.push_back(line_of(given, office.clock.today()));
    view.count = std::to_string(view.lines.size()) + "件";
    return office::page(render_list, view);
}

Result<http::Response> show_one(Office& office, const http::Request& request,
                                const std::vector<office::FieldError>& errors = {}) {
    TRY(const auto id, request.path_id<PatientId>("id"));
    TRY(const auto hand_over, request.path_id<HandOverId>("hand_over"));
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    TRY(const auto patient, find_patient(tx, viewer, id));
    TRY(const auto given, find_hand_over(tx, viewer, patient.id, hand_over));
    OneView view;
    view.frame = office::make_frame(office, tx, request, "お渡しの記録", "/patients");
    view.errors = errors;
    view.patient = patient.name;
    view.patient_page = patient_page_of(patient.id);
    view.list = list_of(patient.id);
    view.number = given.number;
    view.receiver = given.to.name;
    view.relation = given.to.relation;
    view.recognised = japanese(given.recognised);
    view.asked_by = japanese(given.asked_by);
    view.purpose = given.purpose;
    view.when = when_text(given.at, today);
    view.by = given.by;
    view.left_out = given.left_out;
    view.cancelled = cancelled_text(given, today);
    view.reason = request.form().text("cancel_reason");
    view.receipt = html::Url::path("/documents").segment(given.receipt.value);
    view.leak = html::Url::path("/incidents/new").with("patient", patient.id.value);
    if (!given.cancelled) view.cancel = url_of(patient.id, given.id).segment("cancellation");
    for (const auto& paper : given.papers) {
        PaperLink link{paper.title, paper.number, std::to_string(paper.pages) + "枚", {}};
        if (paper.is_kept && !given.cancelled)
            link.url = html::Url::path("/documents").segment(paper.document.value);
        view.papers.push_back(std::move(link));
    }
    return office::page(render_one, view, errors.empty() ? 200 : 422);
}

Result<http::Response> cancel(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<PatientId>("id"));
    TRY(const auto hand_over, request.path_id<HandOverId>("hand_over"));
    auto done = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY(const auto patient, find_patient(tx, viewer, id));
            TRY_DO(cancel_hand_over(tx, viewer, now, patient.id, hand_over,
                                    request.form().text("cancel_reason")));
            return office::Done{url_of(patient.id, hand_over),
                                "取り消しました。もとの記録も残っています"};
        });
    if (done || done.error().field.empty()) return done;
    office::FormReader reader(request.form(), office.clock.today());
    reader.wrong(done.error());
    return show_one(office, request, reader.errors());
}

}  // namespace

html::Url patient_page_of(PatientId patient) {
    return html::Url::path("/patients").segment(patient.value);
}

html::Url list_of(PatientId patient) {
    return patient_page_of(patient).segment("handed");
}

html::Url url_of(PatientId patient, HandOverId id) {
    return list_of(patient).segment(id.value);
}

void add_list_routes(http::Router& router, Office& office) {
    router.add("GET", "/patients/{id}/handed",
               [&office](http::Request& request) { return show_list(office, request); });
    router.add("GET", "/patients/{id}/handed/{hand_over}",
               [&office](http::Request& request) { return show_one(office, request); });
    router.add("POST", "/patients/{id}/handed/{hand_over}/cancellation",
               [&office](http::Request& request) { return cancel(office, request); });
}

}  // namespace kakehashi::family
