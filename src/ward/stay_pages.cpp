// /patients/{id}/stay: in which wards the patient was, and 入院・転棟・退院 entered by the office.
#include "base/era.hpp"
#include "ward/stay_form.hpp"
#include "ward/stay_note.hpp"
#include "ward/ward_routes.hpp"

namespace kakehashi::ward {
namespace {

html::Url patient_page_of(PatientId patient) {
    return html::Url::path("/patients").segment(patient.value);
}

StayLine line_of(const ListedStay& listed, Date today) {
    const auto& stay = listed.stay;
    return {listed.ward, days_text(stay.since, stay.until, today),
            stay.is_open()                    ? "入院中"
            : stay.end == StayEnd::Discharged ? "退院"
                                              : "転棟"};
}

Result<http::Response> show(Office& office, const http::Request& request,
                            std::vector<office::FieldError> errors = {}) {
    TRY(const auto id, request.path_id<PatientId>("id"));
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    TRY(const auto patient, find_stay_patient(tx, viewer, id));
    StayView view;
    view.frame = office::make_frame(office, tx, request, "入院の記録", "/patients");
    view.errors = std::move(errors);
    view.patient = patient.name;
    view.patient_page = patient_page_of(id);
    view.target = patient_page_of(id).segment("stay");
    const auto stays = stays_of(tx, viewer, id);
    for (const auto& listed : stays) view.lines.push_back(line_of(listed, today));
    WardId there;
    if (!stays.empty() && stays.front().stay.is_open()) {
        view.there = true;
        view.now = stay_words(stays.front(), today);
        view.version = stays.front().stay.version;
        there = stays.front().stay.ward;
    }
    const bool posted = request.method == "POST";
    view.on = posted ? std::string{request.form().text("on")} : iso_date(today);
    view.wards = ward_choices(tx, viewer.facility, there,
                              posted ? request.form().text("ward") : std::string_view{});
    view.ward_error = office::error_of(view.errors, "ward");
    view.on_error = office::error_of(view.errors, "on");
    return office::page(render_stay, view, view.errors.empty() ? 200 : 422);
}

Result<http::Response> enter(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<PatientId>("id"));
    {
        auto tx = office.db.read();
        TRY_DO(find_stay_patient(tx, office::viewer_of(request), id));
    }
    office::FormReader reader(request.form(), office.clock.today());
    const auto step = read_stay_step(reader, request.form());
    if (!reader.ok()) return show(office, request, reader.errors());
    auto done = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY(auto said, take_stay_step(tx, viewer, now, id, step));
            return office::Done{patient_page_of(id), std::move(said)};
        });
    if (done || done.error().field.empty()) return done;
    reader.wrong(done.error());
    return show(office, request, reader.errors());
}

}  // namespace

void add_stay_routes(http::Router& router, Office& office) {
    router.add("GET", "/patients/{id}/stay",
               [&office](http::Request& request) { return show(office, request); });
    router.add("POST", "/patients/{id}/stay",
               [&office](http::Request& request) { return enter(office, request); });
}

}  // namespace kakehashi::ward
