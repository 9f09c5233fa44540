#pragma once

#include "office/office.hpp"
#include "team/team_store.hpp"
#include "team/team_views.hpp"

namespace kakehashi::team {

// Each file adds its own routes.
void add_list_routes(http::Router& router, Office& office);
void add_member_routes(http::Router& router, Office& office);

html::Url url_of(PatientId patient);  // /patients/5/team
html::Url patient_page_of(PatientId patient);

}  // namespace kakehashi::team
