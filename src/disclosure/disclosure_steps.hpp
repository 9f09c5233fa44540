#pragma once

#include "disclosure/disclosure_routes.hpp"

namespace kakehashi::disclosure {

using office::Typed;

std::vector<Step> steps_of(const DisclosureRequest& request, Date today);
/// Without a target when the request is over.
StepForm next_form(const DisclosureRequest& request, const Typed& typed);
/// Who takes the decision, when it is not the viewer. `only_head`: the house has no other 室長.
std::string who_decides(const DisclosureRequest& request, const Viewer& viewer, bool may_rule,
                        bool only_head);

}  // namespace kakehashi::disclosure
