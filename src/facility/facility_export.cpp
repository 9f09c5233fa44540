#include <map>

#include "facility/facility_csv.hpp"
#include "facility/facility_store.hpp"

namespace kakehashi {
namespace {

constexpr int kFacilitiesMax = 100'000;

constexpr db::Query kAllDepartments{"department.of_all", R"sql(
    SELECT facility_id, name FROM department
     WHERE active = 1 AND facility_id <> $1
     ORDER BY facility_id, position, id
)sql"};

constexpr db::Query kAllDoctors{"doctor.of_all", R"sql(
    SELECT doctor.facility_id, doctor.name, coalesce(department.name, '')
      FROM doctor LEFT JOIN department ON department.id = doctor.department_id
     WHERE doctor.active = 1 AND doctor.facility_id <> $1
     ORDER BY doctor.facility_id, doctor.is_head DESC, doctor.id
)sql"};

std::string day_text(const std::optional<Date>& day) {
    return day ? iso_date(*day) : "";
}

void append(std::string& list, std::string_view item) {
    if (!list.empty()) list += ';';
    list += item;
}

}  // namespace

csv::Written export_facilities(db::Transaction& tx, const Viewer& viewer, csv::Encoding encoding,
                               Date today) {
    std::map<FacilityId, std::string> departments;
    tx.each(
        kAllDepartments,
        [&](const db::Row& row) { append(departments[row.id<FacilityId>(0)], row.text(1)); },
        viewer.facility);
    std::map<FacilityId, std::string> doctors;
    tx.each(
        kAllDoctors,
        [&](const db::Row& row) {
            std::string doctor = row.string(1);
            if (!row.text(2).empty()) doctor += "(" + row.string(2) + ")";
            append(doctors[row.id<FacilityId>(0)], doctor);
        },
        viewer.facility);

    std::vector<std::vector<std::string>> rows{
        {"種別", "医療機関コード", "名称", "カナ", "郵便番号", "住所", "電話", "FAX", "メール",
         "返書の方法", "登録医番号", "登録日", "最終確認日", "診療科(;区切り)", "医師(;区切り)"}};
    const auto page = search_facilities(tx, viewer, "", {.today = today}, {}, kFacilitiesMax);
    for (const auto& facility : page.rows)
        rows.push_back({std::string{japanese(facility.kind)}, facility.code, facility.name,
                        facility.kana, facility.postal_code, facility.address, facility.phone,
                        facility.fax, facility.mail, std::string{japanese(facility.reply_means)},
                        facility.registered_number, day_text(facility.registered_on),
                        day_text(facility.confirmed_on), departments[facility.id],
                        doctors[facility.id]});
    return csv::write(rows, encoding);
}

}  // namespace kakehashi
