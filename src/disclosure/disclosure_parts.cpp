// What the pages of this feature share.
#include "base/era.hpp"
#include "disclosure/disclosure_routes.hpp"
#include "patient/patient_store.hpp"

namespace kakehashi::disclosure {

html::Url url_of(DisclosureId id) {
    return html::Url::path("/disclosures").segment(id.value);
}

std::string state_css(State state) {
    switch (state) {
        case State::Answered:
            return "k-tag ok";
        case State::Withdrawn:
            return "k-tag plain";
        default:
            return "k-tag info";
    }
}

std::string left_css(Date due, Date today) {
    if (due < today) return "c-crit";
    return due <= today + days{3} ? "c-due" : "";
}

std::string requester_text(const DisclosureRequest& request) {
    std::string text{japanese(request.requester)};
    if (request.requester == Requester::Self) return text;
    return text + " " + request.requester_name + "(" + request.relation + ")";
}

Result<Patient> subject_of(db::Transaction& tx, const Viewer& viewer,
                           const http::Request& request) {
    const bool posted = request.method == "POST";
    const std::string chosen{posted ? request.form().text("patient_id") : request.query("patient")};
    if (!chosen.empty()) {
        TRY(const auto id, PatientId::parse(chosen));
        return find_patient(tx, viewer, id);
    }
    TRY(const auto number, parse_patient_number("number", request.form().text("number")));
    if (number.empty()) return fail(ErrorKind::Invalid, "text.required", "number");
    TRY(const auto id, patient_with_number(tx, viewer, number));
    return find_patient(tx, viewer, id);
}

SubjectField subject_field(db::Transaction& tx, const Viewer& viewer, const http::Request& request,
                           const std::vector<office::FieldError>& errors) {
    SubjectField field;
    const bool posted = request.method == "POST";
    if (posted) field.typed = request.form().text("number");
    field.error = office::error_of(errors, "number");
    const bool asked =
        posted ? !request.form().text("patient_id").empty() : !request.query("patient").empty();
    if (!asked) return field;
    if (const auto patient = subject_of(tx, viewer, request)) {
        field.patient_id = patient->id.text();
        field.name = patient->name;
        field.number = patient_number_text(patient->number);
    }
    return field;
}

}  // namespace kakehashi::disclosure
