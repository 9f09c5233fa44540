// raw_commit WHERE SECONDS: durable commits of one single-row insert a second, by one client,
// through our thin layer and nothing else: what bin/bench compares a registration with. WHERE is a
// folder (SQLite) or a postgres:// address of an empty database.
#include <cstdio>
#include <cstdlib>

#include "platform/db/database.hpp"

using namespace kakehashi;

namespace {

constexpr db::Query kInsert{"raw_commit.insert",
                            "INSERT INTO raw_commit (word) VALUES ('one row of a few words')"};

int run(int argc, char** argv) {
    if (argc != 3) {
        std::fputs("raw_commit FOLDER|postgres://… SECONDS\n", stderr);
        return 2;
    }
    std::string where = argv[1];
    if (!db::is_postgres_address(where)) where += "/raw_commit.db";
    const auto database = db::Database::open(where).value();
    database->run_script("CREATE TABLE raw_commit (word TEXT)");
    const auto start = std::chrono::steady_clock::now();
    const auto end = start + std::chrono::seconds{std::atoi(argv[2])};
    int commits = 0;
    for (; std::chrono::steady_clock::now() < end; ++commits) {
        auto tx = database->write();
        tx.execute(kInsert);
        tx.commit();
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    std::printf("%.1f\n", commits / took.count());
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "raw_commit: %s\n", failure.what());
        return 1;
    }
}
