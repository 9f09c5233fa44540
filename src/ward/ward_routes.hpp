#pragma once

#include "office/office.hpp"
#include "ward/ward.hpp"
#include "ward/ward_views.hpp"

namespace kakehashi::ward {

// Each file adds its own routes.
void add_unit_routes(http::Router& router, Office& office);
void add_affiliation_routes(http::Router& router, Office& office);
void add_stay_routes(http::Router& router, Office& office);

/// 2026-04-01〜, 〜11/30(月)
std::string days_text(const std::optional<Date>& since, const std::optional<Date>& until,
                      Date today);
/// The days as a form has them: `since` and `until`.
InUse read_days(office::FormReader& reader);

}  // namespace kakehashi::ward
