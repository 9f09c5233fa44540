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

/// 青葉町クリニックに渡さない; 研究への利用.
std::string heading_of(const ConsentStatement& statement);
/// 11/20(金) 長女 中川 花 さん・書面
std::string said_text(const Said& said, Date today);
html::Url patient_url(PatientId patient);

}  // namespace kakehashi::consent_pages
