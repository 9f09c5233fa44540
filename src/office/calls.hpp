#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "platform/event/contact.hpp"
#include "platform/http/form.hpp"

namespace kakehashi::office {

/// 折り返しまち: somebody promised a call, or was promised one.
inline constexpr std::string_view kDutyCallBack = "contact.callback";

/// What a form about a call, FAX, mail or visit says.
struct Call {
    Contact contact;
    std::optional<std::chrono::seconds> call_back_at = {};  // time of day in Japan
};

/// Reads `means` (電話 when the form does not ask), `direction` (発信), `outcome`, `person`, `note`
/// and `call_back_at`; Invalid with the field's name. Whom and what it is about is the caller's.
Result<Call> read_call(const http::Form& form);

/// Saves the contact. A promise to call back becomes a duty of its own, with the caller as its
/// assignee: it never takes the place of an earlier promise. `place` is the duty's.
void log_call(db::Transaction& tx, const Viewer& viewer, Instant now, Call call,
              std::string place = {});

}  // namespace kakehashi::office
