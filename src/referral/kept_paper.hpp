#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "office/office.hpp"
#include "platform/http/form.hpp"
#include "referral/referral_intake.hpp"

namespace kakehashi {

// The paper of a form that was refused waits under a token: what may be taken up again is what this
// person handed over, whatever the form says.

/// Its token.
std::string keep_paper(Office& office, const Viewer& viewer, const ArrivedFile& paper);
/// Nothing when the token is none of theirs, or too old.
std::optional<http::Upload> kept_paper(Office& office, const Viewer& viewer,
                                       std::string_view token);

}  // namespace kakehashi
