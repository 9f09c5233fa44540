#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/japanese.hpp"
#include "base/messages.hpp"
#include "facility/facility_csv.hpp"
#include "facility/facility_input.hpp"
#include "facility/facility_store.hpp"

namespace kakehashi {
namespace {

struct Column {
    std::string_view heading;
    std::string_view field;
};
constexpr std::array<Column, 15> kColumns{{{"種別", "kind"},
                                           {"医療機関コード", "code"},
                                           {"名称", "name"},
                                           {"カナ", "kana"},
                                           {"郵便番号", "postal_code"},
                                           {"住所", "address"},
                                           {"電話", "phone"},
                                           {"FAX", "fax"},
                                           {"メール", "mail"},
                                           {"返書の方法", "reply_means"},
                                           {"登録医番号", "registered_number"},
                                           {"登録日", "registered_on"},
                                           {"最終確認日", "confirmed_on"},
                                           {"診療科", "departments"},
                                           {"医師", "doctors"}}};
constexpr std::size_t kNameMax = 80;
// What csv::write puts for a character that Shift_JIS lacks: taking it back would spoil a name.
constexpr std::string_view kGeta = "〓";

/// 診療科(;区切り) → 診療科
std::string_view heading_of(std::string_view cell) {
    for (const std::string_view bracket : {"(", "（"}) cell = cell.substr(0, cell.find(bracket));
    while (cell.ends_with(' ')) cell.remove_suffix(1);
    while (cell.starts_with(' ')) cell.remove_prefix(1);
    return cell;
}

std::vector<std::string> listed(std::string_view cell) {
    std::string plain{cell};
    constexpr std::string_view kWide = "；";
    for (auto at = plain.find(kWide); at != std::string::npos; at = plain.find(kWide))
        plain.replace(at, kWide.size(), ";");
    std::vector<std::string> out;
    for (std::size_t start = 0; start < plain.size();) {
        const auto end = std::min(plain.find(';', start), plain.size());
        auto item =
            clean_line("item", std::string_view{plain}.substr(start, end - start), kNameMax);
        if (item && !item->empty() && std::ranges::find(out, *item) == out.end())
            out.push_back(*std::move(item));
        start = end + 1;
    }
    return out;
}

class Import {
  public:
    Import(db::Transaction& tx, const Viewer& viewer, Instant now)
        : tx_(tx), viewer_(viewer), now_(now), today_(date_in_japan(now)) {
        own_code_ = find_facility(tx, viewer, viewer.facility).value_or(Facility{}).code;
        auto page = search_facilities(tx, viewer, "", {.with_closed = true, .today = today_}, {},
                                      csv::kRowsMax);
        for (auto& facility : page.rows) remember(std::move(facility));
    }

    Result<ImportReport> run(const csv::Table& table) {
        const auto& headings = table.rows.front().cells;
        for (std::size_t at = 0; at < headings.size(); ++at)
            for (const auto& column : kColumns)
                if (heading_of(headings[at]) == column.heading)
                    places_[std::string{column.field}] = at;
        if (!places_.contains("name"))
            return fail(ErrorKind::Invalid, "facility.csv_no_name_column", "file");
        for (std::size_t at = 1; at < table.rows.size(); ++at) {
            const auto& row = table.rows[at];
            if (const auto reason = take(row); !reason.empty())
                report_.refused.push_back({row.number, cell(row, "name"), reason});
        }
        return std::move(report_);
    }

  private:
    std::string cell(const csv::Row& row, std::string_view field) const {
        const auto place = places_.find(field);
        if (place == places_.end() || place->second >= row.cells.size()) return {};
        return row.cells[place->second];
    }

    /// Saves one row, or says why not.
    std::string take(const csv::Row& row) {
        for (const auto& [field, place] : places_)
            if (cell(row, field).find(kGeta) != std::string::npos)
                return std::string{column_heading(field)} +
                       "の「〓」は Shift_JIS にない文字です。"
                       "UTF-8 で書き出した CSV を取り込みます";
        http::Form form;
        for (const auto& [field, place] : places_) form.add(std::string{field}, cell(row, field));
        const auto known = known_as(form);
        office::FormReader reader(form, today_, "facility");
        const auto facility = read_facility(reader, form, known.value_or(Facility{}), today_);
        if (!reader.ok()) return reader.errors().front().sentence;
        if (!facility.code.empty() && facility.code == own_code_)
            return "当院の医療機関コードです。連携先の一覧には入れません";
        if (const auto [seen, first] = seen_.emplace(identity(facility), row.number); !first)
            return "同じ医療機関が" + std::to_string(seen->second) + "行目にもあります";
        for (const auto& doctor : listed(cell(row, "doctors")))
            if (const auto name = clean_name("doctor.name", named(doctor).first, kNameMax); !name)
                return sentence(name.error());
        save(row, known, facility);
        return {};
    }

    static std::string_view column_heading(std::string_view field) {
        return std::ranges::find(kColumns, field, &Column::field)->heading;
    }

    static std::string identity(const Facility& facility) {
        return facility.code.empty() ? search_key(facility.name) + "/" + phone_key(facility.phone)
                                     : facility.code;
    }

    std::optional<Facility> known_as(const http::Form& form) const {
        const auto code = digits(form.text("code"));
        if (const auto found = by_code_.find(code); !code.empty() && found != by_code_.end())
            return found->second;
        const auto [from, to] = by_name_.equal_range(search_key(form.text("name")));
        std::vector<const Facility*> same;
        for (auto at = from; at != to; ++at)
            if (code.empty() || at->second.code.empty()) same.push_back(&at->second);
        if (same.size() > 1)
            std::erase_if(same, [&](const Facility* facility) {
                return phone_key(facility->phone) != phone_key(form.text("phone"));
            });
        return same.size() == 1 ? std::optional{*same.front()} : std::nullopt;
    }

    void remember(Facility facility) {
        by_name_.emplace(search_key(facility.name), facility);
        if (!facility.code.empty()) by_code_.emplace(facility.code, std::move(facility));
    }

    void save(const csv::Row& row, const std::optional<Facility>& known, const Facility& facility) {
        auto id = facility.id;
        bool changed = !known;
        if (!known) {
            id = insert_facility(tx_, viewer_, now_, facility).value().id;
        } else if (*known != facility) {
            update_facility(tx_, viewer_, now_, facility).value();
            changed = true;
        }
        changed = take_departments(id, listed(cell(row, "departments"))) || changed;
        changed = take_doctors(id, listed(cell(row, "doctors"))) || changed;
        ++(!known ? report_.created : changed ? report_.changed : report_.unchanged);
    }

    bool take_departments(FacilityId facility, const std::vector<std::string>& names) {
        if (names.empty()) return false;
        bool changed = false;
        auto departments = departments_of(tx_, facility, true);
        for (auto& department : departments) {
            const bool named = std::ranges::find(names, department.name) != names.end();
            if (department.active == named) continue;
            department.active = named;
            save_department(tx_, viewer_, now_, department).value();
            changed = true;
        }
        for (std::size_t at = 0; at < names.size(); ++at) {
            if (std::ranges::find(departments, names[at], &Department::name) != departments.end())
                continue;
            Department department;
            department.facility = facility;
            department.name = names[at];
            department.position = static_cast<int>(at);
            save_department(tx_, viewer_, now_, department).value();
            changed = true;
        }
        return changed;
    }

    /// 木村 亮(循環器内科) → {木村 亮, 循環器内科}
    static std::pair<std::string, std::string> named(std::string_view text) {
        const auto open = text.find('(');
        if (open == std::string_view::npos || !text.ends_with(')')) return {std::string{text}, {}};
        return {std::string{text.substr(0, open)},
                std::string{text.substr(open + 1, text.size() - open - 2)}};
    }

    bool take_doctors(FacilityId facility, const std::vector<std::string>& listed_doctors) {
        if (listed_doctors.empty()) return false;
        bool changed = false;
        const auto departments = departments_of(tx_, facility);
        auto doctors = doctors_of(tx_, facility, {}, true);
        std::set<DoctorId> still_there;
        for (const auto& text : listed_doctors) {
            const auto [name, department_name] = named(text);
            const auto department =
                std::ranges::find(departments, department_name, &Department::name);
            const auto department_id =
                department == departments.end() ? DepartmentId{} : department->id;
            auto doctor = std::ranges::find_if(doctors, [&, &name = name](const Doctor& known) {
                return known.name == name && !still_there.contains(known.id);
            });
            if (doctor != doctors.end() && doctor->active && doctor->department == department_id) {
                still_there.insert(doctor->id);
                continue;
            }
            Doctor next = doctor == doctors.end() ? Doctor{} : *doctor;
            next.facility = facility;
            next.name = name;
            next.department = department_id;
            next.active = true;
            still_there.insert(save_doctor(tx_, viewer_, now_, next).value());
            changed = true;
        }
        for (auto& doctor : doctors) {
            if (!doctor.active || still_there.contains(doctor.id)) continue;
            doctor.active = false;
            save_doctor(tx_, viewer_, now_, doctor).value();
            changed = true;
        }
        return changed;
    }

    db::Transaction& tx_;
    const Viewer& viewer_;
    Instant now_;
    Date today_;
    std::string own_code_;
    std::map<std::string, std::size_t, std::less<>> places_;
    std::map<std::string, Facility, std::less<>> by_code_;
    std::multimap<std::string, Facility, std::less<>> by_name_;
    std::map<std::string, int> seen_;
    ImportReport report_;
};

}  // namespace

Result<ImportReport> import_facilities(db::Transaction& tx, const Viewer& viewer, Instant now,
                                       std::string_view bytes) {
    TRY(const auto table, csv::parse(bytes));
    if (table.rows.empty()) return fail(ErrorKind::Invalid, "csv.empty", "file");
    return Import(tx, viewer, now).run(table);
}

}  // namespace kakehashi
