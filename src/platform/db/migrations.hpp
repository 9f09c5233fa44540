#pragma once

#include <span>
#include <string_view>

namespace kakehashi::db {

struct Migration {
    int number;
    std::string_view name;  // 0001_facility
    std::string_view text;  // engine-neutral, see migration_for
};

/// db/migrations/*.sql, in order, compiled into the program.
std::span<const Migration> all_migrations();

}  // namespace kakehashi::db
