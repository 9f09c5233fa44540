#include "office/searching.hpp"
#include "patient/patient_parts.hpp"

namespace kakehashi::patient_pages {
namespace {

constexpr int kShown = 50;

http::Response show_list(const http::Request& request, Office& office) {
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    ListView view;
    view.frame = office::make_frame(office, tx, request, "患者", "/patients");
    view.query = office::searched_words(request);
    view.asked = !view.query.empty();
    for (const auto& [patient, reasons] :
         search_patients(tx, viewer, view.query, today, kShown + 1)) {
        if (view.lines.size() == static_cast<std::size_t>(kShown)) {
            view.more = true;
            break;
        }
        view.lines.push_back(line_of(patient, today, url_of(patient.id)));
        view.lines.back().why = joined(reasons);
    }
    return office::page(render_list, view);
}

}  // namespace

void add_list_routes(http::Router& router, Office& office) {
    router.add("GET", "/patients", [&office](http::Request& request) {
        return Result<http::Response>{show_list(request, office)};
    });
}

}  // namespace kakehashi::patient_pages
