#pragma once

#include <string>

#include "office/office.hpp"

namespace kakehashi::office {

/// Words for a search may be a patient's name, so they stay out of addresses (decision 0004). A
/// search box posts to /search with the list it wants (`to`, a path of ours; empty: everything) and
/// is led to that list with `?s=token`.
void add_searching_routes(http::Router& router, Office& office);

/// What the person searched for, by the token in the request; empty without one, and for a token of
/// somebody else.
std::string searched_words(db::Transaction& tx, const http::Request& request);

/// Forgets what this person searched for: at the sign-out.
void forget_searched_words_of(db::Transaction& tx, UserId user);

/// Forgets words older than `before`, and those of people who have no session any more.
void forget_searched_words(db::Transaction& tx, Instant before);

}  // namespace kakehashi::office
