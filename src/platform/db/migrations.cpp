#include "platform/db/migrations.hpp"

#include <array>

#include "platform/db/database.hpp"

namespace kakehashi::db {
namespace {

constexpr Migration kMigrations[] = {
#include "migrations.inc"
};

constexpr Query kHasTable{"db.has_migrations", R"sql(
    SELECT count(*) FROM sqlite_master WHERE name = 'schema_migration'
)sql"};
constexpr Query kCreateTable{"db.create_migrations", R"sql(
    CREATE TABLE schema_migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL)
)sql"};
constexpr Query kNewest{"db.newest_migration", R"sql(
    SELECT coalesce(max(number), 0) FROM schema_migration
)sql"};
constexpr Query kApplied{"db.migration_applied", R"sql(
    INSERT INTO schema_migration (number, name) VALUES ($1, $2)
)sql"};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

}  // namespace

std::span<const Migration> all_migrations() {
    return kMigrations;
}

std::string for_sqlite(std::string_view text) {
    std::string out;
    bool keep = true;
    for (std::size_t start = 0; start < text.size();) {
        auto end = text.find('\n', start);
        if (end == std::string_view::npos) end = text.size();
        const auto line = text.substr(start, end - start);
        start = end + 1;
        if (line.starts_with("-- only ")) {
            keep = line == "-- only sqlite";
        } else if (line == "-- end") {
            keep = true;
        } else if (keep && !line.starts_with("--")) {
            out.append(line).append("\n");
        }
    }
    replace_all(out, "{identity}", "INTEGER PRIMARY KEY");
    replace_all(out, "{strict}", "STRICT");
    return out;
}

Result<int> Database::migrate() {
    int applied = 0;
    for (const auto& migration : all_migrations()) {
        // Looked at inside the writing transaction: two programs may start at once.
        auto tx = write();
        if (tx.number(kHasTable) == 0) tx.execute(kCreateTable);
        const auto newest = tx.number(kNewest);
        if (newest > all_migrations().back().number)
            return fail(ErrorKind::Unavailable, "database.newer_than_program");
        if (migration.number <= newest) continue;
        tx.script(for_sqlite(migration.text));
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
