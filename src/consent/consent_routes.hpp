#pragma once

#include "consent/consent_store.hpp"
#include "consent/consent_views.hpp"
#include "office/office.hpp"

namespace kakehashi::consent_pages {

/// /patients/{id}/consent: what was said, and who may be given what.
void add_consent_routes(http::Router& router, Office& office);
/// Its forms: an objection, a consent, a withdrawal.
void add_statement_routes(http::Router& router, Office& office);
/// /purposes, and /settings/purposes where the next version is written.
void add_notice_routes(http::Router& router, Office& office);
/// /settings/networks, where the next version of a network's 共同利用の範囲 is written.
void add_scope_routes(http::Router& router, Office& office);

/// 青葉町クリニックに渡さない; 研究への利用.
std::string heading_of(const ConsentStatement& statement);
/// 11/20(金) 長女 中川 花 さん・書面
std::string said_text(const Said& said, Date today);
html::Url patient_url(PatientId patient);

/// The boxes named `item`.
ItemSet items_in(office::FormReader& reader, const http::Form& form);
/// The partner with this name, or found by code or number; 0 for an empty text. Invalid
/// `consent.partner_unclear` when it is none or several.
Result<FacilityId> partner_named(db::Transaction& tx, const Viewer& viewer, const std::string& text,
                                 Date today);

}  // namespace kakehashi::consent_pages
