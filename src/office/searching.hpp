#pragma once

#include <string>

#include "office/office.hpp"

namespace kakehashi::office {

/// Words for a search may be a patient's name, so they stay out of addresses (decision 0004). A
/// search box posts to /search with the list it wants (`to`, a path of ours; empty: everything) and
/// is led to that list with `?s=token`: the words, sealed for this session alone.
void add_searching_routes(http::Router& router);

/// What the person searched for, by the token in the request; empty without one, and for a token of
/// another session.
std::string searched_words(const http::Request& request);

}  // namespace kakehashi::office
