#pragma once

#include "office/doors.hpp"
#include "office/office.hpp"

namespace kakehashi::office {

/// サインインの安全(`/account` and below): what protects one's own sign-in.
void add_account_routes(http::Router& router, Office& office, const Doors& doors);

}  // namespace kakehashi::office
