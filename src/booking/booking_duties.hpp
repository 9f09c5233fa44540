#pragma once

#include "base/json/json.hpp"
#include "booking/booking_store.hpp"

namespace kakehashi {

/// What a timeline line says of a booking: {"day", "time", "bookable", "reason"}; no patient.
json::Value booking_event_data(db::Transaction& tx, const Viewer& viewer, const Booking& booking);

/// How long a hold lasts in this house: setting `booking.hold_minutes`, 15 to 2880.
std::chrono::minutes hold_lasts(db::Transaction& tx, FacilityId facility);

/// A referral in 予約調整 owes its booking (booking.arrange); the duty's second column shows the
/// place that is held, if any. Nothing happens in other states.
void renew_booking_duty(db::Transaction& tx, const Viewer& viewer, Instant now,
                        const Referral& referral);

/// The duty to confirm the visit (visit.confirm) falls on the day of the first confirmed booking.
/// Once somebody has come, or was missed, each booking still ahead has a duty of its own, its topic
/// the booking's id.
void renew_visit_duty(db::Transaction& tx, const Viewer& viewer, Instant now, ReferralId referral);

}  // namespace kakehashi
