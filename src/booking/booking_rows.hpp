#pragma once

#include "booking/booking.hpp"
#include "platform/db/database.hpp"

namespace kakehashi {

/// The fourteen columns every query of a booking lists first, in this order:
/// id, referral_id, patient_id, bookable_id, on_date, starts_at, place, state, held_until, reason,
/// moved_to_id, created_at, confirmed_at, version.
Booking booking_from(const db::Row& row);
inline constexpr int kBookingColumns = 14;

}  // namespace kakehashi
