// /ward: the questions of the viewer's wards, and their patients.
#include "base/era.hpp"
#include "office/frame.hpp"
#include "patient/patient.hpp"
#include "question/question_parts.hpp"
#include "ward/affiliation.hpp"
#include "ward_desk/ward_desk_pages.hpp"
#include "ward_desk/ward_desk_parts.hpp"

namespace kakehashi {
namespace ward_desk {
namespace {

AskedLine line_of(const question::ListedQuestion& listed, Instant now) {
    const auto& one = listed.question;
    AskedLine line;
    line.id = one.id.text();
    line.patient = listed.patient_name;
    line.card = question::card_of(listed, now);
    line.version = one.version;
    line.url = url_of(one.patient);
    if (one.asked_of == question::Side::Ward && !one.answer) line.todo = "答える";
    if (one.asked_of == question::Side::Office && one.answer)
        line.end = html::Url::path("/ward/questions").segment(one.id.value).segment("end");
    return line;
}

PatientLine line_of(const WardPatient& one, Date today) {
    PatientLine line;
    line.id = one.id.text();
    line.name = one.name;
    line.kana = one.kana;
    if (one.born_on) line.person = std::to_string(age_on(*one.born_on, today)) + "歳";
    if (one.sex == "male" || one.sex == "female")
        line.person +=
            (line.person.empty() ? "" : " ") + std::string{one.sex == "male" ? "男" : "女"};
    line.number = patient_number_text(one.number);
    line.ward = one.ward;
    line.stay =
        one.until ? short_date(*one.until, today) + " 退院" : short_date(one.since, today) + "〜";
    line.status = line_of(one.status, today);
    line.url = url_of(one.id);
    return line;
}

http::Response show(Office& office, const http::Request& request) {
    const auto& viewer = office::viewer_of(request);
    const auto now = office.clock.now();
    const auto today = date_in_japan(now);
    auto tx = office.db.read();
    WardListView view;
    view.frame = office::make_frame(office, tx, request, "病棟", "/ward");
    const auto wards = ward::own_wards(tx, viewer);
    for (const auto& one : wards) view.wards += (view.wards.empty() ? "" : "・") + one.name;
    view.several = wards.size() > 1;
    // The ward's turn first: what it is asked, then the answers it has not read.
    for (const bool ours : {true, false})
        for (const auto& listed : question::questions_in_own_wards(tx, viewer)) {
            auto line = line_of(listed, now);
            if ((!line.todo.empty() || !line.end.empty()) == ours)
                view.asked.push_back(std::move(line));
        }
    for (const auto& one : patients_of_own_wards(tx, viewer, today))
        view.patients.push_back(line_of(one, today));
    return office::page(render_ward_list, view);
}

}  // namespace

void add_list_routes(http::Router& router, Office& office) {
    router.add("GET", "/ward", [&office](http::Request& request) -> Result<http::Response> {
        return show(office, request);
    });
}

}  // namespace ward_desk

Feature ward_desk_feature() {
    Feature feature{.name = "ward_desk"};
    feature.nav = {{"しごと", "病棟", "/ward", "bed", "", "w"}};
    feature.add_routes = [](http::Router& router, Office& office) {
        ward_desk::add_list_routes(router, office);
        ward_desk::add_patient_routes(router, office);
    };
    return feature;
}

}  // namespace kakehashi
