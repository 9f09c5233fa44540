#pragma once

#include "portal/portal_access.hpp"
#include "portal/portal_store.hpp"
#include "portal/portal_views.hpp"
#include "referral/referral_intake.hpp"

namespace kakehashi::portal {

// What the portal's pages share.

html::Url url_of(ReferralId id);
/// The portal's first page, which says that the page of before may not be seen any more. Not why.
html::Url gone_url();
/// Whether who is signed in sees, or does, this.
bool sees(const http::Request& request, Item item);
PortalFrame frame_of(Office& office, db::Transaction& tx, const http::Request& request,
                     std::string title);
/// 11/24(火) 10:12
std::string moment_text(Instant at, Date today);
CaseCard card_of(const PartnerCase& one, Date today);
LetterLine line_of(const Letter& letter, Date today);

void add_case_routes(http::Router& router, Office& office);
void add_send_routes(http::Router& router, Office& office);
void add_letter_routes(http::Router& router, Office& office);

/// The files of the field `paper`, and those kept from the form's refused sending: looked at and
/// safe. What is wrong with one stands in `errors` under its name.
struct HandedOver {
    std::vector<ArrivedFile> papers;
    std::vector<KeptFile> kept;  // of them, those that waited
    std::vector<office::FieldError> errors;
};
HandedOver papers_in(Office& office, const http::Request& request);

}  // namespace kakehashi::portal
