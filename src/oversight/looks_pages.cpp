#include "office/access.hpp"
#include "office/traces.hpp"
#include "oversight/oversight_routes.hpp"
#include "oversight/trail_lines.hpp"
#include "oversight/trail_request.hpp"
#include "patient/patient.hpp"
#include "patient/patient_store.hpp"

namespace kakehashi::oversight {
namespace {

constexpr std::size_t kLooksOfPage = 20;

/// この記録を見た人: by number alone, since who audits sees no name.
Result<http::Response> show(Office& office, http::Request& request) {
    TRY(const auto id, request.path_id<PatientId>("id"));
    const auto& viewer = office::viewer_of(request);
    const auto here = html::Url::path("/patients").segment(id.value).segment("looks");
    const auto before = TrailMark::parse(request.query("before"));
    LooksView view;
    TrailFilter of_patient;
    of_patient.patient = id;
    auto tx = office.db.read();
    TRY(const auto patient, find_patient_record(tx, viewer, id));
    auto rows = trail_rows(office.db, viewer.facility, of_patient, before, kLooksOfPage + 1);
    if (rows.size() > kLooksOfPage) {
        rows.pop_back();
        view.older = here.with("before", TrailMark::of(rows.back()).text());
    }
    view.frame = office::make_frame(office, tx, request, "この記録を見た人", "/audit");
    view.number = patient_number_text(patient.number);
    view.lines.lines =
        trail_lines(tx, viewer, office.clock.today(), rows, accounts_of(tx, viewer.facility));
    if (view.frame.may.cases) view.patient = html::Url::path("/patients").segment(id.value);
    if (request.has_query("before")) view.newest = here;
    view.trail = with_filter(html::Url::path("/audit"), of_patient);
    request.attach(office::OversightLook{});
    return office::page(render_looks, view);
}

}  // namespace

void add_looks_routes(http::Router& router, Office& office) {
    router.add("GET", "/patients/{id}/looks",
               [&office](http::Request& request) { return show(office, request); });
}

}  // namespace kakehashi::oversight
