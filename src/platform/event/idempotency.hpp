#pragma once

#include <optional>
#include <string>

#include "base/viewer.hpp"
#include "platform/db/database.hpp"

namespace kakehashi {

/// What was remembered under this key; nothing when nothing was. Empty keys are never remembered.
std::optional<std::string> earlier_answer(db::Transaction& tx, const Viewer& viewer,
                                          std::string_view key);
/// Where the first post with this key sent the browser; nothing when this is the first. Call it
/// inside the write transaction (a second post waits for the first), and commit before answering:
/// after a crash the first may be seen here while no replica has it yet, and a commit that wrote
/// nothing waits for none. So the answer is written once more.
std::optional<std::string> repeated_answer(db::Transaction& tx, const Viewer& viewer,
                                           std::string_view key);
void remember_answer(db::Transaction& tx, const Viewer& viewer, std::string_view key,
                     std::string_view answer, Instant now);
/// Forgets answers older than `before`: the browser that could repeat them is long closed.
void forget_answers(db::Transaction& tx, Instant before);

/// The next number of a running series: referral:2026-11 → 412. Gap-free per commit.
std::int64_t next_in_series(db::Transaction& tx, FacilityId facility, std::string_view series);
/// The number given last; 0 before the first.
std::int64_t last_in_series(db::Transaction& tx, FacilityId facility, std::string_view series);

}  // namespace kakehashi
