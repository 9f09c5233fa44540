#pragma once

#include "office/doors.hpp"
#include "office/office.hpp"

namespace kakehashi::office {

/// サインイン by a passkey: POST /sign-in/passkey, and the challenge that its button asks for.
void add_passkey_door(http::Router& router, Office& office, const Doors& doors);
/// One's own passkeys: adding and taking away, below /account/passkeys.
void add_account_passkey_routes(http::Router& router, Office& office, const Doors& doors);

}  // namespace kakehashi::office
