#pragma once

// The pages of this feature, put together in reply_pages.cpp.

#include "office/office.hpp"

namespace kakehashi::reply_pages {

/// /arrivals: who is expected, who came, the notices of arrival.
void add_arrival_routes(http::Router& router, Office& office);
/// /arrivals/{id}/absence: the patient is called and the referrer told.
void add_no_show_routes(http::Router& router, Office& office);
/// /replies and its print by department.
void add_aging_routes(http::Router& router, Office& office);
/// /replies/sending, /chaser, /not-needed, /sent: one or many at once, after a look.
void add_bulk_routes(http::Router& router, Office& office);
/// /replies/{id}: one reply, its text and its versions.
void add_reply_routes(http::Router& router, Office& office);

std::map<std::string, DutyKind> reply_duty_kinds();
std::map<std::string, std::function<TimelineText(const Event&)>> reply_timeline();

}  // namespace kakehashi::reply_pages
