#include "platform/db/migrations.hpp"

#include <array>

#include "platform/db/database.hpp"

namespace kakehashi::db {
namespace {

constexpr Migration kMigrations[] = {
#include "migrations.inc"
};

constexpr Query kCreateTable{"db.create_migrations", R"sql(
    CREATE TABLE IF NOT EXISTS schema_migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL)
)sql"};
constexpr Query kNewest{"db.newest_migration", R"sql(
    SELECT coalesce(max(number), 0) FROM schema_migration
)sql"};
constexpr Query kApplied{"db.migration_applied", R"sql(
    INSERT INTO schema_migration (number, name) VALUES ($1, $2)
)sql"};

}  // namespace

std::span<const Migration> all_migrations() {
    return kMigrations;
}

Result<int> Database::migrate() {
    int applied = 0;
    for (const auto& migration : all_migrations()) {
        // Looked at inside the writing transaction: two programs may start at once.
        auto tx = write();
        tx.execute(kCreateTable);
        const auto newest = tx.number(kNewest);
        if (newest > all_migrations().back().number)
            return fail(ErrorKind::Unavailable, "database.newer_than_program");
        if (migration.number <= newest) continue;
        tx.script(migration_for(engine(), migration.text));
        tx.execute(kApplied, migration.number, migration.name);
        tx.commit();
        ++applied;
    }
    return applied;
}

bool Database::is_ready() {
    try {
        auto tx = read();
        return tx.number(kNewest) == all_migrations().back().number;
    } catch (const std::exception&) {
        return false;
    }
}

}  // namespace kakehashi::db
