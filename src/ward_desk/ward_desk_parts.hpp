#pragma once

#include "office/office.hpp"
#include "ward_desk/ward_desk_store.hpp"
#include "ward_desk/ward_desk_views.hpp"

namespace kakehashi::ward_desk {

void add_list_routes(http::Router& router, Office& office);
void add_patient_routes(http::Router& router, Office& office);

html::Url url_of(PatientId patient);  // /ward/patients/5
StatusLine line_of(const LiaisonStatus& status, Date today);

}  // namespace kakehashi::ward_desk
