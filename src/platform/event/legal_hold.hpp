#pragma once

#include <string>
#include <vector>

#include "base/viewer.hpp"
#include "platform/db/database.hpp"
#include "platform/event/case_ref.hpp"

namespace kakehashi {

/// 削除の差し止め: while it stands, nothing of the case (of the patient) is deleted.
struct LegalHold {
    CaseRef about;  // the case, or the patient whose cases are all kept
    std::string reason;
    Instant placed_at;
    std::string placed_by;
};

/// What keeps this case: its own hold and its patient's, also one on a record that was merged into
/// the patient. For a patient, `about` is the patient itself.
std::vector<LegalHold> holds_on(db::Transaction& tx, const Viewer& viewer, const CaseRef& about,
                                PatientId patient);

/// Places the hold with the event `hold.placed`. Refused `hold.placed_already`; Invalid
/// `text.required` without a reason (field `reason`).
Result<void> place_hold(db::Transaction& tx, const Viewer& viewer, Instant now,
                        const CaseRef& about, PatientId patient, std::string_view reason);
/// Lifts it with the event `hold.lifted`. Refused `hold.not_placed`; Invalid as above.
Result<void> lift_hold(db::Transaction& tx, const Viewer& viewer, Instant now, const CaseRef& about,
                       PatientId patient, std::string_view reason);

inline constexpr std::size_t kHoldReasonChars = 200;

}  // namespace kakehashi
