#include "base/messages.hpp"
#include "office/traces.hpp"
#include "oversight/chain_state.hpp"
#include "oversight/oversight_routes.hpp"
#include "oversight/trail_lines.hpp"
#include "oversight/trail_request.hpp"
#include "oversight/trail_words.hpp"
#include "patient/patient.hpp"

namespace kakehashi::oversight {
namespace {

constexpr std::size_t kLinesOfPage = 50;

html::Url here() {
    return html::Url::path("/audit");
}

void fill_choices(TrailView& view, const TrailFilter& filter, const std::vector<UserLine>& people) {
    if (filter.from) view.from = iso_date(*filter.from);
    if (filter.to) view.to = iso_date(*filter.to);
    for (const auto& person : people)
        view.people.push_back({person.id.text(), person.name, person.id == filter.person});
    for (const auto& word : action_words())
        view.actions.push_back(
            {std::string{word.action}, std::string{word.word}, word.action == filter.action});
    view.filtered =
        filter.from || filter.to || filter.person || filter.patient || !filter.action.empty();
}

struct Typed {
    std::string number, error;
};

http::Response show(Office& office, http::Request& request, const TrailFilter& filter,
                    const Typed& typed = {}) {
    request.attach(office::OversightLook{});
    const auto& viewer = office::viewer_of(request);
    const auto now = office.clock.now();
    const auto before = TrailMark::parse(request.query("before"));
    TrailView view;
    view.chain = chain_state(office.db, now, request.query("check") == "1");
    auto rows = trail_rows(office.db, viewer.facility, filter, before, kLinesOfPage + 1);
    if (rows.size() > kLinesOfPage) {
        rows.pop_back();
        view.older = with_filter(here(), filter).with("before", TrailMark::of(rows.back()).text());
    }
    auto tx = office.db.read();
    view.frame = office::make_frame(office, tx, request, "監査ログ", "/audit");
    const auto people = accounts_of(tx, viewer.facility);
    view.lines.lines = trail_lines(tx, viewer, date_in_japan(now), rows, people);
    fill_choices(view, filter, people);
    if (filter.patient) {
        PatientNumbers numbers(viewer.facility);
        numbers.learn(tx, {filter.patient});
        view.number = patient_number_text(numbers.of(filter.patient));
        viewer.sees(filter.patient);
        auto others = filter;
        others.patient = {};
        view.without_patient = with_filter(here(), others);
    }
    if (!typed.error.empty()) view.number = typed.number;
    view.number_error = typed.error;
    view.check = with_filter(here(), filter).with("check", "1");
    view.export_url = with_filter(here().segment("export"), filter);
    if (request.has_query("before")) view.newest = with_filter(here(), filter);
    TrailFilter of_today;
    of_today.from = of_today.to = date_in_japan(now);
    view.today = with_filter(here(), of_today);
    return office::page(render_trail, view, typed.error.empty() ? 200 : 422);
}

/// POST /audit/patient: a 患者ID is posted and leads to the record's own number.
Result<http::Response> look_for_patient(Office& office, http::Request& request) {
    const auto& viewer = office::viewer_of(request);
    const std::string typed{request.form().text("number")};
    const auto number = parse_patient_number("number", typed);
    if (!number) return show(office, request, {}, {typed, sentence(number.error())});
    TrailFilter filter;
    {
        auto tx = office.db.read();
        filter.patient = patient_with_number(tx, viewer.facility, *number);
    }
    if (!filter.patient)
        return show(office, request, {}, {typed, "この患者IDの患者は登録されていません"});
    return http::Response::redirect(with_filter(here(), filter).text());
}

}  // namespace

void add_trail_routes(http::Router& router, Office& office) {
    router.add("GET", "/audit", [&office](http::Request& request) -> Result<http::Response> {
        return show(office, request, filter_of(request));
    });
    router.add("POST", "/audit/patient",
               [&office](http::Request& request) { return look_for_patient(office, request); });
}

}  // namespace kakehashi::oversight
