#pragma once

#include "office/office.hpp"

namespace kakehashi::retention {

void add_job_routes(http::Router& router, Office& office);
void add_hold_routes(http::Router& router, Office& office);

}  // namespace kakehashi::retention
