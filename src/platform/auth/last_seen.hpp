#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "platform/auth/session.hpp"

namespace kakehashi {

/// Writes when a session was last in use, at most once a minute each, on a thread of its own: a
/// page that only reads is shown also while the writer is taken or the disk is full.
class LastSeen {
  public:
    explicit LastSeen(db::Database& database);
    ~LastSeen();  ///< Waits for the write that runs.
    LastSeen(const LastSeen&) = delete;
    LastSeen& operator=(const LastSeen&) = delete;

    /// Returns at once. A write that fails is forgotten; a request a minute later tries again.
    void note(std::string_view token, Instant now);

  private:
    void run();

    db::Database& database_;
    std::mutex guard_;
    std::condition_variable bell_;
    bool stopping_ = false;
    std::map<std::string, Instant> noted_;  // token_hash → what was last handed to the thread
    std::map<std::string, Instant> due_;
    std::thread thread_;  // last: it uses the others
};

}  // namespace kakehashi
