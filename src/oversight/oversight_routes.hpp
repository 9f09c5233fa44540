#pragma once

#include "office/access.hpp"

namespace kakehashi::oversight {

// Each file adds its own routes.
void add_trail_routes(http::Router& router, Office& office);
void add_export_routes(http::Router& router, Office& office);
void add_looks_routes(http::Router& router, Office& office);
void add_access_review_routes(http::Router& router, Office& office);
void add_month_report_routes(http::Router& router, Office& office);

/// 職員の見直し on 本日の業務.
DutyKind access_review_duty_kind();
/// 月の点検 there.
DutyKind month_report_duty_kind();

}  // namespace kakehashi::oversight
