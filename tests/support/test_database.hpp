#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "platform/db/database.hpp"

namespace kakehashi::testing {

/// A real, migrated database in a directory of its own that goes with the test.
class TestDatabase {
  public:
    TestDatabase() {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "kakehashi-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
        db_ = db::Database::open(folder_ / "office.db", {.durable = false}).value();
        db_->migrate().value();
    }
    ~TestDatabase() {
        db_.reset();
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    TestDatabase(const TestDatabase&) = delete;

    db::Database& operator*() { return *db_; }
    db::Database* operator->() { return db_.get(); }
    const std::filesystem::path& folder() const { return folder_; }

  private:
    std::filesystem::path folder_;
    std::unique_ptr<db::Database> db_;
};

}  // namespace kakehashi::testing
