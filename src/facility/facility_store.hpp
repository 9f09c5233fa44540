#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/viewer.hpp"
#include "facility/facility.hpp"
#include "platform/db/database.hpp"

namespace kakehashi {

/// NotFound `facility.not_found`.
Result<Facility> find_facility(db::Transaction& tx, const Viewer& viewer, FacilityId id);

/// What the list shows: 連携先 are all but our own hospital.
struct FacilityFilter {
    std::optional<FacilityKind> kind = std::nullopt;
    bool only_stale = false;       // 要確認
    bool only_registered = false;  // 登録医
    bool with_closed = false;      // also 閉院・休止
    Date today;
    int stale_days = kStaleDaysDefault;
};

struct FacilityPage {
    std::vector<Facility> rows;
    FacilityId after;  // pages on; 0: this was the last page
};

/// Partners in the order of their readings (kana), then names. `text` finds by name or kana in any
/// glyphs and width, by code, phone or FAX (four digits or more) and by a doctor's name; empty
/// finds all. `after` pages on from a former page.
FacilityPage search_facilities(db::Transaction& tx, const Viewer& viewer, std::string_view text,
                               const FacilityFilter& filter, FacilityId after = {}, int limit = 50);

struct FacilityCounts {
    int all = 0, hospitals = 0, clinics = 0, others = 0;
    int registered = 0;  // 登録医
    int stale = 0;       // 要確認
};
/// Partners that are open, in one statement.
FacilityCounts count_facilities(db::Transaction& tx, const Viewer& viewer, Date today,
                                int stale_days = kStaleDaysDefault);

/// Saves a new facility and the event `facility.registered`; returns it with its id. Conflict
/// `facility.code_taken`, field `code`.
Result<Facility> insert_facility(db::Transaction& tx, const Viewer& viewer, Instant now,
                                 Facility facility);

/// Saves what was read at `version`, with the event `facility.changed` that says what changed (or
/// `event_kind`). Conflict `facility.changed_meanwhile`, `facility.code_taken`. Returns it with the
/// raised version.
Result<Facility> update_facility(db::Transaction& tx, const Viewer& viewer, Instant now,
                                 Facility facility,
                                 std::string_view event_kind = "facility.changed");

/// In their order; the inactive ones too when asked.
std::vector<Department> departments_of(db::Transaction& tx, FacilityId facility,
                                       bool with_inactive = false);
/// Of one department, or of all (0); heads first, then by name.
std::vector<Doctor> doctors_of(db::Transaction& tx, FacilityId facility,
                               DepartmentId department = {}, bool with_inactive = false);
/// NotFound `department.not_found`, `doctor.not_found`.
Result<Department> find_department(db::Transaction& tx, DepartmentId id);
Result<Doctor> find_doctor(db::Transaction& tx, DoctorId id);

/// Saves a department or doctor (id 0: a new one) and the event `facility.department_saved` or
/// `facility.doctor_saved`; returns the id. Conflict `department.name_taken`, field `name`.
/// NotFound when the id is not of that facility.
Result<DepartmentId> save_department(db::Transaction& tx, const Viewer& viewer, Instant now,
                                     const Department& department);
Result<DoctorId> save_doctor(db::Transaction& tx, const Viewer& viewer, Instant now,
                             const Doctor& doctor);

/// Who a letter that came in says it is from.
struct NamedFacility {
    std::string code = {};  // 医療機関コード as written; ignored when it is not one
    std::string name;
    std::string phone = {};
    std::string fax = {};
    std::string address = {};
    std::string postal_code = {};
};

/// The partner of an incoming letter: by code first, then by the same name (search_key), where
/// several of one name are told apart by telephone or FAX number. A code that contradicts the name
/// means another place. When none fits, one is created, 未確認 (confirmed_on empty). Our own
/// hospital is never the answer. Invalid `text.required`, field `name`, without code and name.
Result<Facility> find_or_create_facility(db::Transaction& tx, const Viewer& viewer, Instant now,
                                         const NamedFacility& named);

}  // namespace kakehashi
