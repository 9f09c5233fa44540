#pragma once

#include <sqlite3.h>

#include <array>
#include <condition_variable>
#include <map>
#include <mutex>

#include "platform/db/database.hpp"

namespace kakehashi::db {

/// One SQLite connection with its prepared statements. Used by one thread at a time.
class Connection {
  public:
    Connection(const std::string& file, const Options& options, bool writes);
    ~Connection();
    Connection(const Connection&) = delete;

    /// A write transaction takes the file's one writing place at once, so that it cannot fail
    /// half-way for want of it.
    void begin(bool writes);
    void commit();
    void rollback();
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
    /// A statement is known by where its literals lie: no text is compared or joined again.
    using Key = std::array<const char*, 6>;
    std::map<Key, Prepared> prepared_;
};

/// The writer's place and the readers' places, each with the connection that was last used there.
class Pool {
  public:
    Pool(std::string file, Options options);

    /// Closes the readers that are free; new ones see the new statistics.
    void renew_readers();
    void set_after_write(std::function<void()> action);
    void tell_after_write();

  private:
    friend class Lease;
    /// Waits for a place; nothing when no connection lies there yet.
    std::unique_ptr<Connection> enter(bool writes);
    /// Frees the place; the connection is kept for the next, unless there is none.
    void leave(std::unique_ptr<Connection> connection, bool writes);

    std::function<void()> after_write_;
    std::string file_;
    Options options_;
    std::mutex guard_;
    std::condition_variable free_;
    std::unique_ptr<Connection> writer_;
    std::vector<std::unique_ptr<Connection>> readers_;
    int readers_busy_ = 0;
    std::uint64_t next_ticket_ = 0;  // writers are served in the order they came
    std::uint64_t now_serving_ = 0;
};

/// One place in the pool and its connection, given back at the end whatever happened.
class Lease {
  public:
    /// Waits for its turn. DatabaseError when a new connection cannot be opened.
    Lease(Pool& pool, bool writes);
    ~Lease();
    Lease(const Lease&) = delete;

    Connection* operator->() { return connection_.get(); }
    Pool& pool() { return pool_; }
    bool writes() const { return writes_; }
    /// The connection is in an unknown state: the next user gets a new one.
    void spoil() { connection_.reset(); }

  private:
    Pool& pool_;
    bool writes_;
    std::unique_ptr<Connection> connection_;
};

}  // namespace kakehashi::db
