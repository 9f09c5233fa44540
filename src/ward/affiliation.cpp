#include "ward/affiliation.hpp"

#include "platform/audit/entry.hpp"

namespace kakehashi::ward {
namespace {

constexpr db::Query kList{"affiliation.list", R"sql(
    SELECT affiliation.id, affiliation.user_id, affiliation.ward_id, affiliation.department_id,
           coalesce(ward.name, department.name), affiliation.since, affiliation.until,
           affiliation.running
      FROM user_account
      JOIN affiliation ON affiliation.user_id = user_account.id
      LEFT JOIN ward ON ward.id = affiliation.ward_id
      LEFT JOIN department ON department.id = affiliation.department_id
     WHERE user_account.facility_id = $1 AND ($2 = 0 OR user_account.id = $2)
       AND (affiliation.until IS NULL OR affiliation.until >= $3)
     ORDER BY affiliation.user_id, CASE WHEN affiliation.ward_id IS NULL THEN 1 ELSE 0 END,
              ward.position, department.position, affiliation.since, affiliation.id
)sql"};

constexpr db::Query kKnown{"affiliation.known", R"sql(
    SELECT (SELECT count(*) FROM user_account WHERE id = $2 AND facility_id = $1 AND active = 1)
         * ((SELECT count(*) FROM ward WHERE id = $3 AND facility_id = $1
                AND (until IS NULL OR until >= $5))
          + (SELECT count(*) FROM department WHERE id = $4 AND facility_id = $1 AND active = 1))
)sql"};

constexpr db::Query kOverlap{"affiliation.overlap", R"sql(
    SELECT count(*) FROM affiliation
     WHERE user_id = $1 AND (ward_id = $2 OR department_id = $3)
       AND (until IS NULL OR until >= $4) AND (CAST($5 AS TEXT) IS NULL OR since <= $5)
)sql"};

constexpr db::Query kInsert{"affiliation.insert", R"sql(
    INSERT INTO affiliation (facility_id, user_id, ward_id, department_id, since, until, running)
    VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
)sql"};

// The day before: from this moment on somebody else's patients are there.
constexpr db::Query kEnd{"affiliation.end", R"sql(
    UPDATE affiliation SET until = $4, running = 0
     WHERE facility_id = $1 AND user_id = $2 AND id = $3 AND since <= $4
       AND (until IS NULL OR until > $4)
)sql"};

constexpr db::Query kTakeBack{"affiliation.take_back", R"sql(
    DELETE FROM affiliation
     WHERE facility_id = $1 AND user_id = $2 AND id = $3 AND since > $4
)sql"};

constexpr db::Query kOwnWards{"affiliation.own_wards", R"sql(
    SELECT DISTINCT ward.id, ward.code, ward.name, ward.position, ward.since, ward.until,
           ward.active, ward.version
      FROM affiliation JOIN ward ON ward.id = affiliation.ward_id
     WHERE affiliation.user_id = $1 AND affiliation.running = 1
     ORDER BY ward.position, ward.id
)sql"};

void note(db::Transaction& tx, const Viewer& viewer, Instant now, std::string_view what,
          UserId user, std::string result) {
    auto trace = audit::entry_of(viewer, now, audit::kChange, what);
    trace.case_kind = "user";
    trace.case_id = user.value;
    trace.result = std::move(result);
    audit::note(tx, trace);
}

std::string unit_text(const Affiliation& affiliation) {
    return affiliation.ward ? "ward " + affiliation.ward.text()
                            : "department " + affiliation.department.text();
}

}  // namespace

std::vector<Affiliation> affiliations_of(db::Transaction& tx, FacilityId house, Date today,
                                         UserId user) {
    return tx.all(
        kList,
        [](const db::Row& row) {
            return Affiliation{row.id<AffiliationId>(0),
                               row.id<UserId>(1),
                               row.id<WardId>(2),
                               row.id<DepartmentId>(3),
                               row.string(4),
                               {*row.date(5), row.date(6)},
                               row.yes(7)};
        },
        house, user.value, today);
}

Result<AffiliationId> add_affiliation(db::Transaction& tx, const Viewer& viewer, Instant now,
                                      const Affiliation& one) {
    const auto today = date_in_japan(now);
    TRY_DO(one.days.check());
    if (!one.ward == !one.department) return fail(ErrorKind::Invalid, "choice.required", "unit");
    if (one.days.until && *one.days.until < today)
        return fail(ErrorKind::Invalid, "period.over", "until");
    if (tx.number(kKnown, viewer.facility, one.user, one.ward, one.department, today) == 0)
        return fail(ErrorKind::Invalid, "choice.gone", "unit");
    if (tx.number(kOverlap, one.user, one.ward, one.department, one.days.since, one.days.until) > 0)
        return fail(ErrorKind::Conflict, "affiliation.there_already", "unit");
    const AffiliationId id{tx.number(kInsert, viewer.facility, one.user, one.ward, one.department,
                                     one.days.since, one.days.until, one.days.on(today))};
    note(tx, viewer, now, "affiliation.added", one.user, unit_text(one));
    return id;
}

Result<void> end_affiliation(db::Transaction& tx, const Viewer& viewer, Instant now, UserId user,
                             AffiliationId id) {
    const auto yesterday = date_in_japan(now) - days{1};
    if (tx.execute(kEnd, viewer.facility, user, id, yesterday) == 0 &&
        tx.execute(kTakeBack, viewer.facility, user, id, yesterday) == 0)
        return fail(ErrorKind::NotFound, "affiliation.not_found");
    note(tx, viewer, now, "affiliation.ended", user, "affiliation " + id.text());
    return {};
}

std::vector<Ward> own_wards(db::Transaction& tx, const Viewer& viewer) {
    return tx.all(
        kOwnWards,
        [](const db::Row& row) {
            return Ward{row.id<WardId>(0),
                        row.string(1),
                        row.string(2),
                        static_cast<int>(row.integer(3)),
                        {*row.date(4), row.date(5)},
                        row.yes(6),
                        static_cast<int>(row.integer(7))};
        },
        viewer.user);
}

}  // namespace kakehashi::ward
