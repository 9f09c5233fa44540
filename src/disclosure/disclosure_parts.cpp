// What the pages of this feature share.
#include <charconv>

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

int year_of(const http::Request& request, Date today) {
    const auto this_year = static_cast<int>(std::chrono::year_month_day{today}.year());
    const std::string text{request.query("year")};
    int year = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), year);
    const bool read = error == std::errc{} && end == text.data() + text.size();
    return read && year >= 2000 && year < this_year ? year : this_year;
}

YearBar year_bar(std::string_view path, int year, Date today) {
    const auto this_year = static_cast<int>(std::chrono::year_month_day{today}.year());
    const auto name = [](int number) { return std::to_string(number) + "年"; };
    const auto page = [&](int number) { return html::Url::path(path).with("year", number); };
    YearBar bar{name(year), name(year - 1), name(year + 1), page(year - 1), {}};
    if (year < this_year) bar.after = page(year + 1);
    return bar;
}

}  // namespace kakehashi::disclosure
