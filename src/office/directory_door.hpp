#pragma once

#include "office/doors.hpp"
#include "office/office.hpp"
#include "platform/http/router.hpp"

namespace kakehashi::office {

/// GET /sign-in/directory leads to the hospital's provider, GET /sign-in/directory/callback comes
/// back from there (docs/decisions/0011). None unless a provider is configured.
void add_directory_door(http::Router& router, Office& office, const Doors& doors);

/// POST /sign-in by a name that has no password of this program, where the hospital has an LDAP
/// server: it is asked. Nothing when the name is to be judged here.
std::optional<http::Response> take_directory_password(Office& office, const Doors& doors,
                                                      http::Request& request);

/// After a sign-out here: the page that goes on to the provider and ends its session too. Nothing
/// when the session did not come from there, or the provider has no such page.
std::optional<http::Response> leave_directory(Office& office, const Doors& doors,
                                              std::string_view proof);

}  // namespace kakehashi::office
