#pragma once

#include <functional>
#include <string>

#include "office/office.hpp"
#include "platform/http/request.hpp"
#include "platform/http/response.hpp"

namespace kakehashi::office {

/// Where a change leads and what the toast says there. The toast is a fixed sentence without a
/// patient's name: it travels in a cookie.
struct Done {
    html::Url where;
    std::string toast = {};
    html::Url undo = {};  // POST target of 元にもどす
};

/// One command from a form: at most once per rendered form (double clicks and repeated posts get
/// the first answer again), in one write transaction, told to the live lists after the commit.
///   return change_once(office, request, [&](db::Transaction& tx, const Viewer& viewer, Instant
///   now)
///       -> Result<Done> { … });
/// An Error from `change` rolls everything back and is returned; Invalid `choice.gone` when what
/// was chosen in a list is no longer there.
Result<http::Response> change_once(
    Office& office, const http::Request& request,
    const std::function<Result<Done>(db::Transaction&, const Viewer&, Instant)>& change);

/// Tells open lists that something of this office changed; part of the change's transaction.
/// change_once calls it; commands that do not come from a form call it themselves.
void tell_live_lists(db::Transaction& tx, FacilityId facility, Instant now,
                     std::string_view topic = "duties");

}  // namespace kakehashi::office
