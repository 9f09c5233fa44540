#pragma once

#include "office/office.hpp"

namespace kakehashi::oversight {

// Each file adds its own routes.
void add_trail_routes(http::Router& router, Office& office);
void add_export_routes(http::Router& router, Office& office);
void add_looks_routes(http::Router& router, Office& office);

}  // namespace kakehashi::oversight
