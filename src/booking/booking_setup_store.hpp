#pragma once

#include "base/viewer.hpp"
#include "booking/booking.hpp"
#include "platform/db/database.hpp"

namespace kakehashi {

/// 予約できるもの, 週の枠, 休診: what the office itself keeps. After a change of templates or
/// closures call check_bookings_against_schedule().

/// Saves a new bookable (id 0) or an existing one. NotFound `booking.no_such_bookable`, and
/// `department.not_found`, `doctor.not_found` for those of other facilities.
Result<BookableId> save_bookable(db::Transaction& tx, const Viewer& viewer,
                                 const Bookable& bookable);

/// 枠を足す. Invalid `booking.bad_weekday`, `booking.bad_places` (1 to 20), `booking.bad_minutes`
/// (5 to 480), `booking.bad_period`; Refused `booking.template_exists` when that weekday and time
/// has a template in the same period; NotFound `booking.no_such_bookable`.
Result<WeeklyTemplateId> add_weekly_template(db::Transaction& tx, const Viewer& viewer,
                                             const WeeklyTemplate& rule);
/// 枠を終える: no place from `from` on; earlier days stay as they were. NotFound
/// `booking.no_such_template`.
Result<void> end_weekly_template(db::Transaction& tx, const Viewer& viewer, WeeklyTemplateId id,
                                 Date from);
/// NotFound `booking.no_such_template`.
Result<BookableId> bookable_of_template(db::Transaction& tx, const Viewer& viewer,
                                        WeeklyTemplateId id);
/// Templates of one bookable that are or will be valid on `today`, by weekday and time.
std::vector<WeeklyTemplate> templates_of(db::Transaction& tx, const Viewer& viewer,
                                         BookableId bookable, Date today);

/// 休診を足す. Invalid `booking.bad_period` (ends before it begins, longer than a year),
/// `booking.reason_required`; NotFound `booking.no_such_bookable` unless 0 (the whole hospital).
Result<ClosureId> add_closure(db::Transaction& tx, const Viewer& viewer, const Closure& closure);
/// NotFound `booking.no_such_closure`.
Result<void> remove_closure(db::Transaction& tx, const Viewer& viewer, ClosureId id);

}  // namespace kakehashi
