#pragma once

#include <string_view>

#include "platform/http/headers.hpp"

namespace kakehashi::http {

/// What the nearest proxy says: the last part of the last header of this name.
std::string_view last_said(const Headers& headers, std::string_view header);

/// Whether the head of a request can be read in one way only. False for two opinions on where the
/// body ends or whom it is for (what a proxy in front saw is not what we would see), and for a
/// folded line: libmicrohttpd 0.9.75 joins it to the name of the line before, so that
/// `Transfer-Encoding:`, folded, `chunked` is called Transfer-Encodingchunked.
bool has_one_reading(const Headers& headers);

}  // namespace kakehashi::http
