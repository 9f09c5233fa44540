#pragma once

#include <string>
#include <vector>

#include "base/date.hpp"
#include "base/viewer.hpp"
#include "demo/random.hpp"
#include "platform/db/database.hpp"

namespace kakehashi::demo {

struct TownDoctor {
    DoctorId id;
    std::string name;
};
/// 週の枠 as the templates have it.
struct TownSlot {
    int weekday = 1;  // 1 Monday … 5 Friday
    std::string starts_at;
    int places = 1;
};
struct TownDepartment {
    DepartmentId id;
    std::string name;
    std::vector<TownDoctor> doctors;
    std::int64_t bookable = 0;
    std::vector<TownSlot> slots;  // by weekday and time
};
struct TownEquipment {
    std::int64_t bookable = 0;
    std::string name;
    std::vector<TownSlot> slots;
};
struct TownPartner {
    FacilityId id;
    std::string code;
    std::string name;
    std::string doctor;
    std::string phone;
    std::string fax;
    std::string address;
    std::string means;  // how they like to be answered
};

/// みなと市: one 400-bed hospital, its departments, doctors and liaison office, and the clinics,
/// stations and homes around it. All invented.
struct Town {
    Viewer office;  // 佐伯 真理, who signs what the demo does
    std::vector<Viewer> colleagues;
    std::string hospital;  // みなと市立総合病院
    std::string code;
    std::vector<TownDepartment> departments;
    std::vector<TownEquipment> equipment;
    std::vector<TownPartner> clinics;  // those who refer
    Viewer partner;                    // 浜田 修 of the first of them, at the portal

    const TownDepartment& department(std::string_view name) const;
};

struct TownSize {
    int partners = 40;     // clinics that refer; homes, stations and offices come on top
    int extra_places = 0;  // a busy hospital opens more places at each time
};
Town build_town(db::Transaction& tx, Random& random, Date today, const TownSize& size);

/// 診療日: a business day outside the hospital's closure of the new year.
bool is_office_day(Date day);

}  // namespace kakehashi::demo
