#pragma once

#include "office/office.hpp"

namespace kakehashi::booking_pages {

/// GET /bookings and what its buttons do: hold, extend, release, confirm, record the sending.
void add_week_routes(http::Router& router, Office& office);
/// Move and cancellation with their reason; the PDFs of one booking.
void add_change_routes(http::Router& router, Office& office);
/// /bookings/requests/{id}: 予約変更のお願い.
void add_request_routes(http::Router& router, Office& office);
/// /bookings/templates: bookables, weekly templates, closures.
void add_template_routes(http::Router& router, Office& office);

}  // namespace kakehashi::booking_pages
