// /incidents/new: 届け出, by anybody of the office.
#include <iterator>
#include <sstream>

#include "incident/incident_begun.hpp"
#include "incident/incident_routes.hpp"
#include "office/access.hpp"
#include "office/change.hpp"
#include "patient/patient_store.hpp"

namespace kakehashi::incident {
namespace {

constexpr std::size_t kNumbersChars = 500;

Result<http::Response> show(Office& office, const http::Request& request,
                            const std::vector<office::FieldError>& errors = {}) {
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    const bool posted = request.method == "POST";
    TRY(auto begun, begin_report(tx, viewer, request, today));
    if (posted && !request.form().text("patient_id").empty()) {
        TRY(begun.patient, PatientId::parse(request.form().text("patient_id")));
    }
    const office::Typed typed{posted ? &request.form() : nullptr, errors, today};
    NewView view;
    view.frame = office::make_frame(office, tx, request, "漏えい等の届け出", "/incidents/new");
    view.errors = errors;
    view.account = account_form(begun.account, typed);
    view.numbers = typed.input("patient_numbers", "患者ID", {});
    view.numbers.wide = true;
    view.numbers.hint =
        "わかっている人の番号を、空白で区切って何人でも。わからないときは空けておきます";
    if (begun.patient) {
        TRY(const auto patient, find_patient(tx, viewer, begun.patient));
        view.patient_id = patient.id.text();
        view.patient = patient.name;
        view.patient_number = patient_number_text(patient.number);
        view.numbers.label = "ほかの人の患者ID";
    }
    return office::page(render_new_incident, view, errors.empty() ? 200 : 422);
}

/// 0058-1042 0031-7745、00990001
std::vector<std::string> words_of(std::string text) {
    for (const std::string_view divider : {"、", "，", ",", "\u3000"})
        for (auto at = text.find(divider); at != std::string::npos; at = text.find(divider))
            text.replace(at, divider.size(), " ");
    std::istringstream in{text};
    return {std::istream_iterator<std::string>{in}, {}};
}

/// Whose data, as far as they are known; each once.
std::vector<PatientId> read_patients(db::Transaction& tx, const Viewer& viewer,
                                     office::FormReader& reader) {
    std::vector<PatientId> patients;
    if (const auto chosen = reader.id<PatientId>("patient_id")) patients.push_back(chosen);
    for (const auto& word : words_of(reader.line("patient_numbers", kNumbersChars))) {
        const auto number = parse_patient_number("patient_numbers", word);
        auto found = number ? patient_with_number(tx, viewer, *number)
                            : Result<PatientId>{fail(number.error())};
        if (!found) {
            reader.wrong({found.error().kind, found.error().code, "patient_numbers", word});
            continue;
        }
        if (std::ranges::find(patients, *found) == patients.end()) patients.push_back(*found);
    }
    return patients;
}

Result<http::Response> report(Office& office, const http::Request& request) {
    const auto today = office.clock.today();
    office::FormReader reader(request.form(), today);
    std::vector<PatientId> patients;
    {
        auto tx = office.db.read();
        patients = read_patients(tx, office::viewer_of(request), reader);
    }
    auto account = read_account(reader, request.form(), {});
    if (account.persons < static_cast<int>(patients.size()))
        account.persons = static_cast<int>(patients.size());
    if (reader.ok()) account = reader.keep(check_account(account, today));
    if (!reader.ok()) return show(office, request, reader.errors());
    auto done = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY(const auto made,
                insert_incident(tx, viewer, now, account, patients, office.holidays));
            const bool reads = office::may(tx, viewer, office::Need::IncidentRegister, today);
            return office::Done{
                reads ? url_of(made.id) : html::Url::path("/today"),
                "届け出を受け付けました(" + made.number + ")。室長の「本日の業務」に出ています"};
        });
    if (done || done.error().field.empty()) return done;
    reader.wrong(done.error());
    return show(office, request, reader.errors());
}

}  // namespace

void add_new_routes(http::Router& router, Office& office) {
    router.add("GET", "/incidents/new",
               [&office](http::Request& request) { return show(office, request); });
    router.add("POST", "/incidents/new",
               [&office](http::Request& request) { return report(office, request); });
}

}  // namespace kakehashi::incident
