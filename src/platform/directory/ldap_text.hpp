#pragma once

#include <string>
#include <string_view>

namespace kakehashi {

/// What somebody typed as a value in a search filter: it matches itself alone (RFC 4515 3).
std::string escaped_in_filter(std::string_view text);
/// `(uid={name})` with the name, escaped, in its place.
std::string filter_for(std::string_view pattern, std::string_view name);

}  // namespace kakehashi
