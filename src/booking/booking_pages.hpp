#pragma once

#include "office/office.hpp"

namespace kakehashi {

/// 予約調整: /bookings, its duties (予約を取る, 予約を移す), its lines in timelines and in the
/// day's agenda, and the minute's round of holds.
Feature booking_feature();

}  // namespace kakehashi
