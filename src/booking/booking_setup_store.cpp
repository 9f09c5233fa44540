#include "booking/booking_setup_store.hpp"

#include "booking/booking_rows.hpp"
#include "booking/booking_store.hpp"
#include "facility/facility_store.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kInsertBookable{"booking.insert_bookable", R"sql(
    INSERT INTO bookable (facility_id, kind, name, detail, department_id, doctor_id, instructions,
                          position, active)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    RETURNING id
)sql"};

constexpr db::Query kSaveBookable{"booking.save_bookable", R"sql(
    UPDATE bookable SET kind = $3, name = $4, detail = $5, department_id = $6, doctor_id = $7,
                        instructions = $8, position = $9, active = $10
     WHERE facility_id = $1 AND id = $2
)sql"};

constexpr db::Query kKnownBookable{"booking.known_bookable", R"sql(
    SELECT count(*) FROM bookable WHERE facility_id = $1 AND id = $2
)sql"};

constexpr db::Query kSameTemplate{"booking.same_template", R"sql(
    SELECT count(*) FROM weekly_template
     WHERE bookable_id = $1 AND weekday = $2 AND starts_at = $3
       AND (CAST($5 AS TEXT) IS NULL OR valid_from <= $5) AND (valid_until IS NULL OR valid_until >= $4)
       AND (valid_until IS NULL OR valid_until >= valid_from)
)sql"};

constexpr db::Query kInsertTemplate{"booking.insert_template", R"sql(
    INSERT INTO weekly_template (bookable_id, weekday, starts_at, minutes, places, valid_from,
                                 valid_until)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    RETURNING id
)sql"};

constexpr db::Query kEndTemplate{"booking.end_template", R"sql(
    UPDATE weekly_template SET valid_until = $3
     WHERE id = $2 AND (valid_until IS NULL OR valid_until >= $3)
       AND bookable_id IN (SELECT id FROM bookable WHERE facility_id = $1)
)sql"};

constexpr db::Query kTemplatesOf{"booking.templates_of", R"sql(
    SELECT t.id, t.bookable_id, t.weekday, t.starts_at, t.minutes, t.places, t.valid_from,
           t.valid_until
      FROM bookable b JOIN weekly_template t ON t.bookable_id = b.id
     WHERE b.facility_id = $1 AND b.id = $2
       AND (t.valid_until IS NULL OR (t.valid_until >= $3 AND t.valid_until >= t.valid_from))
     ORDER BY t.weekday, t.starts_at, t.valid_from, t.id
)sql"};

constexpr db::Query kBookableOfTemplate{"booking.bookable_of_template", R"sql(
    SELECT b.id FROM weekly_template t JOIN bookable b ON b.id = t.bookable_id
     WHERE b.facility_id = $1 AND t.id = $2
)sql"};

constexpr db::Query kInsertClosure{"booking.insert_closure", R"sql(
    INSERT INTO closure (facility_id, bookable_id, first_on, last_on, reason)
    VALUES ($1, $2, $3, $4, $5)
    RETURNING id
)sql"};

constexpr db::Query kRemoveClosure{"booking.remove_closure", R"sql(
    DELETE FROM closure WHERE facility_id = $1 AND id = $2
)sql"};

Result<void> check_bookable(db::Transaction& tx, const Viewer& viewer, BookableId id) {
    if (tx.number(kKnownBookable, viewer.facility, id) == 0)
        return fail(ErrorKind::NotFound, "booking.no_such_bookable", "bookable");
    return {};
}

/// The department and doctor must be ours.
Result<void> check_ours(db::Transaction& tx, const Viewer& viewer, const Bookable& bookable) {
    if (bookable.department) {
        const auto department = find_department(tx, bookable.department);
        if (!department || department->facility != viewer.facility)
            return fail(ErrorKind::NotFound, "department.not_found", "department_id");
    }
    if (bookable.doctor) {
        const auto doctor = find_doctor(tx, bookable.doctor);
        if (!doctor || doctor->facility != viewer.facility)
            return fail(ErrorKind::NotFound, "doctor.not_found", "doctor_id");
    }
    return {};
}

auto invalid(const char* code, const char* field) {
    return fail(ErrorKind::Invalid, code, field);
}

}  // namespace

Result<BookableId> save_bookable(db::Transaction& tx, const Viewer& viewer,
                                 const Bookable& bookable) {
    if (bookable.name.empty()) return invalid("form.required", "name");
    TRY_DO(check_ours(tx, viewer, bookable));
    if (!bookable.id)
        return BookableId{tx.number(kInsertBookable, viewer.facility, bookable.kind, bookable.name,
                                    bookable.detail, bookable.department, bookable.doctor,
                                    bookable.instructions, bookable.position, bookable.active)};
    const auto saved =
        tx.execute(kSaveBookable, viewer.facility, bookable.id, bookable.kind, bookable.name,
                   bookable.detail, bookable.department, bookable.doctor, bookable.instructions,
                   bookable.position, bookable.active);
    if (saved == 0) return fail(ErrorKind::NotFound, "booking.no_such_bookable", "bookable");
    return bookable.id;
}

Result<WeeklyTemplateId> add_weekly_template(db::Transaction& tx, const Viewer& viewer,
                                             const WeeklyTemplate& rule) {
    constexpr int kPlacesMost = 20, kMinutesLeast = 5, kMinutesMost = 480;
    if (rule.weekday < 1 || rule.weekday > 7) return invalid("booking.bad_weekday", "weekday");
    if (rule.places < 1 || rule.places > kPlacesMost)
        return invalid("booking.bad_places", "places");
    if (rule.minutes < kMinutesLeast || rule.minutes > kMinutesMost)
        return invalid("booking.bad_minutes", "minutes");
    if (rule.valid_until && *rule.valid_until < rule.valid_from)
        return invalid("booking.bad_period", "valid_until");
    TRY_DO(check_bookable(tx, viewer, rule.bookable));
    const auto weekday = static_cast<int>(rule.weekday);
    const auto time = time_key(rule.starts_at);
    if (tx.number(kSameTemplate, rule.bookable, weekday, time, rule.valid_from, rule.valid_until) >
        0)
        return fail(ErrorKind::Refused, "booking.template_exists", "time");
    return WeeklyTemplateId{tx.number(kInsertTemplate, rule.bookable, weekday, time, rule.minutes,
                                      rule.places, rule.valid_from, rule.valid_until)};
}

Result<void> end_weekly_template(db::Transaction& tx, const Viewer& viewer, WeeklyTemplateId id,
                                 Date from) {
    if (tx.execute(kEndTemplate, viewer.facility, id, from - days{1}) == 0)
        return fail(ErrorKind::NotFound, "booking.no_such_template");
    return {};
}

Result<BookableId> bookable_of_template(db::Transaction& tx, const Viewer& viewer,
                                        WeeklyTemplateId id) {
    const BookableId bookable{tx.number(kBookableOfTemplate, viewer.facility, id)};
    if (!bookable) return fail(ErrorKind::NotFound, "booking.no_such_template");
    return bookable;
}

std::vector<WeeklyTemplate> templates_of(db::Transaction& tx, const Viewer& viewer,
                                         BookableId bookable, Date today) {
    return tx.all(kTemplatesOf, template_from, viewer.facility, bookable, today);
}

Result<ClosureId> add_closure(db::Transaction& tx, const Viewer& viewer, const Closure& closure) {
    constexpr days kLongest{366};
    if (closure.last_on < closure.first_on || closure.last_on - closure.first_on > kLongest)
        return invalid("booking.bad_period", "last_on");
    if (closure.reason.empty()) return invalid("booking.reason_required", "reason");
    if (closure.bookable) TRY_DO(check_bookable(tx, viewer, closure.bookable));
    return ClosureId{tx.number(kInsertClosure, viewer.facility, closure.bookable, closure.first_on,
                               closure.last_on, closure.reason)};
}

Result<void> remove_closure(db::Transaction& tx, const Viewer& viewer, ClosureId id) {
    if (tx.execute(kRemoveClosure, viewer.facility, id) == 0)
        return fail(ErrorKind::NotFound, "booking.no_such_closure");
    return {};
}

}  // namespace kakehashi
