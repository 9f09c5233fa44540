#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "office/office.hpp"

namespace kakehashi::office {

/// 見るだけ: while the machine takes no writes (disk full, server away), what is sent to be saved
/// is answered at once, with what was typed, and the pages go on showing. Every page says so
/// (Frame::read_only).
void refuse_changes_while_read_only(http::Router& router, Office& office);

/// The answer when the database's machine failed in the middle of a request: what was sent was not
/// saved and is given back, a page could not be read. 503, worth trying again.
http::Response machine_failed(Office& office, const http::Request& request,
                              const db::DatabaseError& failure);

/// Tries every other second whether writing works again, while it does not.
class WriteProbe {
  public:
    explicit WriteProbe(db::Database& database);
    WriteProbe(const WriteProbe&) = delete;

  private:
    void run(const std::stop_token& stop);

    db::Database& database_;
    std::mutex guard_;
    std::condition_variable_any bell_;
    std::jthread thread_;  // last: it uses the others
};

}  // namespace kakehashi::office
