#pragma once

#include "office/doors.hpp"
#include "office/office.hpp"
#include "platform/http/router.hpp"

namespace kakehashi::office {

/// GET and POST /sign-in and what follows it for accounts with a second factor, POST /sign-out,
/// GET / (leads to today's work).
void add_sign_in_routes(http::Router& router, Office& office, const Doors& doors);

/// The first page of the door; with an error, what it says and its status.
http::Response show_sign_in(Office& office, const Doors& doors, std::string_view return_to,
                            std::string_view login = {}, const Error* error = nullptr);
/// The hospital's name at the door; empty when there is nobody yet.
std::string hospital_name(db::Transaction& tx);
/// Only places on this server: a sign-in must not lead astray.
html::Url place_to_return(std::string_view return_to);
/// A session that could not be saved tells the audit trail who it is (traces.hpp).
void note_spare_session(Office& office, http::Request& request, std::string_view session);

/// What the router shows for unknown pages, refused requests and failures.
void add_message_pages(http::Router& router, Office& office);

}  // namespace kakehashi::office
