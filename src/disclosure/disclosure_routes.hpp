#pragma once

#include "disclosure/disclosure_store.hpp"
#include "disclosure/disclosure_views.hpp"
#include "disclosure/provision_store.hpp"
#include "patient/patient.hpp"

namespace kakehashi::disclosure {

// Each file adds its own routes.
void add_list_routes(http::Router& router, Office& office);
void add_new_routes(http::Router& router, Office& office);
void add_request_routes(http::Router& router, Office& office);
void add_provision_routes(http::Router& router, Office& office);

html::Url url_of(DisclosureId id);
/// The colour of a state's mark.
std::string state_css(State state);
/// The colour of what is left: overdue, today, soon.
std::string left_css(Date due, Date today);
/// 本人; 遺族 吉岡 由紀(長女)
std::string requester_text(const DisclosureRequest& request);

/// Whom the form is about: chosen on the patient's page (?patient=5, patient_id), or typed.
/// NotFound `patient.not_found`, `patient.no_such_number`; Invalid `text.required`, field `number`.
Result<Patient> subject_of(db::Transaction& tx, const Viewer& viewer, const http::Request& request);
SubjectField subject_field(db::Transaction& tx, const Viewer& viewer, const http::Request& request,
                           const std::vector<office::FieldError>& errors);

}  // namespace kakehashi::disclosure
