#include "facility/facility_store.hpp"
#include "platform/event/event.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kDepartmentsOf{"department.of_facility", R"sql(
    SELECT id, facility_id, code, name, short_name, position, active
      FROM department
     WHERE facility_id = $1 AND (active = 1 OR $2 = 1)
     ORDER BY active DESC, position, id
)sql"};

constexpr db::Query kDoctorsOf{"doctor.of_facility", R"sql(
    SELECT id, facility_id, department_id, name, kana, is_head, extension, registered_number, active
      FROM doctor
     WHERE facility_id = $1 AND (CAST($2 AS BIGINT) IS NULL OR department_id = $2) AND (active = 1 OR $3 = 1)
     ORDER BY active DESC, is_head DESC, kana, name, id
)sql"};

constexpr db::Query kFindDepartment{"department.find", R"sql(
    SELECT id, facility_id, code, name, short_name, position, active FROM department WHERE id = $1
)sql"};

constexpr db::Query kFindDoctor{"doctor.find", R"sql(
    SELECT id, facility_id, department_id, name, kana, is_head, extension, registered_number, active
      FROM doctor
     WHERE id = $1
)sql"};

constexpr db::Query kInsertDepartment{"department.insert", R"sql(
    INSERT INTO department (facility_id, code, name, short_name, position, active)
    VALUES ($1, $2, $3, $4, $5, $6)
    RETURNING id
)sql"};

constexpr db::Query kUpdateDepartment{"department.update", R"sql(
    UPDATE department SET code = $3, name = $4, short_name = $5, position = $6, active = $7
     WHERE id = $1 AND facility_id = $2
)sql"};

constexpr db::Query kInsertDoctor{"doctor.insert", R"sql(
    INSERT INTO doctor (facility_id, department_id, name, kana, is_head, extension,
                        registered_number, active)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    RETURNING id
)sql"};

constexpr db::Query kUpdateDoctor{"doctor.update", R"sql(
    UPDATE doctor
       SET department_id = $3, name = $4, kana = $5, is_head = $6, extension = $7,
           registered_number = $8, active = $9
     WHERE id = $1 AND facility_id = $2
)sql"};

Department department_from(const db::Row& row) {
    return {row.id<DepartmentId>(0),
            row.id<FacilityId>(1),
            row.string(2),
            row.string(3),
            row.string(4),
            static_cast<int>(row.integer(5)),
            row.yes(6)};
}

Doctor doctor_from(const db::Row& row) {
    return {row.id<DoctorId>(0), row.id<FacilityId>(1), row.id<DepartmentId>(2),
            row.string(3),       row.string(4),         row.yes(5),
            row.string(6),       row.string(7),         row.yes(8)};
}

}  // namespace

std::vector<Department> departments_of(db::Transaction& tx, FacilityId facility,
                                       bool with_inactive) {
    return tx.all(kDepartmentsOf, department_from, facility, with_inactive);
}

std::vector<Doctor> doctors_of(db::Transaction& tx, FacilityId facility, DepartmentId department,
                               bool with_inactive) {
    return tx.all(kDoctorsOf, doctor_from, facility, department, with_inactive);
}

Result<Department> find_department(db::Transaction& tx, DepartmentId id) {
    auto department = tx.first(kFindDepartment, department_from, id);
    if (!department) return fail(ErrorKind::NotFound, "department.not_found");
    return *std::move(department);
}

Result<Doctor> find_doctor(db::Transaction& tx, DoctorId id) {
    auto doctor = tx.first(kFindDoctor, doctor_from, id);
    if (!doctor) return fail(ErrorKind::NotFound, "doctor.not_found");
    return *std::move(doctor);
}

Result<DepartmentId> save_department(db::Transaction& tx, const Viewer& viewer, Instant now,
                                     const Department& department) {
    auto id = department.id;
    bool found = true;
    const bool alone = tx.attempt([&] {
        if (!id)
            id = DepartmentId{tx.number(kInsertDepartment, department.facility, department.code,
                                        department.name, department.short_name, department.position,
                                        department.active)};
        else
            found = tx.execute(kUpdateDepartment, id, department.facility, department.code,
                               department.name, department.short_name, department.position,
                               department.active) > 0;
    });
    if (!alone) return fail(ErrorKind::Conflict, "department.name_taken", "name");
    if (!found) return fail(ErrorKind::NotFound, "department.not_found");
    record_event(tx, viewer, now, case_of(department.facility), {}, "facility.department_saved",
                 json::object({{"name", department.name}, {"active", department.active}}));
    return id;
}

Result<DoctorId> save_doctor(db::Transaction& tx, const Viewer& viewer, Instant now,
                             const Doctor& doctor) {
    auto id = doctor.id;
    if (doctor.department) {
        TRY(const auto department, find_department(tx, doctor.department));
        if (department.facility != doctor.facility)
            return fail(ErrorKind::NotFound, "department.not_found", "department_id");
    }
    if (!id)
        id = DoctorId{tx.number(kInsertDoctor, doctor.facility, doctor.department, doctor.name,
                                doctor.kana, doctor.is_head, doctor.extension,
                                doctor.registered_number, doctor.active)};
    else if (tx.execute(kUpdateDoctor, id, doctor.facility, doctor.department, doctor.name,
                        doctor.kana, doctor.is_head, doctor.extension, doctor.registered_number,
                        doctor.active) == 0)
        return fail(ErrorKind::NotFound, "doctor.not_found");
    record_event(tx, viewer, now, case_of(doctor.facility), {}, "facility.doctor_saved",
                 json::object({{"name", doctor.name}, {"active", doctor.active}}));
    return id;
}

}  // namespace kakehashi
