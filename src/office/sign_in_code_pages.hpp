#pragma once

#include "office/doors.hpp"
#include "office/office.hpp"

namespace kakehashi::office {

/// もう一つの確認(`/sign-in/code`): after the password, for accounts that have a second factor.
void add_sign_in_code_routes(http::Router& router, Office& office, const Doors& doors);

/// Leads there, with the cookie of who has given the password.
http::Response ask_for_code(Office& office, const Doors& doors, const Account& account,
                            std::string_view return_to);

}  // namespace kakehashi::office
