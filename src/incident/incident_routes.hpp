#pragma once

#include "incident/incident_store.hpp"
#include "incident/incident_views.hpp"

namespace kakehashi::incident {

// Each file adds its own routes.
void add_new_routes(http::Router& router, Office& office);
void add_list_routes(http::Router& router, Office& office);
void add_one_routes(http::Router& router, Office& office);
void add_step_routes(http::Router& router, Office& office);
void add_amend_routes(http::Router& router, Office& office);
void add_sheet_routes(http::Router& router, Office& office);

html::Url url_of(IncidentId id);
/// The colour of a state's mark.
std::string state_css(State state);
/// The colour of what is left: overdue, soon.
std::string left_css(Date due, Date today);
/// The time that counts next: 速報 before 確報. None when it is over.
std::optional<Owed> next_owed(const Incident& incident, const Holidays& holidays);
std::string_view japanese_duty(std::string_view kind);
/// 目安, 法定期限
std::string_view basis_word(DutyBasis basis);

/// The account as a form, with what was typed.
AccountForm account_form(const Account& account, const office::Typed& typed);
/// The same read; `found_out` later stays what it was. What is wrong is noted in the reader.
Account read_account(office::FormReader& reader, const http::Form& form, Account before);

/// The page of one incident, with what was typed into its forms.
Result<http::Response> show_incident(Office& office, const http::Request& request,
                                     const std::vector<office::FieldError>& errors = {});

}  // namespace kakehashi::incident
