#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "office/office.hpp"

namespace kakehashi::today {

struct SnoozeChoice {
    std::string word;   // 1h, afternoon, tomorrow, monday
    std::string label;  // あす 8:30 まで
    Instant until;
};
/// The times offered for a snooze, all after `now`; whole working mornings, never a holiday.
std::vector<SnoozeChoice> snooze_choices(Instant now, const Holidays& holidays);

DutyKind call_back_kind();
/// contact.logged, duty.assigned, duty.snoozed, duty.finished, duty.reopened.
std::map<std::string, std::function<TimelineText(const Event&)>> duty_timeline();

/// POST /duties/{id}/assignee, /snooze, /waking, /completion, /reopening and /contacts.
void add_duty_routes(http::Router& router, Office& office);

}  // namespace kakehashi::today
