#include "ward/ward_store.hpp"

#include "facility/facility_store.hpp"
#include "platform/audit/entry.hpp"

namespace kakehashi::ward {
namespace {

constexpr std::string_view kWardColumns = R"sql(
    SELECT id, code, name, position, since, until, active, version FROM ward
     WHERE facility_id = $1
)sql";

constexpr db::Query kWards{"ward.of_house", kWardColumns, R"sql(
     ORDER BY active DESC, position, id
)sql"};

constexpr db::Query kFind{"ward.find", kWardColumns, " AND id = $2"};

constexpr db::Query kInsert{"ward.insert", R"sql(
    INSERT INTO ward (facility_id, code, name, position, since, until, active)
    VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
)sql"};

constexpr db::Query kSave{"ward.save", R"sql(
    UPDATE ward SET code = $4, name = $5, position = $6, since = $7, until = $8, active = $9,
                    version = version + 1
     WHERE facility_id = $1 AND id = $2 AND version = $3
)sql"};

constexpr db::Query kPatientsThere{"ward.patients_there", R"sql(
    SELECT count(*) FROM stay WHERE ward_id = $1 AND in_sight = 1 AND until IS NULL
)sql"};

constexpr db::Query kDepartments{"ward.departments", R"sql(
    SELECT id, code, name, short_name, position, since, until, active FROM department
     WHERE facility_id = $1
     ORDER BY active DESC, position, id
)sql"};

constexpr db::Query kDepartmentDays{"ward.department_days", R"sql(
    UPDATE department SET since = $3, until = $4 WHERE facility_id = $1 AND id = $2
)sql"};

Ward ward_from(const db::Row& row) {
    Ward ward;
    ward.id = row.id<WardId>(0);
    ward.code = row.string(1);
    ward.name = row.string(2);
    ward.position = static_cast<int>(row.integer(3));
    ward.in_use = {*row.date(4), row.date(5)};
    ward.active = row.yes(6);
    ward.version = static_cast<int>(row.integer(7));
    return ward;
}

}  // namespace

std::vector<Ward> wards_of(db::Transaction& tx, FacilityId house) {
    return tx.all(kWards, ward_from, house);
}

Result<Ward> find_ward(db::Transaction& tx, FacilityId house, WardId id) {
    auto found = tx.first(kFind, ward_from, house, id);
    if (!found) return fail(ErrorKind::NotFound, "ward.not_found");
    return *std::move(found);
}

Result<WardId> save_ward(db::Transaction& tx, const Viewer& viewer, Instant now, Ward ward) {
    TRY_DO(ward.in_use.check());
    const bool active = ward.in_use.on(date_in_japan(now));
    if (ward.id && !active && tx.number(kPatientsThere, ward.id) > 0)
        return fail(ErrorKind::Refused, "ward.occupied", "until");
    bool found = true;
    const bool alone = tx.attempt([&] {
        if (!ward.id)
            ward.id =
                WardId{tx.number(kInsert, viewer.facility, ward.code, ward.name, ward.position,
                                 ward.in_use.since, ward.in_use.until, active)};
        else
            found = tx.execute(kSave, viewer.facility, ward.id, ward.version, ward.code, ward.name,
                               ward.position, ward.in_use.since, ward.in_use.until, active) > 0;
    });
    if (!alone) return fail(ErrorKind::Conflict, "ward.name_taken", "name");
    if (!found) return fail(ErrorKind::Conflict, "ward.changed_meanwhile");
    auto trace = audit::entry_of(viewer, now, audit::kChange, "ward.saved");
    trace.case_kind = "ward";
    trace.case_id = ward.id.value;
    trace.result = iso_date(ward.in_use.since) + " – " +
                   (ward.in_use.until ? iso_date(*ward.in_use.until) : std::string{});
    audit::note(tx, trace);
    return ward.id;
}

std::vector<HouseDepartment> house_departments(db::Transaction& tx, FacilityId house) {
    return tx.all(
        kDepartments,
        [](const db::Row& row) {
            return HouseDepartment{
                row.id<DepartmentId>(0),          row.string(1), row.string(2), row.string(3),
                static_cast<int>(row.integer(4)), row.date(5),   row.date(6),   row.yes(7)};
        },
        house);
}

Result<DepartmentId> save_house_department(db::Transaction& tx, const Viewer& viewer, Instant now,
                                           const HouseDepartment& department) {
    const InUse in_use{department.since.value_or(date_in_japan(now)), department.until};
    if (department.since) TRY_DO(in_use.check());
    TRY(const auto id, save_department(tx, viewer, now,
                                       {department.id, viewer.facility, department.code,
                                        department.name, department.short_name, department.position,
                                        in_use.on(date_in_japan(now))}));
    tx.execute(kDepartmentDays, viewer.facility, id, department.since, department.until);
    return id;
}

}  // namespace kakehashi::ward
