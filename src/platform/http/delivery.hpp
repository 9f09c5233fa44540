#pragma once

#include <string>
#include <string_view>

#include "platform/http/request.hpp"
#include "platform/http/response.hpp"

namespace kakehashi::http {

/// What the server does to every answer before it goes out: the security headers, the ETag and 304
/// of revalidated pages, gzip of longer texts.
void finish(const Request& request, Response& response);
/// For who came over https: the browser comes back that way alone, and so do its cookies, which no
/// other host and no page over http can set (`__Host-`).
void keep_to_https(Response& response);

/// RFC 9110, 12.5.3: gzip is named (or `*`) with a weight above 0.
bool accepts_gzip(std::string_view accept_encoding);
/// RFC 9110, 13.1.2: weak comparison with a list, or `*`.
bool etag_matches(std::string_view if_none_match, std::string_view etag);
/// Throws std::runtime_error when zlib has no memory.
std::string gzip(std::string_view text);

}  // namespace kakehashi::http
