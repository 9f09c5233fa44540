#pragma once

#include <sqlite3.h>

#include <condition_variable>
#include <mutex>
#include <unordered_map>

#include "platform/db/database.hpp"

namespace kakehashi::db {

/// One SQLite connection with its prepared statements. Used by one thread at a time.
class Connection {
  public:
    Connection(const std::string& file, const Options& options, bool writes);
    ~Connection();
    Connection(const Connection&) = delete;

    std::int64_t run(const Query& query, std::span<const Value> values,
                     const std::function<void(const Row&)>* on_row);
    void script(const std::string& sql);
    std::string complaint(std::string_view text);

  private:
    struct Prepared {
        sqlite3_stmt* statement = nullptr;
        std::vector<int> position;  // position[n-1]: where SQLite put $n, 0 when unused
    };
    Prepared& prepare(const Query& query);
    [[noreturn]] void raise(int code, std::string_view during);

    sqlite3* handle_ = nullptr;
    std::unordered_map<const char*, Prepared> prepared_;  // keyed by the literal's address
};

/// The writer's place and the readers' connections.
class Pool {
  public:
    Pool(std::string file, Options options);
    std::unique_ptr<Connection> take(bool writes);
    void give_back(std::unique_ptr<Connection> connection, bool writes);

    /// Closes the readers that are free; new ones see the new statistics.
    void renew_readers();
    void set_after_write(std::function<void()> action);
    void tell_after_write();

  private:
    std::function<void()> after_write_;
    std::string file_;
    Options options_;
    std::mutex guard_;
    std::condition_variable free_;
    std::unique_ptr<Connection> writer_;
    std::vector<std::unique_ptr<Connection>> readers_;
    int readers_open_ = 0;
    std::uint64_t next_ticket_ = 0;  // writers are served in the order they came
    std::uint64_t now_serving_ = 0;
};

}  // namespace kakehashi::db
