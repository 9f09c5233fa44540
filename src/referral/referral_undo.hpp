#pragma once

#include "referral/referral_store.hpp"

namespace kakehashi {

/// 元にもどす, saved with the event `referral.taken_back`. A withdrawal leads back to where the
/// case stood: to 受診まち with its visit when the place is still booked for it (places are
/// released a moment after a withdrawal) or none was needed, else to 予約調整. Errors of
/// Referral::take_back and save_referral.
Result<Referral> take_back_referral(db::Transaction& tx, const Viewer& viewer, Instant now,
                                    const Referral& referral);

/// 受入可, saved with the event `referral.accepted`. A place that an undone acceptance left booked
/// counts again. Errors of Referral::accept and save_referral.
Result<Referral> accept_referral(db::Transaction& tx, const Viewer& viewer, Instant now,
                                 const Referral& referral, bool needs_booking);

}  // namespace kakehashi
