#pragma once

#include <map>

#include "office/change.hpp"
#include "office/frame.hpp"
#include "office/office.hpp"
#include "referral/referral_store.hpp"
#include "referral/referral_views.hpp"

namespace kakehashi::referral_pages {

void add_list_routes(http::Router& router, Office& office);
void add_detail_routes(http::Router& router, Office& office);
void add_decision_routes(http::Router& router, Office& office);
void add_intake_routes(http::Router& router, Office& office);
void add_document_routes(http::Router& router, Office& office);

/// The page of one referral. After a refused POST it shows what was typed with `errors`, and the
/// partners to choose from; with `conflict` what a colleague changed meanwhile.
Result<http::Response> detail_page(Office& office, const http::Request& request,
                                   const std::vector<office::FieldError>& errors = {},
                                   const std::vector<Pick>& referrer_picks = {},
                                   bool conflict = false);

/// Duty kinds and timeline texts of this feature.
std::map<std::string, DutyKind> duty_kinds();
std::map<std::string, std::function<TimelineText(const Event&)>> timeline_texts();

/// The version a form was rendered with; Conflict `referral.changed_meanwhile` when it is none.
Result<int> version_in(const http::Request& request);
/// The referral of the path at the version of the form: Conflict when it was saved since.
Result<Referral> referral_as_seen(db::Transaction& tx, const Viewer& viewer,
                                  const http::Request& request);

}  // namespace kakehashi::referral_pages
