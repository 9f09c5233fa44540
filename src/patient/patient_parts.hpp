#pragma once

#include "patient/patient_store.hpp"
#include "patient/patient_views.hpp"

namespace kakehashi::patient_pages {

html::Url url_of(PatientId id);
Band band_of(const Patient& patient, Date today);
/// A line that leads to `url`; `reasons` become marks.
Line line_of(const Patient& patient, Date today, html::Url url,
             const std::vector<SimilarityReason>& reasons = {});
/// 1962-04-08(昭37); 不明 without one.
std::string birth_text(const Patient& patient);
/// カナ・生年月日
std::string joined(const std::vector<std::string>& reasons);

// What the pages of this feature share; each file adds its own routes.
void add_list_routes(http::Router& router, Office& office);
void add_patient_routes(http::Router& router, Office& office);
void add_edit_routes(http::Router& router, Office& office);
void add_merge_routes(http::Router& router, Office& office);
void add_seal_routes(http::Router& router, Office& office);

/// What the 室長 does about an emergency look.
NextAction review_action(Office& office, db::Transaction& tx, const Viewer& viewer,
                         const Duty& duty);

}  // namespace kakehashi::patient_pages
