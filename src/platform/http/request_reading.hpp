#pragma once

#include "base/result.hpp"
#include "platform/http/request.hpp"

namespace kakehashi::http {

/// Fills path, query and cookies from `request.target` and `request.headers`. Invalid
/// `form.bad_text` with the parameter's name for a query that is not text.
Result<void> read_target(Request& request);

/// When the body is a form, fills `parsed_form` from it and empties the body. Errors as
/// parse_urlencoded() and parse_multipart().
Result<void> read_form(Request& request);

/// `target` up to the query.
std::string_view raw_path(std::string_view target);

}  // namespace kakehashi::http
