#pragma once

#include <string>
#include <vector>

#include "base/viewer.hpp"
#include "platform/auth/role.hpp"
#include "platform/db/database.hpp"

namespace kakehashi::people {

using DeputyId = Id<struct DeputyTag>;

/// 代行を決める: who stands in for whom, from day to day, both included.
struct NewDeputy {
    UserId absent;
    UserId deputy;
    Date from_on;
    Date until_on;
};

/// A stay abroad or a long sick leave; longer than that somebody else gets the role.
inline constexpr days kDeputyDaysMax{92};

/// What is wrong with it, whoever says it: Invalid `deputy.self`, `deputy.in_past`,
/// `deputy.bad_period`, `deputy.too_long`; Refused `deputy.no_cases` when either has no work with
/// cases (監査者, 管理者, 役割なし). Pure.
Result<void> check_deputy(const NewDeputy& plan, Role absent, Role deputy, Date today);

/// Refused `deputy.own` for who would take over somebody's part by themselves, `deputy.overlaps`
/// when somebody stands in already on one of the days; NotFound `user.not_found` for an account of
/// another house or out of use; errors of check_deputy().
Result<void> name_deputy(db::Transaction& tx, const Viewer& viewer, Instant now,
                         const NewDeputy& plan);
/// Takes it back at once. `absent`: only theirs; none: anybody's. NotFound `deputy.not_found`.
Result<void> end_deputy(db::Transaction& tx, const Viewer& viewer, Instant now, DeputyId id,
                        UserId absent = {});

struct Deputyship {
    DeputyId id;
    UserId absent, deputy;
    std::string absent_name, deputy_name;
    Role absent_role = Role::None;
    Date from_on, until_on;
    std::string named_name;
    bool in_use = true;  // both may sign in
};
/// Those of today and later, the earliest first.
std::vector<Deputyship> deputyships(db::Transaction& tx, FacilityId facility, Date today);

/// Whether one begins or is over since this was last asked; then turn_deputies() has to say so to
/// the storage, which knows no clock (sealed_from). Once a minute.
bool deputies_turn(db::Transaction& tx, Date today);
void turn_deputies(db::Transaction& tx, Date today);

}  // namespace kakehashi::people
