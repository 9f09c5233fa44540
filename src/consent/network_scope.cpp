#include "consent/network_scope.hpp"

#include <algorithm>

#include "facility/facility_store.hpp"
#include "platform/event/event.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kScopes{"consent.network_scopes", R"sql(
    SELECT network_scope.network_id, network_scope.scope_version, network_scope.name,
           network_scope.items, network_scope.purpose, network_scope.manager,
           network_scope.posted_on, network_scope.written_at, network_scope.written_by_name
      FROM network_scope
      JOIN shared_network ON shared_network.id = network_scope.network_id
     WHERE shared_network.facility_id = $1
     ORDER BY network_scope.network_id, network_scope.scope_version DESC
)sql"};

constexpr db::Query kMembers{"consent.network_members", R"sql(
    SELECT network_member.network_id, network_member.scope_version, partner.id, partner.kind,
           partner.name
      FROM network_member
      JOIN shared_network ON shared_network.id = network_member.network_id
      JOIN facility partner ON partner.id = network_member.partner_id
     WHERE shared_network.facility_id = $1
     ORDER BY network_member.network_id, network_member.scope_version DESC, partner.name, partner.id
)sql"};

constexpr db::Query kInsertNetwork{"consent.insert_network", R"sql(
    INSERT INTO shared_network (facility_id) VALUES ($1) RETURNING id
)sql"};

constexpr db::Query kInsertScope{"consent.insert_network_scope", R"sql(
    INSERT INTO network_scope (network_id, scope_version, name, items, purpose, manager, posted_on,
                               written_at, written_by, written_by_name)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
)sql"};

constexpr db::Query kInsertMember{"consent.insert_network_member", R"sql(
    INSERT INTO network_member (network_id, scope_version, partner_id) VALUES ($1, $2, $3)
)sql"};

NetworkScope scope_from(const db::Row& row) {
    NetworkScope scope;
    scope.network = row.id<NetworkId>(0);
    scope.version = static_cast<int>(row.integer(1));
    scope.name = row.string(2);
    // A word that a later version of the program wrote: rather nothing is shared.
    scope.items = ItemSet::parse(row.text(3)).value_or(ItemSet{});
    scope.purpose = row.string(4);
    scope.manager = row.string(5);
    scope.posted_on = *row.date(6);
    scope.written_at = *row.instant(7);
    scope.written_by = row.string(8);
    return scope;
}

bool is_member(const NetworkScope& scope, FacilityId partner) {
    return std::ranges::find(scope.members, partner, &NetworkScope::Member::partner) !=
           scope.members.end();
}

}  // namespace

bool NetworkScope::is_within(const NetworkScope& before) const {
    return purpose == before.purpose && std::ranges::all_of(members, [&](const Member& member) {
               return is_member(before, member.partner);
           });
}

std::vector<Error> faults_of(const NetworkScope& scope) {
    std::vector<Error> faults;
    const std::pair<const char*, const std::string*> texts[] = {
        {"name", &scope.name}, {"purpose", &scope.purpose}, {"manager", &scope.manager}};
    for (const auto& [field, text] : texts)
        if (text->empty()) faults.push_back({ErrorKind::Invalid, "text.required", field});
    if (scope.members.empty())
        faults.push_back({ErrorKind::Invalid, "network.members_required", "member"});
    return faults;
}

std::vector<NetworkScope> network_scopes(db::Transaction& tx, const Viewer& viewer) {
    auto scopes = tx.all(kScopes, scope_from, viewer.facility);
    if (scopes.empty()) return scopes;
    tx.each(
        kMembers,
        [&](const db::Row& row) {
            const auto scope = std::ranges::find_if(scopes, [&](const NetworkScope& one) {
                return one.network == row.id<NetworkId>(0) && one.version == row.integer(1);
            });
            scope->members.push_back(
                {row.id<FacilityId>(2),
                 parse_facility_kind(row.text(3)).value_or(FacilityKind::Other), row.string(4)});
        },
        viewer.facility);
    return scopes;
}

std::vector<NetworkScope> scopes_on(const std::vector<NetworkScope>& scopes, Date day) {
    std::vector<NetworkScope> counting;
    for (const auto& scope : scopes)
        if (scope_on(scopes, scope.network, day) == &scope) counting.push_back(scope);
    return counting;
}

const NetworkScope* scope_on(const std::vector<NetworkScope>& scopes, NetworkId network, Date day) {
    for (const auto& scope : scopes)
        if (scope.network == network && scope.posted_on <= day) return &scope;
    return nullptr;
}

Result<NetworkScope> write_scope(db::Transaction& tx, const Viewer& viewer, Instant now,
                                 int seen_version, const NetworkScope& scope) {
    if (auto faults = faults_of(scope); !faults.empty()) return fail(std::move(faults.front()));
    const auto before = network_scopes(tx, viewer);
    const auto newest = std::ranges::find(before, scope.network, &NetworkScope::network);
    if (scope.network && newest == before.end())
        return fail(ErrorKind::NotFound, "network.not_found");
    if (seen_version != (newest == before.end() ? 0 : newest->version))
        return fail(ErrorKind::Conflict, "network.scope_changed");
    if (scope.posted_on < date_in_japan(now) ||
        (newest != before.end() && scope.posted_on < newest->posted_on))
        return fail(ErrorKind::Invalid, "network.posted_in_past", "posted_on");
    for (const auto& member : scope.members) TRY_DO(find_facility(tx, viewer, member.partner));
    const auto network =
        scope.network ? scope.network : NetworkId{tx.number(kInsertNetwork, viewer.facility)};
    const int version = seen_version + 1;
    tx.send(kInsertScope, network, version, scope.name, scope.items.text(), scope.purpose,
            scope.manager, scope.posted_on, now, viewer.user, viewer.name);
    for (const auto& member : scope.members)
        tx.send(kInsertMember, network, version, member.partner);
    record_event(tx, viewer, now, case_of(viewer.facility), {}, "consent.scope_written",
                 json::object({{"network", network.value}, {"version", version}}));
    const auto after = network_scopes(tx, viewer);
    return *std::ranges::find(after, network, &NetworkScope::network);
}

}  // namespace kakehashi
