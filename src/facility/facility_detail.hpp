#pragma once

#include "base/viewer.hpp"
#include "facility/facility.hpp"
#include "facility/facility_views.hpp"

namespace kakehashi::facility_pages {

html::Url url_of(FacilityId id);

/// What the card of one partner says. Four statements, however large the partner is.
Detail detail_of(db::Transaction& tx, const Viewer& viewer, const Facility& facility, Date today,
                 int stale_days);

/// 要確認 when nobody has confirmed the entry for so many days.
int stale_days_of(db::Transaction& tx, const Viewer& viewer);

// What the pages of this feature share; each file adds its own routes.
void add_list_routes(http::Router& router, Office& office);
void add_edit_routes(http::Router& router, Office& office);
void add_people_routes(http::Router& router, Office& office);
void add_csv_routes(http::Router& router, Office& office);

}  // namespace kakehashi::facility_pages
