#include <cstdio>

#include "app/commands.hpp"
#include "app/data_lock.hpp"
#include "app/program.hpp"
#include "platform/db/table_copy.hpp"

namespace kakehashi::app {
namespace {

/// `sqlite:FILE` or `postgres://…` as Database::open takes it. Invalid `migrate.which`.
Result<std::string> address(const Configuration& configuration, const char* option) {
    constexpr std::string_view kSqlite = "sqlite:";
    auto text = configuration.text(option);
    if (text.starts_with(kSqlite)) return text.substr(kSqlite.size());
    if (db::is_postgres_address(text)) return text;
    return fail(ErrorKind::Invalid, "migrate.which", option);
}

/// A program that serves the SQLite file would go on in it after the move: it has to be stopped. Of
/// PostgreSQL the one writing place is held while the office moves.
Result<std::optional<DataLock>> lock_file(const std::string& where) {
    if (db::is_postgres_address(where)) return std::nullopt;
    if (!std::filesystem::exists(where))
        return fail(ErrorKind::Invalid, "data.no_office", "from", where);
    TRY(auto lock, DataLock::take(std::filesystem::path{where}.parent_path()));
    return lock;
}

/// Every table of one office as of now, told row counts and hashes. Unavailable `migrate.differs`.
Result<void> move(const std::string& from_where, const std::string& to_where) {
    TRY(const auto lock, lock_file(from_where));
    TRY(auto from, db::Database::open(from_where));
    TRY_DO(require_this_version(*from));
    TRY(auto to, db::Database::open(to_where));
    if (!to->tables().empty()) return fail(ErrorKind::Refused, "migrate.not_empty", "to");
    TRY_DO(to->migrate());
    const auto read = db::copy_tables(*from, *to, db::Meanwhile::nobody_writes);
    const auto written = db::digest_of(*to);
    std::int64_t rows = 0;
    for (const auto& [table, digest] : read) {
        if (written.at(table) != digest)
            return fail(ErrorKind::Unavailable, "migrate.differs", {}, table);
        std::printf("%-20s %10lld  %s\n", table.c_str(), static_cast<long long>(digest.rows),
                    digest.hash.substr(0, 16).c_str());
        rows += digest.rows;
    }
    to->refresh_statistics();
    std::printf("%zu表・%lld件をうつし、読み直して同じであることを確かめました\n", read.size(),
                static_cast<long long>(rows));
    return {};
}

Result<void> run(const Configuration& configuration) {
    if (configuration.has("from") || configuration.has("to")) {
        TRY(const auto from, address(configuration, "from"));
        TRY(const auto to, address(configuration, "to"));
        return move(from, to);
    }
    TRY(const auto program, Program::open(configuration, Opening::Upgrade));
    std::puts("データベースはこの版の形になっています。");
    return {};
}

}  // namespace

int run_migrate(const Configuration& configuration) {
    const auto done = run(configuration);
    return done ? 0 : explain(done.error());
}

}  // namespace kakehashi::app
