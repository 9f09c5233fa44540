#pragma once

#include "office/office.hpp"
#include "oversight/trail.hpp"

namespace kakehashi::oversight {

/// What the address asks for; what cannot be read does not matter. The patient stands there by the
/// record's own number, as everywhere, never by the hospital's.
TrailFilter filter_of(const http::Request& request);
/// `path` with the filter.
html::Url with_filter(html::Url path, const TrailFilter& filter);

}  // namespace kakehashi::oversight
