// /disclosures/new: 受付.
#include "base/era.hpp"
#include "disclosure/disclosure_routes.hpp"
#include "office/change.hpp"

namespace kakehashi::disclosure {
namespace {

constexpr std::size_t kLineChars = 100, kAskedChars = 500;

int days_to_answer(db::Transaction& tx, const Viewer& viewer) {
    return setting_number(tx, viewer.facility, "disclosure.days", kDaysDefault);
}

Result<http::Response> show(Office& office, const http::Request& request,
                            const std::vector<office::FieldError>& errors = {}) {
    const auto& viewer = office::viewer_of(request);
    auto tx = office.db.read();
    const bool posted = request.method == "POST";
    const auto typed = [&](std::string_view name, const std::string& otherwise = {}) {
        return posted ? std::string{request.form().text(name)} : otherwise;
    };
    const auto input = [&](const std::string& name, std::string label, bool required,
                           std::string hint, const std::string& value = {}) {
        Input out{name, std::move(label), typed(name, value), std::move(hint),
                  office::error_of(errors, name)};
        out.required = required;
        return out;
    };
    NewView view;
    view.frame = office::make_frame(office, tx, request, "開示請求の受付", "/disclosures");
    view.errors = errors;
    view.subject = subject_field(tx, viewer, request, errors);
    view.requesters =
        office::choices_of("requester", "請求した人", requesters(), typed("requester", "self"));
    view.requesters.error = office::error_of(errors, "requester");
    view.forms = office::choices_of("copy_form", "受け取り方の希望", copy_forms(),
                                    typed("copy_form", "electronic"));
    view.forms.error = office::error_of(errors, "copy_form");
    view.inputs = {input("requester_name", "請求した人の氏名", false, "本人なら空けておきます"),
                   input("relation", "本人との続柄", false, "長女、成年後見人など。本人なら空"),
                   input("contact", "連絡先", false, "お知らせを送る電話か住所"),
                   input("received_on", "受付日", true, {}, iso_date(office.clock.today())),
                   input("asked", "請求の範囲", true, "例:2026年4月の入院の診療録と検査画像")};
    view.inputs.back().wide = view.inputs.back().large = true;
    view.days = std::to_string(days_to_answer(tx, viewer));
    return office::page(render_new_request, view, errors.empty() ? 200 : 422);
}

/// The request as the form has it; what is wrong with it is noted in the reader.
DisclosureRequest read_request(Office& office, const http::Request& request,
                               office::FormReader& reader) {
    const auto& viewer = office::viewer_of(request);
    auto tx = office.db.read();
    DisclosureRequest out;
    const auto patient = reader.keep(subject_of(tx, viewer, request));
    out.patient = patient.id;
    out.requester =
        reader.keep(chosen(requesters(), request.form().text("requester"), "requester"));
    const bool is_patient = out.requester == Requester::Self;
    out.requester_name =
        is_patient ? patient.name : reader.name("requester_name", kLineChars, Required::Yes);
    if (!is_patient) out.relation = reader.line("relation", kLineChars, Required::Yes);
    out.contact = reader.line("contact", kLineChars);
    out.received_on = reader.date("received_on", Required::Yes).value_or(Date{});
    out.asked = reader.text("asked", kAskedChars, Required::Yes);
    out.form = reader.keep(chosen(copy_forms(), request.form().text("copy_form"), "copy_form"));
    if (!reader.ok()) return out;
    return reader.keep(receive(out, days_to_answer(tx, viewer), office.clock.today()));
}

Result<http::Response> receive_request(Office& office, const http::Request& request) {
    office::FormReader reader(request.form(), office.clock.today());
    const auto asked = read_request(office, request, reader);
    if (!reader.ok()) return show(office, request, reader.errors());
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY(const auto made, insert_request(tx, viewer, now, asked));
            return office::Done{url_of(made.id), "開示請求を受け付けました。つぎは本人確認です"};
        });
}

}  // namespace

void add_new_routes(http::Router& router, Office& office) {
    router.add("GET", "/disclosures/new",
               [&office](http::Request& request) { return show(office, request); });
    router.add("POST", "/disclosures",
               [&office](http::Request& request) { return receive_request(office, request); });
}

}  // namespace kakehashi::disclosure
