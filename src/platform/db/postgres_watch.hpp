#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace kakehashi::db {

/// What the programs on one PostgreSQL owe each other: a program hears when another has written
/// (LISTEN), and one of them leads (an advisory lock that goes with its connection). One connection
/// and one thread; when the connection is lost it leads no longer and tries again.
class PostgresWatch {
  public:
    /// `on_written` is called on the watch's thread after another program's commit, and after each
    /// new connection, for what was missed meanwhile.
    PostgresWatch(std::string url, std::string own_name, std::function<void()> on_written);
    ~PostgresWatch();
    PostgresWatch(const PostgresWatch&) = delete;

    bool is_leader() const { return leads_; }

  private:
    void run(const std::stop_token& stop);
    void watch(const std::stop_token& stop);

    std::string url_;
    std::string own_name_;
    std::function<void()> on_written_;
    std::atomic<bool> leads_ = false;
    std::jthread thread_;  // last: it uses the others
};

}  // namespace kakehashi::db
