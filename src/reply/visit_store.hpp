#pragma once

#include <string_view>

#include "referral/referral_store.hpp"
#include "reply/reply.hpp"

namespace kakehashi {

/// All commands below belong to one write transaction; on an error it must be rolled back.

/// 来院: the referral is visited, the bookings of that day are kept (earlier ones missed), and the
/// replies are owed from now on: 受診報告, 一次返書, 最終返書. Errors of Referral::arrive();
/// NotFound as find_referral().
///
/// Only the bookings end, and the referral stays as it is (its version too), when the patient came
/// for tests alone and the clinic is still ahead, or has come before and now keeps a later booking.
Result<Referral> record_arrival(db::Transaction& tx, const Viewer& viewer, Instant now,
                                ReferralId id, Date visited_on);
/// 元にもどす, while nobody has worked on the replies: Refused `reply.arrival_is_followed`;
/// Conflict `booking.full` when a place was given away.
Result<Referral> undo_arrival(db::Transaction& tx, const Viewer& viewer, Instant now,
                              ReferralId id);

/// 元にもどす of a record that ended bookings only. Refused `referral.cannot_be_taken_back`;
/// Conflict `booking.full`.
Result<Referral> undo_places(db::Transaction& tx, const Viewer& viewer, Instant now, ReferralId id);

/// 来院せず: the bookings up to today are missed and the referral owes the follow-up. It stays as
/// it is (its version too) while a clinic is still ahead, and when it was visited before. Errors of
/// Referral::miss(); Refused `booking.day_not_come` when all its bookings are ahead.
Result<Referral> record_missed(db::Transaction& tx, const Viewer& viewer, Instant now,
                               ReferralId id);
/// 元にもどす. Refused `referral.cannot_be_taken_back` unless it is 未受診; Conflict
/// `booking.full`.
Result<Referral> undo_missed(db::Transaction& tx, const Viewer& viewer, Instant now, ReferralId id);

/// 入院・退院: the due dates of the open stages follow; an admission opens the interim report
/// (経過報告・入院報告). Invalid `reply.day_in_future`, field `on`; errors of Referral::admit() and
/// discharge().
Result<Referral> record_admission(db::Transaction& tx, const Viewer& viewer, Instant now,
                                  ReferralId id, Date on);
Result<Referral> record_discharge(db::Transaction& tx, const Viewer& viewer, Instant now,
                                  ReferralId id, Date on);

/// The referral somebody came for, by its number (R-2026-11-0412, 412 of this month) or by the
/// patient's number when only one of his referrals is awaited. NotFound
/// `reply.nobody_awaited`, field `number`; Refused `reply.several_awaited`.
Result<ReferralId> find_awaited(db::Transaction& tx, const Viewer& viewer, std::string_view typed,
                                Date today);

}  // namespace kakehashi
