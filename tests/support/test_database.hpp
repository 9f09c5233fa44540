#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "platform/db/database.hpp"

namespace kakehashi::testing {

/// The server that the tests are to use, `postgres://postgres@127.0.0.1:5555`; empty: SQLite.
/// bin/test runs every test once with each engine.
inline std::string postgres_server() {
    const char* server = std::getenv("KAKEHASHI_TEST_POSTGRES");
    return server ? server : "";
}

/// For what is true of one engine alone: say why where it is used.
inline bool on_postgres() {
    return !postgres_server().empty();
}

/// A real, migrated database and a folder, of its own, that go with the test.
class TestDatabase {
  public:
    TestDatabase() {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "kakehashi-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
        db_ = on_postgres() ? copy_of_template() : open(folder_ / "office.db");
        if (!on_postgres()) db_->migrate().value();
    }
    ~TestDatabase() {
        db_.reset();
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
        if (on_postgres()) on_server("DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
    }
    TestDatabase(const TestDatabase&) = delete;

    db::Database& operator*() { return *db_; }
    db::Database* operator->() { return db_.get(); }
    const std::filesystem::path& folder() const { return folder_; }
    /// What Database::open takes to reach the same rows.
    std::string where() const {
        return on_postgres() ? postgres_server() + "/" + name_ : (folder_ / "office.db").string();
    }

    /// Statements of the test's own, each by itself; ids they gave are not given again.
    void script(const std::string& sql) {
        db_->run_script(sql);
        db_->restart_identities();
    }

  private:
    static std::unique_ptr<db::Database> open(const std::string& where) {
        return db::Database::open(where, {.durable = false}).value();
    }
    static void on_server(const std::string& sql) {
        open(postgres_server() + "/postgres")->run_script(sql);
    }
    /// One migrated database for all tests of the server; whoever comes first makes it.
    static void make_template() {
        const auto server = open(postgres_server() + "/postgres");
        auto tx = server->write();  // holds the writing place of that database: one maker at a time
        static constexpr db::Query kIsThere{
            "test.template",
            "SELECT count(*) FROM pg_database WHERE datname = 'kakehashi_template'"};
        if (tx.number(kIsThere) > 0) return;
        const auto maker = open(postgres_server() + "/template1");
        maker->run_script("CREATE DATABASE kakehashi_making TEMPLATE template0");
        open(postgres_server() + "/kakehashi_making")->migrate().value();
        maker->run_script("ALTER DATABASE kakehashi_making RENAME TO kakehashi_template");
    }
    std::unique_ptr<db::Database> copy_of_template() {
        static const bool made = (make_template(), true);
        static int count = 0;
        name_ = "test_" + std::to_string(::getpid()) + "_" + std::to_string(made ? ++count : 0);
        // FILE_COPY: half the time of the other way for so small a database.
        on_server("CREATE DATABASE " + name_ + " TEMPLATE kakehashi_template STRATEGY FILE_COPY");
        return open(where());
    }

    std::filesystem::path folder_;
    std::string name_;
    std::unique_ptr<db::Database> db_;
};

}  // namespace kakehashi::testing
