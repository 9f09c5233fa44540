#include "platform/event/outbox.hpp"

#include <cstdio>

#include "base/failure_text.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kEnqueue{"outbox.enqueue", R"sql(
    INSERT INTO outbox (facility_id, receiver, topic, payload, created_at, next_at)
    VALUES ($1, $2, $3, $4, $5, $5)
)sql"};

constexpr db::Query kWaiting{"outbox.waiting", R"sql(
    SELECT id, facility_id, topic, payload, attempts, next_at
      FROM outbox
     WHERE receiver = $1 AND delivered_at IS NULL AND dead_at IS NULL
     ORDER BY id
     LIMIT 200
)sql"};

// A delivered message has done its work; the event it tells of is the lasting record.
constexpr db::Query kForget{"outbox.forget", R"sql(
    DELETE FROM outbox WHERE receiver = $1 AND id <= $2 AND delivered_at IS NULL AND dead_at IS NULL
)sql"};

constexpr db::Query kPostpone{"outbox.postpone", R"sql(
    UPDATE outbox SET attempts = attempts + 1, next_at = $2, dead_at = $3 WHERE id = $1
)sql"};

struct Waiting {
    OutboxMessage message;
    int attempts;
    Instant next_at;
};

void log_failure(const std::string& receiver, const std::exception& failure) {
    std::fprintf(stderr, "delivery to %s failed: %s\n", receiver.c_str(),
                 failure_text(failure).c_str());
}

}  // namespace

void enqueue(db::Transaction& tx, FacilityId facility, Instant now, std::string_view receiver,
             std::string_view topic, std::string_view payload) {
    tx.execute(kEnqueue, facility, receiver, topic, payload, now);
}

OutboxCourier::OutboxCourier(db::Database& database, const Clock& clock, std::string receiver,
                             Deliver deliver, int attempts_max)
    : database_(database),
      clock_(clock),
      receiver_(std::move(receiver)),
      deliver_(std::move(deliver)),
      attempts_max_(attempts_max) {}

OutboxCourier::~OutboxCourier() {
    stop();
}

int OutboxCourier::deliver_due() {
    const auto waiting = database_.read().all(
        kWaiting,
        [](const db::Row& row) {
            return Waiting{{row.integer(0), row.id<FacilityId>(1), row.string(2), row.string(3)},
                           static_cast<int>(row.integer(4)),
                           *row.instant(5)};
        },
        receiver_);
    const auto now = clock_.now();
    int delivered = 0;
    std::int64_t last = 0;
    const Waiting* failed = nullptr;
    for (const auto& one : waiting) {
        if (one.next_at > now) break;  // order per receiver: nobody overtakes
        if (!delivers(one.message)) {
            failed = &one;
            break;
        }
        last = one.message.id;
        ++delivered;
    }
    if (delivered == 0 && !failed) return 0;
    auto tx = database_.write();
    if (delivered > 0) tx.execute(kForget, receiver_, last);
    if (failed) {
        const bool dead = failed->attempts + 1 >= attempts_max_;
        const auto wait = std::chrono::minutes{1 << std::min(failed->attempts, 10)};
        tx.execute(kPostpone, failed->message.id, now + wait,
                   dead ? std::optional{now} : std::nullopt);
    }
    tx.commit();
    return delivered;
}

/// A receiver that throws has not received: tried again later like one that says no.
bool OutboxCourier::delivers(const OutboxMessage& message) {
    try {
        return deliver_(message);
    } catch (const std::exception& failure) {
        log_failure(receiver_, failure);
        return false;
    }
}

void OutboxCourier::wake() {
    {
        const std::lock_guard lock(guard_);
        rung_ = true;
    }
    bell_.notify_one();
}

void OutboxCourier::start() {
    thread_ = std::thread([this] { run(); });
}

void OutboxCourier::stop() {
    {
        const std::lock_guard lock(guard_);
        stopping_ = true;
    }
    bell_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void OutboxCourier::run() {
    std::unique_lock lock(guard_);
    while (!stopping_) {
        bell_.wait_for(lock, std::chrono::seconds{30}, [&] { return rung_ || stopping_; });
        if (stopping_) break;
        rung_ = false;
        lock.unlock();
        try {
            // Its own clean-up is a write and rings the bell once more; that round finds nothing.
            while (deliver_due() > 0) {
            }
        } catch (const std::exception& failure) {
            // The messages are still in the table; the next round tries again.
            log_failure(receiver_, failure);
        }
        lock.lock();
        // Many writes in a row become one round of deliveries.
        bell_.wait_for(lock, std::chrono::milliseconds{150}, [&] { return stopping_; });
    }
}

}  // namespace kakehashi
