#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "platform/db/database.hpp"

namespace kakehashi {

/// One thing to be told outside the transaction that caused it. `payload` carries ids only.
struct OutboxMessage {
    std::int64_t id;  // grows; a receiver that may be told twice knows a message again by it
    FacilityId facility;
    std::string topic;
    std::string payload;
    Instant created_at;
};

/// Joins the change's own transaction: told if and only if the change was saved.
void enqueue(db::Transaction& tx, FacilityId facility, Instant now, std::string_view receiver,
             std::string_view topic, std::string_view payload);

/// Messages that everybody has read or missed: older than `before`, and delivered where a courier
/// carries them.
void forget_messages(db::Transaction& tx, Instant before);

/// Reads what is new for a receiver that every program has for itself (open pages): from its own
/// start on, nothing is kept for it.
class OutboxFollower {
  public:
    OutboxFollower(db::Database& database, std::string receiver,
                   std::function<void(const OutboxMessage&)> tell);

    /// Tells what came since the last call. Returns how many.
    int tell_new();

  private:
    db::Database& database_;
    std::string receiver_;
    std::function<void(const OutboxMessage&)> tell_;
    std::int64_t position_;
};

/// Delivers the messages of a receiver that is told once for all programs: in order, at least once,
/// by the program that leads, going on where the last one stopped. What fails is tried again after
/// 1, 2, 4 … minutes; after `attempts_max` it becomes a dead letter and the next one has its turn.
class OutboxCourier {
  public:
    /// An Error's sentence is kept for the operator: it names no patient.
    using Deliver = std::function<Result<void>(const OutboxMessage&)>;

    OutboxCourier(db::Database& database, const Clock& clock, std::string receiver, Deliver deliver,
                  int attempts_max = 8);

    /// Delivers what is due now. Returns how many were delivered.
    int deliver_due();

  private:
    Result<void> deliver(const OutboxMessage& message);

    db::Database& database_;
    const Clock& clock_;
    std::string receiver_;
    Deliver deliver_;
    int attempts_max_;
};

/// What a courier has still to deliver.
struct WaitingMessage {
    std::string receiver;
    OutboxMessage message;
    int attempts = 0;  // 0 also for those behind the one that is being tried
    std::optional<Instant> next_at = {};
    std::string reason = {};  // why the last attempt failed, a sentence
};
/// Of this facility, receiver by receiver, the oldest first; of many only the first 200 of each. A
/// courier's first message ever is there once it was tried.
std::vector<WaitingMessage> waiting_messages(db::Transaction& tx, FacilityId facility);

/// What a courier gave up.
struct DeadLetter {
    std::int64_t id;
    std::string receiver;
    OutboxMessage message;
    Instant dead_at;
    std::string reason;  // a sentence; empty for those from before it was kept
    int attempts;
};

/// Those that nobody has sent again, the oldest first: of all, or of one facility.
std::vector<DeadLetter> dead_letters(db::Transaction& tx, int limit = 200);
std::vector<DeadLetter> dead_letters_of(db::Transaction& tx, FacilityId facility, int limit = 200);
int count_dead_letters(db::Transaction& tx, FacilityId facility);
/// Puts a letter of this facility at the end of its receiver's queue. NotFound
/// `outbox.no_dead_letter`, also when it was sent again already.
Result<void> resend(db::Transaction& tx, FacilityId facility, std::int64_t dead_letter,
                    Instant now);

}  // namespace kakehashi
