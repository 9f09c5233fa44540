#pragma once

#include "office/doors.hpp"
#include "office/office.hpp"
#include "platform/audit/journal.hpp"
#include "platform/audit/strangers.hpp"

namespace kakehashi::app {

/// Every page and form of the program behind sign-in, access and audit trail, in the one order in
/// which they belong. What shows nobody (styles, figures of the machine) is not among them.
void add_pages(http::Router& router, Office& office, const office::Doors& doors,
               audit::Journal& journal, audit::Strangers& strangers);

}  // namespace kakehashi::app
