#include "ward/ward_turn.hpp"

#include "ward/stay.hpp"

namespace kakehashi::ward {
namespace {

constexpr db::Query kToTurn{"ward.to_turn", R"sql(
    SELECT (SELECT count(*) FROM ward
             WHERE active <> CASE WHEN since <= $1 AND (until IS NULL OR until >= $1)
                                  THEN 1 ELSE 0 END)
         + (SELECT count(*) FROM department
             WHERE since IS NOT NULL
               AND active <> CASE WHEN since <= $1 AND (until IS NULL OR until >= $1)
                                  THEN 1 ELSE 0 END)
         + (SELECT count(*) FROM affiliation
             WHERE running <> CASE WHEN since <= $1 AND (until IS NULL OR until >= $1)
                                   THEN 1 ELSE 0 END)
         + (SELECT count(*) FROM stay
             WHERE in_sight = 1 AND until IS NOT NULL AND until < $2)
)sql"};

constexpr db::Query kTurnWards{"ward.turn", R"sql(
    UPDATE ward SET active = 1 - active
     WHERE active <> CASE WHEN since <= $1 AND (until IS NULL OR until >= $1) THEN 1 ELSE 0 END
)sql"};

constexpr db::Query kTurnDepartments{"ward.turn_departments", R"sql(
    UPDATE department SET active = 1 - active
     WHERE since IS NOT NULL
       AND active <> CASE WHEN since <= $1 AND (until IS NULL OR until >= $1) THEN 1 ELSE 0 END
)sql"};

constexpr db::Query kTurnAffiliations{"affiliation.turn", R"sql(
    UPDATE affiliation SET running = 1 - running
     WHERE running <> CASE WHEN since <= $1 AND (until IS NULL OR until >= $1) THEN 1 ELSE 0 END
)sql"};

constexpr db::Query kEndSight{"stay.end_sight", R"sql(
    UPDATE stay SET in_sight = 0 WHERE in_sight = 1 AND until IS NOT NULL AND until < $1
)sql"};

}  // namespace

bool units_turn(db::Transaction& tx, Date today) {
    return tx.number(kToTurn, today, today - kSightAfterDischarge) > 0;
}

void turn_units(db::Transaction& tx, Date today) {
    tx.execute(kTurnWards, today);
    tx.execute(kTurnDepartments, today);
    tx.execute(kTurnAffiliations, today);
    tx.execute(kEndSight, today - kSightAfterDischarge);
}

}  // namespace kakehashi::ward
