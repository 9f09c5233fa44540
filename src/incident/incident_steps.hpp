#pragma once

#include "incident/incident_routes.hpp"

namespace kakehashi::incident {

/// The name of a field in the form of this step: first_report.on. Several forms stand on one page.
std::string field_of(StepKind kind, std::string_view name);
/// The reason for taking back the step with this number.
std::string taking_back_field(StepId step);

/// 届け出 to 終了, and what was taken back.
std::vector<StepLine> steps_of(const Incident& incident, bool may_work, const office::Typed& typed);
/// The steps that can be taken now, the pressing one first; without 報告しない.
std::vector<StepForm> forms_of(const Incident& incident, const office::Typed& typed);
/// 報告しない判断; without a target when it is not to be decided.
StepForm no_report_form(const Incident& incident, const office::Typed& typed);
/// The form that ends it, for who may.
StepForm closing_form(const Incident& incident);

}  // namespace kakehashi::incident
