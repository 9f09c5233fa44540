#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/viewer.hpp"
#include "consent/shared_item.hpp"
#include "facility/facility.hpp"
#include "platform/db/database.hpp"

namespace kakehashi {

using NetworkId = Id<struct NetworkTag>;

/// 共同利用の範囲 of one 地域医療情報連携ネットワーク, as the house has posted it. Versions are
/// never changed: a consent names the one it was given under.
///
/// Rule:    5/shared-use. Items, the range of the parties, purpose and manager are named
/// beforehand. Source:  個人情報保護法 第27条第5項第3号. Reading: consent is asked for all the same
/// (domain rules 5): what is shared is 要配慮個人情報.
struct NetworkScope {
    struct Member {
        FacilityId partner;
        FacilityKind kind = FacilityKind::Other;
        std::string name;
    };

    NetworkId network;
    int version = 1;
    std::string name;             // みなと地域医療ネット
    std::vector<Member> members;  // 参加する機関 besides ourselves, by name
    ItemSet items;                // empty: nothing is shared any more
    std::string purpose, manager;
    Date posted_on;  // 公表日: it counts from this day
    Instant written_at;
    std::string written_by;

    /// Whether who agreed to `before` has agreed to this: nobody has joined since, and it is for
    /// the same purpose. (More items give nothing: a consent has its own.)
    bool is_within(const NetworkScope& before) const;
};

/// Everything wrong with a new version: Invalid `text.required` (`name`, `purpose`, `manager`),
/// `network.members_required`, field `member`.
std::vector<Error> faults_of(const NetworkScope& scope);

/// Every version of every network of the house: by network, the newest first. Two statements.
std::vector<NetworkScope> network_scopes(db::Transaction& tx, const Viewer& viewer);
/// Of them, the one of each network that counts on that day.
std::vector<NetworkScope> scopes_on(const std::vector<NetworkScope>& scopes, Date day);
/// The one that counts on that day; nothing before its first, or for an unknown network.
const NetworkScope* scope_on(const std::vector<NetworkScope>& scopes, NetworkId network, Date day);

/// The next version; the first of a new network when `scope.network` is 0. Event
/// `consent.scope_written`. The first of faults_of(); NotFound `network.not_found`,
/// `facility.not_found`; Conflict `network.scope_changed` when `seen_version` is not the newest;
/// Invalid `network.posted_in_past`, field `posted_on`, for a day before today or before the newest
/// version's.
Result<NetworkScope> write_scope(db::Transaction& tx, const Viewer& viewer, Instant now,
                                 int seen_version, const NetworkScope& scope);

}  // namespace kakehashi
