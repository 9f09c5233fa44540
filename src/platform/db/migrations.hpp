#pragma once

#include <span>
#include <string>
#include <string_view>

namespace kakehashi::db {

struct Migration {
    int number;
    std::string_view name;  // 0001_facility
    std::string_view text;  // engine-neutral, see for_sqlite
};

/// db/migrations/*.sql, in order, compiled into the program.
std::span<const Migration> all_migrations();

/// One text serves both engines: `{identity}` is the engine's growing key, `{strict}` SQLite's
/// strict typing, and lines between `-- only sqlite` / `-- only postgresql` and `-- end` are kept
/// for that engine alone.
std::string for_sqlite(std::string_view text);

}  // namespace kakehashi::db
