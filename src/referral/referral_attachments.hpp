#pragma once

#include "referral/referral_intake.hpp"

namespace kakehashi {

/// Keeps the bytes of what a letter carries, so that rows may point at them, and looks at each.
/// What came without its content, or beyond the fiftieth, is left out with a sentence in
/// `warnings`. Unavailable `document.not_stored`.
Result<std::vector<ArrivedAttachment>> store_attachments(
    Office& office, const std::vector<LetterAttachment>& attachments,
    std::vector<std::string>& warnings);

/// Hangs those it does not hold yet on the referral, beside its original, and tells the timeline
/// what they are.
void attach_attachments(db::Transaction& tx, const Viewer& viewer, Instant now,
                        const Referral& referral,
                        const std::vector<ArrivedAttachment>& attachments);

}  // namespace kakehashi
