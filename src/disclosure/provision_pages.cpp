// /provisions: 第三者提供の記録, by year; lines are added, never changed.
#include "base/era.hpp"
#include "disclosure/disclosure_routes.hpp"
#include "office/change.hpp"

namespace kakehashi::disclosure {
namespace {

constexpr std::size_t kLineChars = 100, kItemsChars = 500;

html::Url here() {
    return html::Url::path("/provisions");
}

ProvisionLine line_of(const ListedProvision& listed, Date today) {
    const auto& provision = listed.provision;
    ProvisionLine line;
    line.day = short_date(provision.provided_on, today);
    line.patient = listed.patient_name;
    line.patient_number = patient_number_text(listed.patient_number);
    line.recipient = provision.recipient;
    line.items = provision.items;
    line.basis = japanese(provision.basis);
    line.paper = provision.paper_number;
    line.by = provision.recorded_by;
    line.kept = iso_date(provision.kept_until);
    line.note = provision.note;
    line.corrected = bool{listed.corrected_by};
    if (!line.corrected) line.correct = here().segment(provision.id.value).segment("correction");
    return line;
}

Result<http::Response> show_list(Office& office, const http::Request& request) {
    const auto today = office.clock.today();
    const auto year = office::year_of(request, today);
    auto tx = office.db.read();
    ProvisionsView view;
    view.frame = office::make_frame(office, tx, request, "第三者提供の記録", "/disclosures");
    for (const auto& listed : provisions_of_year(tx, office::viewer_of(request), year))
        view.lines.push_back(line_of(listed, today));
    view.count = std::to_string(view.lines.size()) + "件";
    view.years = office::year_bar("/provisions", year, today);
    return office::page(render_provisions, view);
}

/// The form of a new line, or of one that corrects `old`.
Result<http::Response> show_form(Office& office, const http::Request& request,
                                 const ListedProvision* old = nullptr,
                                 const std::vector<office::FieldError>& errors = {}) {
    auto tx = office.db.read();
    const auto input = [&](const std::string& name, std::string label, std::string value,
                           std::string hint = {}) {
        if (request.method == "POST") value = request.form().text(name);
        return Input{name, std::move(label), std::move(value), std::move(hint),
                     office::error_of(errors, name)};
    };
    const auto before = old ? old->provision : Provision{};
    ProvisionView view;
    view.heading = old ? "提供の記録を訂正する" : "提供を記録する";
    view.button = old ? "訂正の行を加える" : "記録する";
    view.correcting = old != nullptr;
    view.frame = office::make_frame(office, tx, request, view.heading, "/disclosures");
    view.errors = errors;
    view.target = old ? here().segment(before.id.value).segment("correction") : here();
    if (old)
        view.subject = {before.patient.text(), old->patient_name,
                        patient_number_text(old->patient_number)};
    else
        view.subject = subject_field(tx, office::viewer_of(request), request, errors);
    const std::string basis{request.method == "POST" ? request.form().text("basis")
                                                     : to_text(before.basis)};
    view.bases = office::choices_of("basis", "根拠", bases(), basis);
    view.bases.error = office::error_of(errors, "basis");
    view.inputs = {
        input("provided_on", "提供した日",
              iso_date(old ? before.provided_on : office.clock.today())),
        input("paper_number", "照会書の番号", before.paper_number, "警察・裁判所・弁護士会のとき"),
        input("recipient", "提供先", before.recipient, "例:みなと警察署 刑事課"),
        input("items", "提供した項目", before.items, "例:2026年4〜6月の診療録の写し 12枚")};
    view.inputs[0].required = view.inputs[2].required = view.inputs[3].required = true;
    view.inputs[3].wide = view.inputs[3].large = true;
    if (old) {
        view.inputs.push_back(input("correction", "訂正のわけ", {}, "どこが違っていたか"));
        view.inputs.back().required = view.inputs.back().wide = true;
    }
    return office::page(render_provision, view, errors.empty() ? 200 : 422);
}

/// What the form says; what is wrong with it is noted in the reader.
Provision read_provision(const http::Request& request, office::FormReader& reader,
                         ProvisionId corrects, Instant now) {
    Provision line;
    line.corrects = corrects;
    line.basis = reader.keep(chosen(bases(), request.form().text("basis"), "basis"));
    line.provided_on = reader.date("provided_on", Required::Yes).value_or(Date{});
    line.paper_number = reader.line("paper_number", kLineChars);
    line.recipient = reader.line("recipient", kLineChars, Required::Yes);
    line.items = reader.text("items", kItemsChars, Required::Yes);
    if (corrects) line.note = reader.line("correction", kLineChars, Required::Yes);
    return reader.ok() ? reader.keep(record(line, now)) : line;
}

Result<http::Response> keep_line(Office& office, const http::Request& request,
                                 const Provision& line, std::string_view toast) {
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant) -> Result<office::Done> {
            TRY_DO(insert_provision(tx, viewer, line));
            const auto year = iso_date(line.provided_on).substr(0, 4);
            return office::Done{here().with("year", year), std::string{toast}};
        });
}

Result<http::Response> add(Office& office, const http::Request& request) {
    office::FormReader reader(request.form(), office.clock.today());
    auto line = read_provision(request, reader, {}, office.clock.now());
    {
        auto tx = office.db.read();
        line.patient = reader.keep(subject_of(tx, office::viewer_of(request), request)).id;
    }
    if (!reader.ok()) return show_form(office, request, nullptr, reader.errors());
    return keep_line(office, request, line, "提供を記録しました");
}

Result<ListedProvision> line_to_correct(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<ProvisionId>("id"));
    auto tx = office.db.read();
    TRY(const auto listed, find_provision(tx, office::viewer_of(request), id));
    if (listed.corrected_by) return fail(ErrorKind::Conflict, "provision.corrected_already");
    return listed;
}

Result<http::Response> show_correction(Office& office, const http::Request& request) {
    TRY(const auto old, line_to_correct(office, request));
    return show_form(office, request, &old);
}

Result<http::Response> correct(Office& office, const http::Request& request) {
    TRY(const auto old, line_to_correct(office, request));
    office::FormReader reader(request.form(), office.clock.today());
    auto line = read_provision(request, reader, old.provision.id, office.clock.now());
    line.patient = old.provision.patient;
    if (!reader.ok()) return show_form(office, request, &old, reader.errors());
    return keep_line(office, request, line, "訂正の行を加えました。もとの記録も残っています");
}

}  // namespace

void add_provision_routes(http::Router& router, Office& office) {
    router.add("GET", "/provisions",
               [&office](http::Request& request) { return show_list(office, request); });
    router.add("GET", "/provisions/new",
               [&office](http::Request& request) { return show_form(office, request); });
    router.add("POST", "/provisions",
               [&office](http::Request& request) { return add(office, request); });
    router.add("GET", "/provisions/{id}/correction",
               [&office](http::Request& request) { return show_correction(office, request); });
    router.add("POST", "/provisions/{id}/correction",
               [&office](http::Request& request) { return correct(office, request); });
}

}  // namespace kakehashi::disclosure
