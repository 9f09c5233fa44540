#pragma once

#include "booking/booking.hpp"
#include "platform/db/database.hpp"

namespace kakehashi {

/// The fourteen columns booking_from() reads, first in every query of bookings `b`.
inline constexpr std::string_view kBookingRows = R"sql(
    SELECT b.id, b.referral_id, b.patient_id, b.bookable_id, b.on_date, b.starts_at, b.place,
           b.state, b.held_until, b.reason, b.moved_to_id, b.created_at, b.confirmed_at,
           b.version)sql";
Booking booking_from(const db::Row& row);
inline constexpr int kBookingColumns = 14;

/// Eight columns: id, bookable_id, weekday, starts_at, minutes, places, valid_from, valid_until.
WeeklyTemplate template_from(const db::Row& row);

}  // namespace kakehashi
