#pragma once

#include "disclosure/disclosure_routes.hpp"

namespace kakehashi::disclosure {

/// What was typed into the form of the next step, and what was wrong with it.
struct Typed {
    const http::Form* form = nullptr;  // none: the page as it is
    const std::vector<office::FieldError>& errors;
    Date today;

    std::string value(std::string_view name, std::string_view otherwise) const {
        return std::string{form ? form->text(name) : otherwise};
    }
    Input input(const std::string& name, std::string label, std::string_view otherwise) const {
        return {name, std::move(label), value(name, otherwise), {}, office::error_of(errors, name)};
    }
    template <typename List>
    Choices select(const std::string& name, std::string label, List list) const {
        auto out = choices_of(name, std::move(label), list, value(name, ""));
        out.error = office::error_of(errors, name);
        return out;
    }
};

std::vector<Step> steps_of(const DisclosureRequest& request, Date today);
/// Without a target when the request is over.
StepForm next_form(const DisclosureRequest& request, const Typed& typed);
/// Who takes the decision, when it is not the viewer. `only_head`: the house has no other 室長.
std::string who_decides(const DisclosureRequest& request, const Viewer& viewer, bool may_rule,
                        bool only_head);

}  // namespace kakehashi::disclosure
