#pragma once

#include <optional>
#include <string>

#include "base/viewer.hpp"
#include "platform/event/outbox.hpp"

namespace kakehashi::delivery {

/// 監査の締めの置き場: the folder the daily roots of the audit trail are carried to.
inline constexpr std::string_view kAuditRoots = "audit-roots";

/// What is told to this receiver, as staff call it: 監査の締め. A receiver nobody named: itself.
std::string words_of(std::string_view receiver);

/// もう一度送る: the dead letter of that number, or without one all of the viewer's facility.
/// Returns how many; each leaves an event (`office.letter_resent`). NotFound
/// `outbox.no_dead_letter`.
Result<int> send_again(db::Transaction& tx, const Viewer& viewer, Instant now,
                       std::optional<std::int64_t> number);

}  // namespace kakehashi::delivery
