#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "platform/db/database.hpp"

namespace kakehashi {

/// One thing to be told outside the transaction that caused it. `payload` carries ids only.
struct OutboxMessage {
    std::int64_t id;
    FacilityId facility;
    std::string topic;
    std::string payload;
};

/// Joins the change's own transaction: told if and only if the change was saved.
void enqueue(db::Transaction& tx, FacilityId facility, Instant now, std::string_view receiver,
             std::string_view topic, std::string_view payload);

/// Delivers what waits for one receiver, in order, at least once. A delivery that fails is tried
/// again after 1, 2, 4 … minutes; after `attempts_max` it is dead-lettered for an operator to see.
class OutboxCourier {
  public:
    using Deliver = std::function<bool(const OutboxMessage&)>;

    OutboxCourier(db::Database& database, const Clock& clock, std::string receiver, Deliver deliver,
                  int attempts_max = 8);
    ~OutboxCourier();
    OutboxCourier(const OutboxCourier&) = delete;

    /// Something may be waiting. Called after every write; cheap.
    void wake();
    /// Delivers what is due now, on the calling thread. Returns how many were delivered.
    int deliver_due();
    void start();
    void stop();

  private:
    bool delivers(const OutboxMessage& message);
    void run();

    db::Database& database_;
    const Clock& clock_;
    std::string receiver_;
    Deliver deliver_;
    int attempts_max_;
    std::mutex guard_;
    std::condition_variable bell_;
    bool rung_ = true;  // look once at the start: a crash may have left messages behind
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace kakehashi
