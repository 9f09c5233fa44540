#include "platform/event/outbox.hpp"

#include <cstdio>
#include <utility>

#include "base/failure_text.hpp"
#include "base/messages.hpp"

namespace kakehashi {
namespace {

constexpr int kReadAtOnce = 200;
/// 2^10: some 17 hours.
constexpr int kDoublingsMax = 10;
constexpr std::chrono::minutes kWaitMax{1 << kDoublingsMax};

constexpr db::Query kEnqueue{"outbox.enqueue", R"sql(
    INSERT INTO outbox (facility_id, receiver, topic, payload, created_at)
    VALUES ($1, $2, $3, $4, $5)
)sql"};

constexpr db::Query kAfter{"outbox.after", R"sql(
    SELECT id, facility_id, topic, payload, created_at
      FROM outbox
     WHERE receiver = $1 AND id > $2
     ORDER BY id
     LIMIT $3
)sql"};

constexpr db::Query kNewest{"outbox.newest", R"sql(
    SELECT coalesce(max(id), 0) FROM outbox
)sql"};

// The newest message stays: its id is not given a second time.
constexpr db::Query kForget{"outbox.forget", R"sql(
    DELETE FROM outbox
     WHERE created_at < $1 AND id < (SELECT max(id) FROM outbox)
       AND NOT EXISTS (SELECT 1 FROM outbox_position p
                        WHERE p.receiver = outbox.receiver AND p.position < outbox.id)
)sql"};

constexpr db::Query kPosition{"outbox.position", R"sql(
    SELECT position, attempts, next_at, reason, receiver FROM outbox_position WHERE receiver = $1
)sql"};

constexpr db::Query kReach{"outbox.reach", R"sql(
    INSERT INTO outbox_position (receiver, position, attempts, next_at, reason)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (receiver) DO UPDATE
       SET position = excluded.position, attempts = excluded.attempts, next_at = excluded.next_at,
           reason = excluded.reason
)sql"};

constexpr db::Query kPutAside{"outbox.put_aside", R"sql(
    INSERT INTO dead_letter (receiver, facility_id, topic, payload, created_at, dead_at, attempts,
                             reason)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
)sql"};

// A receiver that every program has for itself is not among them: nothing waits for it.
constexpr db::Query kPositions{"outbox.positions", R"sql(
    SELECT position, attempts, next_at, reason, receiver FROM outbox_position ORDER BY receiver
)sql"};

OutboxMessage message_from(const db::Row& row) {
    return {row.integer(0), row.id<FacilityId>(1), row.string(2), row.string(3), *row.instant(4)};
}

std::vector<OutboxMessage> messages_after(db::Transaction& tx, std::string_view receiver,
                                          std::int64_t position) {
    return tx.all(kAfter, message_from, receiver, position, kReadAtOnce);
}

struct Position {
    std::int64_t reached = 0;
    int attempts = 0;
    Instant next_at{};
    std::string reason = {};
    std::string receiver = {};
};

Position position_from(const db::Row& row) {
    return {row.integer(0), static_cast<int>(row.integer(1)), *row.instant(2), row.string(3),
            row.string(4)};
}

}  // namespace

void enqueue(db::Transaction& tx, FacilityId facility, Instant now, std::string_view receiver,
             std::string_view topic, std::string_view payload) {
    tx.send(kEnqueue, facility, receiver, topic, payload, now);
}

void forget_messages(db::Transaction& tx, Instant before) {
    tx.execute(kForget, before);
}

OutboxFollower::OutboxFollower(db::Database& database, std::string receiver,
                               std::function<void(const OutboxMessage&)> tell)
    : database_(database),
      receiver_(std::move(receiver)),
      tell_(std::move(tell)),
      position_(database.read().number(kNewest)) {}

int OutboxFollower::tell_new() {
    int told = 0;
    for (;;) {
        const auto messages = [&] {
            auto tx = database_.read();
            return messages_after(tx, receiver_, position_);
        }();
        for (const auto& message : messages) {
            position_ = message.id;
            tell_(message);
            ++told;
        }
        if (messages.size() < kReadAtOnce) return told;
    }
}

OutboxCourier::OutboxCourier(db::Database& database, const Clock& clock, std::string receiver,
                             Deliver deliver, int attempts_max)
    : database_(database),
      clock_(clock),
      receiver_(std::move(receiver)),
      deliver_(std::move(deliver)),
      attempts_max_(attempts_max) {}

int OutboxCourier::deliver_due() {
    if (!database_.is_leader()) return 0;
    auto reading = database_.read();
    auto position = reading.first(kPosition, position_from, receiver_).value_or(Position{});
    const auto messages = messages_after(reading, receiver_, position.reached);
    reading.commit();  // nothing stays open while somebody far away is told
    const auto now = clock_.now();
    // Later than any wait that begins now: the clock has been set back since.
    const bool waits = position.next_at > now && position.next_at <= now + kWaitMax;
    if (messages.empty() || waits) return 0;

    int delivered = 0;
    const OutboxMessage* failed = nullptr;
    for (const auto& message : messages) {
        if (const auto done = deliver(message); !done) {
            failed = &message;
            position.reason = sentence(done.error());
            break;
        }
        position = {message.id};
        ++delivered;
    }
    auto tx = database_.write();
    if (failed && ++position.attempts >= attempts_max_) {
        tx.execute(kPutAside, receiver_, failed->facility, failed->topic, failed->payload,
                   failed->created_at, clock_.now(), position.attempts, position.reason);
        position = {failed->id};
    } else if (failed) {
        position.next_at =
            now + std::chrono::minutes{1 << std::min(position.attempts - 1, kDoublingsMax)};
    }
    tx.execute(kReach, receiver_, position.reached, position.attempts, position.next_at,
               position.reason);
    tx.commit();
    return delivered;
}

/// A receiver that throws has not received: tried again later like one that says no.
Result<void> OutboxCourier::deliver(const OutboxMessage& message) {
    try {
        auto done = deliver_(message);
        if (!done)
            std::fprintf(stderr, "delivery to %s failed: %s\n", receiver_.c_str(),
                         done.error().code.c_str());
        return done;
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "delivery to %s failed: %s\n", receiver_.c_str(),
                     failure_text(failure).c_str());
        return fail(ErrorKind::Unavailable, "outbox.receiver_failed");
    }
}

std::vector<WaitingMessage> waiting_messages(db::Transaction& tx, FacilityId facility) {
    std::vector<WaitingMessage> waiting;
    for (auto& position : tx.all(kPositions, position_from)) {
        for (auto& message : messages_after(tx, position.receiver, position.reached)) {
            WaitingMessage one{position.receiver, std::move(message)};
            if (position.attempts > 0) {
                one.attempts = std::exchange(position.attempts, 0);
                one.next_at = position.next_at;
                one.reason = std::move(position.reason);
            }
            if (one.message.facility == facility) waiting.push_back(std::move(one));
        }
    }
    return waiting;
}

}  // namespace kakehashi
