// POST /incidents/{id}/…: what is done about one incident.
#include "incident/incident_steps.hpp"
#include "office/change.hpp"
#include "patient/patient_store.hpp"

namespace kakehashi::incident {
namespace {

constexpr std::size_t kTextChars = 1000;

/// One change of the incident as it is now. What is wrong with a field stands beside the field,
/// which is called `prefix` + its name in the form.
template <typename Change>
Result<http::Response> change_incident(Office& office, const http::Request& request,
                                       office::FormReader& reader, const std::string& prefix,
                                       std::string_view toast, Change&& change) {
    TRY(const auto id, request.path_id<IncidentId>("id"));
    if (!reader.ok()) return show_incident(office, request, reader.errors());
    auto done = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY(const auto incident, find_incident(tx, viewer, id));
            TRY_DO(change(tx, viewer, now, incident));
            return office::Done{url_of(id), std::string{toast}};
        });
    if (done || done.error().field.empty()) return done;
    auto wrong = done.error();
    wrong.field = prefix + wrong.field;
    reader.wrong(wrong);
    return show_incident(office, request, reader.errors());
}

/// The step with its fields, as the form of its kind sent them.
Step read_step(StepKind kind, const http::Form& form, office::FormReader& reader) {
    Step step;
    step.kind = kind;
    step.on = reader.date(field_of(kind, "on"), Required::Yes).value_or(Date{});
    step.text = reader.text(field_of(kind, "step_text"), kTextChars, Required::Yes);
    const auto word = [&](std::string_view name) { return form.text(field_of(kind, name)); };
    if (kind == StepKind::Notice)
        step.means = reader.keep(
            chosen(means(), word("notice_means"), field_of(kind, "notice_means").c_str()));
    if (kind == StepKind::NoReport)
        step.exemption = reader.keep(
            chosen(exemptions(), word("exemption"), field_of(kind, "exemption").c_str()));
    return step;
}

http::Handler taking(Office& office, StepKind kind, std::string_view toast) {
    return [&office, kind, toast](http::Request& request) {
        const auto today = office.clock.today();
        office::FormReader reader(request.form(), today);
        auto step = read_step(kind, request.form(), reader);
        return change_incident(office, request, reader, field_of(kind, ""), toast,
                               [&](db::Transaction& tx, const Viewer& viewer, Instant now,
                                   const Incident& incident) -> Result<void> {
                                   step.by = {viewer.user, viewer.name};
                                   TRY(const auto next, incident.take(step, today));
                                   return save_incident(tx, viewer, now, next, office.holidays);
                               });
    };
}

Result<http::Response> take_back(Office& office, const http::Request& request) {
    const auto today = office.clock.today();
    office::FormReader reader(request.form(), today);
    const auto step = reader.id<StepId>("step", Required::Yes);
    const auto field = taking_back_field(step);
    const auto reason = reader.text(field, kTextChars, Required::Yes);
    return change_incident(
        office, request, reader, field.substr(0, field.find('.') + 1), "手続きを取り消しました",
        [&](db::Transaction& tx, const Viewer& viewer, Instant now,
            const Incident& incident) -> Result<void> {
            TRY(const auto next,
                incident.take_back(step, reason, {viewer.user, viewer.name}, today));
            return save_incident(tx, viewer, now, next, office.holidays);
        });
}

Result<http::Response> close(Office& office, const http::Request& request) {
    const auto today = office.clock.today();
    office::FormReader reader(request.form(), today);
    return change_incident(
        office, request, reader, {}, "終了にしました",
        [&](db::Transaction& tx, const Viewer& viewer, Instant now,
            const Incident& incident) -> Result<void> {
            TRY(const auto next, incident.close({viewer.user, viewer.name}, today));
            return save_incident(tx, viewer, now, next, office.holidays);
        });
}

Result<http::Response> add_patient(Office& office, const http::Request& request) {
    office::FormReader reader(request.form(), office.clock.today());
    const auto number = reader.keep(parse_patient_number("number", request.form().text("number")));
    if (reader.ok() && number.empty())
        reader.wrong({ErrorKind::Invalid, "text.required", "number"});
    return change_incident(office, request, reader, {}, "患者を加えました",
                           [&](db::Transaction& tx, const Viewer& viewer, Instant now,
                               const Incident& incident) -> Result<void> {
                               TRY(const auto patient, patient_with_number(tx, viewer, number));
                               return name_patient(tx, viewer, now, incident, patient);
                           });
}

Result<http::Response> remove(Office& office, const http::Request& request) {
    TRY(const auto named, request.path_id<NamedId>("named"));
    office::FormReader reader(request.form(), office.clock.today());
    return change_incident(
        office, request, reader, {}, "患者を外しました",
        [&](db::Transaction& tx, const Viewer& viewer, Instant now, const Incident& incident) {
            return remove_patient(tx, viewer, now, incident, named);
        });
}

}  // namespace

void add_step_routes(http::Router& router, Office& office) {
    router.add("POST", "/incidents/{id}/first-report",
               taking(office, StepKind::FirstReport, "速報を記録しました"));
    router.add("POST", "/incidents/{id}/notice",
               taking(office, StepKind::Notice, "本人への通知を記録しました"));
    router.add("POST", "/incidents/{id}/final-report",
               taking(office, StepKind::FinalReport, "確報を記録しました"));
    router.add("POST", "/incidents/{id}/prevention",
               taking(office, StepKind::Prevention, "再発防止策を記録しました"));
    router.add("POST", "/incidents/{id}/no-report",
               taking(office, StepKind::NoReport, "報告しない判断を記録しました"));
    router.add("POST", "/incidents/{id}/corrections",
               [&office](http::Request& request) { return take_back(office, request); });
    router.add("POST", "/incidents/{id}/closing",
               [&office](http::Request& request) { return close(office, request); });
    router.add("POST", "/incidents/{id}/patients",
               [&office](http::Request& request) { return add_patient(office, request); });
    router.add("POST", "/incidents/{id}/patients/{named}/removal",
               [&office](http::Request& request) { return remove(office, request); });
}

}  // namespace kakehashi::incident
