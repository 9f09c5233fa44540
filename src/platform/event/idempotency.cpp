#include "platform/event/idempotency.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kEarlier{"idempotency.find", R"sql(
    SELECT answer FROM idempotency WHERE facility_id = $1 AND user_id = $2 AND key = $3
)sql"};
constexpr db::Query kRepeat{"idempotency.repeat", R"sql(
    UPDATE idempotency SET answer = answer WHERE facility_id = $1 AND user_id = $2 AND key = $3
    RETURNING answer
)sql"};
constexpr db::Query kRemember{"idempotency.insert", R"sql(
    INSERT INTO idempotency (facility_id, user_id, key, answer, at) VALUES ($1, $2, $3, $4, $5)
)sql"};
constexpr db::Query kForget{"idempotency.forget", R"sql(
    DELETE FROM idempotency WHERE at < $1
)sql"};
constexpr db::Query kNext{"series.next", R"sql(
    INSERT INTO series (facility_id, name, last) VALUES ($1, $2, 1)
    ON CONFLICT (facility_id, name) DO UPDATE SET last = series.last + 1
    RETURNING last
)sql"};
constexpr db::Query kLast{"series.last", R"sql(
    SELECT last FROM series WHERE facility_id = $1 AND name = $2
)sql"};

}  // namespace

std::optional<std::string> earlier_answer(db::Transaction& tx, const Viewer& viewer,
                                          std::string_view key) {
    if (key.empty()) return std::nullopt;
    return tx.first(
        kEarlier, [](const db::Row& row) { return row.string(0); }, viewer.facility, viewer.user,
        key);
}

std::optional<std::string> repeated_answer(db::Transaction& tx, const Viewer& viewer,
                                           std::string_view key) {
    if (key.empty()) return std::nullopt;
    return tx.first(
        kRepeat, [](const db::Row& row) { return row.string(0); }, viewer.facility, viewer.user,
        key);
}

void remember_answer(db::Transaction& tx, const Viewer& viewer, std::string_view key,
                     std::string_view answer, Instant now) {
    if (!key.empty()) tx.send(kRemember, viewer.facility, viewer.user, key, answer, now);
}

void forget_answers(db::Transaction& tx, Instant before) {
    tx.execute(kForget, before);
}

std::int64_t next_in_series(db::Transaction& tx, FacilityId facility, std::string_view series) {
    return tx.number(kNext, facility, series);
}

std::int64_t last_in_series(db::Transaction& tx, FacilityId facility, std::string_view series) {
    return tx.number(kLast, facility, series);
}

}  // namespace kakehashi
