// What couriers gave up: read, counted and sent again.
#include "platform/event/outbox.hpp"

namespace kakehashi {
namespace {

constexpr std::string_view kGivenUp = R"sql(
    SELECT id, facility_id, topic, payload, created_at, receiver, dead_at, attempts, reason
      FROM dead_letter
     WHERE resent_at IS NULL)sql";

constexpr db::Query kDeadLetters{"outbox.dead_letters", kGivenUp, R"sql(
     ORDER BY id
     LIMIT $1
)sql"};

constexpr db::Query kDeadLettersOf{"outbox.dead_letters_of", kGivenUp, R"sql(
       AND facility_id = $1
     ORDER BY id
     LIMIT $2
)sql"};

constexpr db::Query kCountDead{"outbox.count_dead_letters", R"sql(
    SELECT count(*) FROM dead_letter WHERE facility_id = $1 AND resent_at IS NULL
)sql"};

constexpr db::Query kResent{"outbox.resent", R"sql(
    UPDATE dead_letter SET resent_at = $3
     WHERE id = $1 AND facility_id = $2 AND resent_at IS NULL
)sql"};

constexpr db::Query kEnqueueAgain{"outbox.enqueue_again", R"sql(
    INSERT INTO outbox (facility_id, receiver, topic, payload, created_at)
    SELECT facility_id, receiver, topic, payload, $2 FROM dead_letter WHERE id = $1
)sql"};

DeadLetter dead_letter_from(const db::Row& row) {
    return {row.integer(0),
            row.string(5),
            {row.integer(0), row.id<FacilityId>(1), row.string(2), row.string(3), *row.instant(4)},
            *row.instant(6),
            row.string(8),
            static_cast<int>(row.integer(7))};
}

}  // namespace

std::vector<DeadLetter> dead_letters(db::Transaction& tx, int limit) {
    return tx.all(kDeadLetters, dead_letter_from, limit);
}

std::vector<DeadLetter> dead_letters_of(db::Transaction& tx, FacilityId facility, int limit) {
    return tx.all(kDeadLettersOf, dead_letter_from, facility, limit);
}

int count_dead_letters(db::Transaction& tx, FacilityId facility) {
    return static_cast<int>(tx.number(kCountDead, facility));
}

Result<void> resend(db::Transaction& tx, FacilityId facility, std::int64_t dead_letter,
                    Instant now) {
    if (tx.execute(kResent, dead_letter, facility, now) == 0)
        return fail(ErrorKind::NotFound, "outbox.no_dead_letter");
    tx.execute(kEnqueueAgain, dead_letter, now);
    return {};
}

}  // namespace kakehashi
