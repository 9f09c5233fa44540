// What the pages read: the plan of a week, who is expected, what is still to be booked.

#include <algorithm>

#include "booking/booking_rows.hpp"
#include "booking/booking_store.hpp"
#include "platform/db/sight.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kBookables{"booking.bookables", R"sql(
    SELECT id, kind, name, detail, department_id, doctor_id, instructions, position, active
      FROM bookable
     WHERE facility_id = $1 AND ($2 = 0 OR id = $2)
     ORDER BY position, id
)sql"};

constexpr db::Query kTemplates{"booking.templates_between", R"sql(
    SELECT t.id, t.bookable_id, t.weekday, t.starts_at, t.minutes, t.places, t.valid_from,
           t.valid_until
      FROM bookable b JOIN weekly_template t ON t.bookable_id = b.id
     WHERE b.facility_id = $1 AND ($2 = 0 OR b.id = $2) AND b.active = 1
       AND t.valid_from <= $4 AND (t.valid_until IS NULL OR t.valid_until >= $3)
     ORDER BY t.id
)sql"};

constexpr db::Query kClosures{"booking.closures_between", R"sql(
    SELECT id, bookable_id, first_on, last_on, reason
      FROM closure
     WHERE facility_id = $1 AND last_on >= $2 AND first_on <= $3
     ORDER BY first_on, id
)sql"};

constexpr db::Query kTaken{"booking.taken_between", kBookingRows, R"sql(,
           CASE WHEN {shown p to $4} THEN p.name ELSE '' END
      FROM booking b JOIN patient p ON p.id = b.patient_id
     WHERE b.facility_id = $1 AND b.on_date BETWEEN $2 AND $3
       AND b.state IN ('held', 'confirmed', 'kept')
     ORDER BY b.on_date, b.starts_at, b.place
)sql"};

constexpr db::Query kExpected{"booking.expected_on", kBookingRows, R"sql(,
           w.name, w.detail, r.number, r.state, r.version, p.name, p.kana, p.number, p.sex,
           p.born_on, coalesce(f.name, '')
      FROM booking b
      JOIN bookable w ON w.id = b.bookable_id
      JOIN referral r ON r.id = b.referral_id
      JOIN patient p ON p.id = b.patient_id
      LEFT JOIN facility f ON f.id = r.referrer_id
     WHERE b.facility_id = $1 AND b.on_date = $2 AND b.state IN ('confirmed', 'kept', 'missed')
       AND {shown b.patient_id to $3}
     ORDER BY b.starts_at, w.position, b.id
)sql"};

// Driven by open duties: what is closed costs nothing here. A referral stands once per duty and
// place; the first row of each is the pressing one.
constexpr db::Query kToBook{"booking.referrals_to_book", kBookingRows, R"sql(,
           r.id, r.number, p.name, p.sex, p.born_on, coalesce(f.name, ''), coalesce(d.name, ''),
           CASE WHEN r.diagnoses <> '' THEN r.diagnoses ELSE r.purpose END,
           r.urgency, duty.kind, duty.basis, duty.due_at, duty.snoozed_until, duty.snooze_reason,
           r.patient_id
      FROM duty
      JOIN referral r ON r.id = duty.case_id
      JOIN patient p ON p.id = r.patient_id
      LEFT JOIN facility f ON f.id = r.referrer_id
      LEFT JOIN department d ON d.id = r.department_id
      LEFT JOIN booking b ON b.facility_id = duty.facility_id AND b.referral_id = r.id
                         AND b.state IN ('held', 'confirmed')
     WHERE duty.facility_id = $1 AND duty.closed_at IS NULL AND duty.case_kind = 'referral'
       AND (duty.kind IN ('booking.arrange', 'booking.asked', 'booking.rearrange')
            OR (duty.kind = 'referral.answer' AND r.state = 'awaiting_visit' AND b.id IS NOT NULL))
       AND {shown r.patient_id to $3}
     ORDER BY duty.urgent DESC, duty.due_at, duty.id, b.on_date, b.starts_at
     LIMIT $2
)sql"};

Bookable bookable_from(const db::Row& row) {
    return {row.id<BookableId>(0),
            parse_bookable_kind(row.text(1)).value(),
            row.string(2),
            row.string(3),
            row.id<DepartmentId>(4),
            row.id<DoctorId>(5),
            row.string(6),
            static_cast<int>(row.integer(7)),
            row.yes(8)};
}

Closure closure_from(const db::Row& row) {
    return {row.id<ClosureId>(0), row.id<BookableId>(1), *row.date(2), *row.date(3), row.string(4)};
}

ExpectedVisit expected_from(const db::Row& row) {
    ExpectedVisit visit;
    int column = kBookingColumns;
    visit.booking = booking_from(row);
    visit.bookable_name = row.string(column++);
    visit.bookable_detail = row.string(column++);
    visit.referral_number = row.string(column++);
    visit.referral_state = parse_referral_state(row.text(column++)).value();
    visit.referral_version = static_cast<int>(row.integer(column++));
    visit.patient_name = row.string(column++);
    visit.patient_kana = row.string(column++);
    visit.patient_number = row.string(column++);
    visit.patient_sex = row.string(column++);
    visit.patient_born_on = row.date(column++);
    visit.referrer_name = row.string(column++);
    return visit;
}

std::string first_line(std::string_view text) {
    return std::string{text.substr(0, text.find('\n'))};
}

WaitingReferral waiting_from(const db::Row& row) {
    WaitingReferral waiting;
    int column = kBookingColumns;
    if (!row.is_null(0)) waiting.booking = booking_from(row);
    waiting.id = row.id<ReferralId>(column++);
    waiting.number = row.string(column++);
    waiting.patient_name = row.string(column++);
    waiting.patient_sex = row.string(column++);
    waiting.patient_born_on = row.date(column++);
    waiting.referrer_name = row.string(column++);
    waiting.department_name = row.string(column++);
    waiting.about = first_line(row.string(column++));
    waiting.urgency = parse_urgency(row.text(column++)).value();
    waiting.duty_kind = row.string(column++);
    waiting.promised = row.text(column++) == "promise";
    waiting.due_at = *row.instant(column++);
    waiting.snoozed_until = row.instant(column++);
    waiting.snooze_reason = row.string(column++);
    waiting.patient = row.id<PatientId>(column++);
    return waiting;
}

}  // namespace

WeeklyTemplate template_from(const db::Row& row) {
    return {row.id<WeeklyTemplateId>(0),
            row.id<BookableId>(1),
            static_cast<unsigned>(row.integer(2)),
            parse_time_of_day(row.text(3)).value(),
            static_cast<int>(row.integer(4)),
            static_cast<int>(row.integer(5)),
            *row.date(6),
            row.date(7)};
}

Booking booking_from(const db::Row& row) {
    Booking booking;
    booking.id = row.id<BookingId>(0);
    booking.referral = row.id<ReferralId>(1);
    booking.patient = row.id<PatientId>(2);
    booking.bookable = row.id<BookableId>(3);
    booking.on_date = *row.date(4);
    booking.starts_at = parse_time_of_day(row.text(5)).value();
    booking.place = static_cast<int>(row.integer(6));
    booking.state = parse_booking_state(row.text(7)).value();
    booking.held_until = row.instant(8);
    booking.reason = row.string(9);
    booking.moved_to = row.id<BookingId>(10);
    booking.created_at = *row.instant(11);
    booking.confirmed_at = row.instant(12);
    booking.version = static_cast<int>(row.integer(13));
    return booking;
}

Schedule schedule_between(db::Transaction& tx, const Viewer& viewer, Date first, Date last,
                          BookableId bookable) {
    return {tx.all(kBookables, bookable_from, viewer.facility, bookable.value),
            tx.all(kTemplates, template_from, viewer.facility, bookable.value, first, last),
            tx.all(kClosures, closure_from, viewer.facility, first, last)};
}

std::vector<TakenPlace> taken_between(db::Transaction& tx, const Viewer& viewer, Date first,
                                      Date last) {
    const db::Unveiled taken_by_whomever{tx};  // whose place it is does not come with it
    auto taken = tx.all(
        kTaken,
        [](const db::Row& row) {
            return TakenPlace{booking_from(row), row.string(kBookingColumns)};
        },
        viewer.facility, first, last, viewer.user);
    // Of a confirmed place the week shows only that it is taken; the selected referral's own is
    // noted where that is read.
    for (const auto& one : taken)
        if (one.booking.state == BookingState::Held) viewer.sees(one.booking.patient);
    return taken;
}

std::vector<ExpectedVisit> bookings_of_day(db::Transaction& tx, const Viewer& viewer, Date day) {
    return viewer.sees_each(tx.all(kExpected, expected_from, viewer.facility, day, viewer.user),
                            [](const ExpectedVisit& visit) { return visit.booking.patient; });
}

std::vector<WaitingReferral> referrals_to_book(db::Transaction& tx, const Viewer& viewer,
                                               int limit) {
    constexpr int kRowsPerReferral = 4;  // duties and places of one referral share its line
    std::vector<WaitingReferral> out;
    tx.each(
        kToBook,
        [&](const db::Row& row) {
            auto next = waiting_from(row);
            const auto known = std::ranges::find(out, next.id, &WaitingReferral::id);
            if (known == out.end()) {
                if (static_cast<int>(out.size()) < limit) out.push_back(std::move(next));
            } else if (next.duty_kind == kDutyRearrange) {
                known->duty_kind = next.duty_kind;  // what keeps the visit from happening leads
            }
        },
        viewer.facility, limit * kRowsPerReferral, viewer.user);
    return viewer.sees_each(std::move(out), &WaitingReferral::patient);
}

}  // namespace kakehashi
