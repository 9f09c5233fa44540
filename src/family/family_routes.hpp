#pragma once

#include "family/family_views.hpp"
#include "family/hand_over_store.hpp"
#include "office/office.hpp"

namespace kakehashi::family {

// Each file adds its own routes.
void add_new_routes(http::Router& router, Office& office);
void add_list_routes(http::Router& router, Office& office);

html::Url patient_page_of(PatientId patient);
html::Url list_of(PatientId patient);  // /patients/5/handed
html::Url url_of(PatientId patient, HandOverId id);

}  // namespace kakehashi::family
