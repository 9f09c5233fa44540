#include "incident/incident_rows.hpp"

namespace kakehashi::incident {
namespace {

/// The words in the database are ours.
template <typename List>
auto known(List list, std::string_view text) {
    return value_of(list, text, "incident.unknown_word").value();
}

}  // namespace

Incident incident_from(const db::Row& row) {
    Incident incident;
    incident.id = row.id<IncidentId>(0);
    incident.number = row.string(1);
    incident.reported_on = *row.date(2);
    incident.reported_by = {row.id<UserId>(3), row.string(4)};
    if (const auto on = row.date(5))
        incident.closing = Closing{*on, {row.id<UserId>(6), row.string(7)}};
    incident.version = static_cast<int>(row.integer(8));
    auto& account = incident.account;
    account.kind = known(kinds(), row.text(9));
    account.subjects = known(subjects(), row.text(10));
    account.happened_on = row.date(11);
    account.noticed_on = *row.date(12);
    account.noticed_by = row.string(13);
    account.persons = static_cast<int>(row.integer(14));
    account.items = LeakedItems::parse(row.text(15)).value();
    account.recipient = row.string(16);
    account.story = row.string(17);
    account.at_once = row.string(18);
    account.malice = known(malices(), row.text(19));
    account.cause = row.string(20);
    account.harm = row.string(21);
    account.publication = row.string(22);
    account.remarks = row.string(23);
    return incident;
}

Step step_from(const db::Row& row) {
    Step step;
    step.id = row.id<StepId>(1);
    step.kind = known(step_kinds(), row.text(2));
    step.on = *row.date(3);
    step.means = known(means(), row.text(4));
    step.exemption = known(exemptions(), row.text(5));
    step.text = row.string(6);
    step.takes_back = row.id<StepId>(7);
    step.by = {row.id<UserId>(8), row.string(9)};
    return step;
}

}  // namespace kakehashi::incident
