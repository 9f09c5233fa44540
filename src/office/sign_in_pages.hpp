#pragma once

#include "office/office.hpp"
#include "platform/http/router.hpp"

namespace kakehashi::office {

/// GET and POST /sign-in, POST /sign-out, GET / (leads to today's work).
void add_sign_in_routes(http::Router& router, Office& office, bool secure_cookies);
/// What the router shows for unknown pages, refused requests and failures.
void add_message_pages(http::Router& router, Office& office);

}  // namespace kakehashi::office
