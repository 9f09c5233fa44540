#include "app/root_carrier.hpp"

#include <algorithm>

#include "delivery/delivery.hpp"
#include "platform/audit/root_files.hpp"

namespace kakehashi::app {
namespace {

constexpr db::Query kNewest{"root_carrier.newest", R"sql(
    SELECT coalesce(max(sequence), 0) FROM audit_root
)sql"};

// What waits or was put aside is not told of once more by each start.
constexpr db::Query kTold{"root_carrier.told", R"sql(
    SELECT coalesce(max(CAST(payload AS INTEGER)), 0)
      FROM (SELECT payload FROM outbox WHERE receiver = $1
            UNION ALL
            SELECT payload FROM dead_letter WHERE receiver = $1 AND resent_at IS NULL) AS told
)sql"};

}  // namespace

RootCarrier::RootCarrier(Program& program, std::filesystem::path folder,
                         std::filesystem::path public_keys)
    : program_(program),
      folder_(std::move(folder)),
      public_keys_(std::move(public_keys)),
      courier_(program.office().db, program.office().clock, std::string{delivery::kAuditRoots},
               [this](const OutboxMessage&) {
                   return audit::carry_roots(program_.office().db, public_keys_, folder_);
               }),
      thread_("carrying the audit roots", [this] { round(); }) {}

void RootCarrier::round() {
    if (!program_.office().db.is_leader()) return;
    tell_of_new_roots();
    courier_.deliver_due();
}

void RootCarrier::tell_of_new_roots() {
    auto& office = program_.office();
    const auto newest = office.db.read().number(kNewest);
    if (newest <= told_) return;
    const auto viewer = program_.system_viewer({});
    if (!viewer) return;  // nobody works here yet, who could look after it
    auto tx = office.db.write();
    if (newest > tx.number(kTold, delivery::kAuditRoots))
        enqueue(tx, viewer->facility, office.clock.now(), delivery::kAuditRoots, "audit.root",
                std::to_string(newest));
    tx.commit();
    told_ = newest;
}

Result<std::vector<std::string>> days_not_carried(db::Database& database,
                                                  const std::filesystem::path& folder) {
    if (!std::filesystem::is_directory(folder))
        return fail(ErrorKind::Unavailable, "audit.no_roots_folder", "audit-roots",
                    folder.string());
    TRY(const auto carried, audit::read_root_files(folder));
    std::vector<std::string> missing;
    for (std::int64_t after = 0;;) {
        auto tx = database.read();
        const auto roots = audit::roots_after(tx, after);
        if (roots.empty()) return missing;
        after = roots.back().sequence;
        for (const auto& root : roots)
            if (std::ranges::find(carried.roots, root) == carried.roots.end())
                missing.push_back(root.day);
    }
}

}  // namespace kakehashi::app
