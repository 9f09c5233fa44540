#include "people/deputy.hpp"

#include <algorithm>

#include "base/era.hpp"
#include "platform/audit/entry.hpp"
#include "platform/auth/session.hpp"

namespace kakehashi::people {
namespace {

constexpr db::Query kAdd{"deputy.add", R"sql(
    INSERT INTO deputy (facility_id, absent_user, deputy_user, from_on, until_on, named_at,
                        named_by, named_name, running)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8,
            CASE WHEN CAST($9 AS TEXT) BETWEEN $4 AND $5 THEN 1 ELSE 0 END)
)sql"};

constexpr db::Query kEnd{"deputy.end", R"sql(
    UPDATE deputy SET ended_at = $5, running = 0
     WHERE facility_id = $1 AND id = $2 AND ended_at IS NULL AND until_on >= $4
       AND ($3 = 0 OR absent_user = $3)
    RETURNING absent_user
)sql"};

constexpr db::Query kToTurn{"deputy.to_turn", R"sql(
    SELECT count(*) FROM deputy
     WHERE ended_at IS NULL
       AND running <> CASE WHEN $1 BETWEEN from_on AND until_on THEN 1 ELSE 0 END
)sql"};

constexpr db::Query kTurn{"deputy.turn", R"sql(
    UPDATE deputy SET running = 1 - running
     WHERE ended_at IS NULL
       AND running <> CASE WHEN $1 BETWEEN from_on AND until_on THEN 1 ELSE 0 END
)sql"};

constexpr db::Query kList{"deputy.list", R"sql(
    SELECT deputy.id, absent.id, absent.name, absent.role, standing.id, standing.name,
           deputy.from_on, deputy.until_on, deputy.named_name,
           CASE WHEN absent.active = 1 AND standing.active = 1 THEN 1 ELSE 0 END
      FROM deputy
      JOIN user_account absent ON absent.id = deputy.absent_user
      JOIN user_account standing ON standing.id = deputy.deputy_user
     WHERE deputy.facility_id = $1 AND deputy.ended_at IS NULL AND deputy.until_on >= $2
     ORDER BY deputy.from_on, deputy.id
)sql"};

Result<Role> role_of_colleague(db::Transaction& tx, FacilityId facility, UserId user,
                               const char* field) {
    for (const auto& one : users_of(tx, facility))
        if (one.id == user && one.active) return one.role;
    return fail(ErrorKind::NotFound, "user.not_found", field);
}

void note(db::Transaction& tx, const Viewer& viewer, Instant now, std::string_view what,
          UserId absent, std::string result = "ok") {
    auto trace = audit::entry_of(viewer, now, audit::kChange, what);
    trace.case_kind = "user";
    trace.case_id = absent.value;
    trace.result = std::move(result);
    audit::note(tx, trace);
}

}  // namespace

Result<void> check_deputy(const NewDeputy& plan, Role absent, Role deputy, Date today) {
    const auto wrong = [](const char* code, const char* field) {
        return fail(ErrorKind::Invalid, code, field);
    };
    if (plan.absent == plan.deputy) return wrong("deputy.self", "deputy");
    if (plan.from_on < today) return wrong("deputy.in_past", "from_on");
    if (plan.until_on < plan.from_on) return wrong("deputy.bad_period", "until_on");
    if (plan.until_on - plan.from_on >= kDeputyDaysMax) return wrong("deputy.too_long", "until_on");
    if (!can_stand_in(absent)) return fail(ErrorKind::Refused, "deputy.no_cases", "absent");
    if (!can_stand_in(deputy)) return fail(ErrorKind::Refused, "deputy.no_cases", "deputy");
    return {};
}

Result<void> name_deputy(db::Transaction& tx, const Viewer& viewer, Instant now,
                         const NewDeputy& plan) {
    const auto today = date_in_japan(now);
    TRY(const auto absent, role_of_colleague(tx, viewer.facility, plan.absent, "absent"));
    TRY(const auto deputy, role_of_colleague(tx, viewer.facility, plan.deputy, "deputy"));
    TRY_DO(check_deputy(plan, absent, deputy, today));
    if (plan.deputy == viewer.user) return fail(ErrorKind::Refused, "deputy.own", "deputy");
    const auto others = deputyships(tx, viewer.facility, today);
    if (std::ranges::any_of(others, [&](const Deputyship& other) {
            return other.absent == plan.absent && other.from_on <= plan.until_on &&
                   plan.from_on <= other.until_on;
        }))
        return fail(ErrorKind::Refused, "deputy.overlaps", "from_on");
    tx.execute(kAdd, viewer.facility, plan.absent, plan.deputy, plan.from_on, plan.until_on, now,
               viewer.user, viewer.name, today);
    note(tx, viewer, now, "deputy.named", plan.absent,
         "user " + plan.deputy.text() + " " + iso_date(plan.from_on) + " – " +
             iso_date(plan.until_on));
    return {};
}

Result<void> end_deputy(db::Transaction& tx, const Viewer& viewer, Instant now, DeputyId id,
                        UserId absent) {
    const auto ended = tx.first(
        kEnd, [](const db::Row& row) { return row.id<UserId>(0); }, viewer.facility, id,
        absent.value, date_in_japan(now), now);
    if (!ended) return fail(ErrorKind::NotFound, "deputy.not_found");
    note(tx, viewer, now, "deputy.ended", *ended);
    return {};
}

bool deputies_turn(db::Transaction& tx, Date today) {
    return tx.number(kToTurn, today) > 0;
}

void turn_deputies(db::Transaction& tx, Date today) {
    tx.execute(kTurn, today);
}

std::vector<Deputyship> deputyships(db::Transaction& tx, FacilityId facility, Date today) {
    return tx.all(
        kList,
        [](const db::Row& row) {
            return Deputyship{.id = row.id<DeputyId>(0),
                              .absent = row.id<UserId>(1),
                              .deputy = row.id<UserId>(4),
                              .absent_name = row.string(2),
                              .deputy_name = row.string(5),
                              .absent_role = parse_role(row.text(3)).value_or(Role::None),
                              .from_on = *row.date(6),
                              .until_on = *row.date(7),
                              .named_name = row.string(8),
                              .in_use = row.yes(9)};
        },
        facility, today);
}

}  // namespace kakehashi::people
