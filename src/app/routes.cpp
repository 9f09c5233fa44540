#include "app/routes.hpp"

#include "office/access.hpp"
#include "office/account_pages.hpp"
#include "office/first_step.hpp"
#include "office/frame.hpp"
#include "office/read_only.hpp"
#include "office/searching.hpp"
#include "office/sign_in_pages.hpp"
#include "office/traces.hpp"
#include "people/joining_pages.hpp"
#include "platform/auth/guard.hpp"

namespace kakehashi::app {
namespace {

void add_live_route(http::Router& router, Office& office) {
    router.add("GET", "/live", [&office](http::Request& request) {
        const auto facility = office::viewer_of(request).facility.text();
        return office.live.stream(
            request, [facility](const http::ServerEvent& event) { return event.data == facility; });
    });
}

}  // namespace

void add_pages(http::Router& router, Office& office, const office::Doors& doors,
               audit::Journal& journal, audit::Strangers& strangers) {
    guard_routes(router, office.db, office.clock);
    office::guard_access(router, office);
    office::hold_at_first_step(router);
    office::trace_answers(router, office, journal, strangers);
    office::add_sign_in_routes(router, office, doors);
    office::add_account_routes(router, office, doors);
    people::add_joining_routes(router, office, doors);
    office::add_message_pages(router, office);
    office::refuse_changes_while_read_only(router, office);
    office::add_searching_routes(router);
    add_live_route(router, office);
    for (const auto& feature : office.features)
        if (feature.add_routes) feature.add_routes(router, office);
}

}  // namespace kakehashi::app
