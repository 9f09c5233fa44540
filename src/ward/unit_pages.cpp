// /settings/units: the house's wards and departments, and one that is added or put right.
#include "base/era.hpp"
#include "office/change.hpp"
#include "ward/ward_routes.hpp"
#include "ward/ward_store.hpp"

namespace kakehashi::ward {
namespace {

constexpr std::size_t kNameChars = 40, kShortChars = 20, kCodeChars = 10;
constexpr int kPositionMost = 9999;

html::Url here() {
    return html::Url::path("/settings/units");
}

/// What the form is about: `?ward=3`, `?department=5`, `?add=department`; nothing: a new ward.
struct Subject {
    bool department = false;
    WardId ward_id;
    DepartmentId department_id;
};
Subject subject_of(const http::Request& request) {
    Subject subject;
    const bool posted = request.method == "POST";
    const auto id = [&](std::string_view kind) {
        return posted ? request.form().text("id") : std::string_view{request.query(kind)};
    };
    subject.department =
        posted ? request.route.ends_with("/departments")
               : request.has_query("department") || request.query("add") == "department";
    if (subject.department)
        subject.department_id = DepartmentId::parse(id("department")).value_or(DepartmentId{});
    else
        subject.ward_id = WardId::parse(id("ward")).value_or(WardId{});
    return subject;
}

/// What the form holds before anybody types.
struct Values {
    std::string id, name, short_name, code;
    int position = 1;
    std::optional<Date> since, until;
};

Result<Values> values_of(const Subject& subject, const std::vector<Ward>& wards,
                         const std::vector<HouseDepartment>& departments, Date today) {
    Values values;
    values.since = today;
    values.position = static_cast<int>(subject.department ? departments.size() : wards.size()) + 1;
    for (const auto& ward : wards)
        if (subject.ward_id && ward.id == subject.ward_id)
            return Values{ward.id.text(),    ward.name,        {}, ward.code, ward.position,
                          ward.in_use.since, ward.in_use.until};
    for (const auto& one : departments)
        if (subject.department_id && one.id == subject.department_id)
            return Values{one.id.text(), one.name,  one.short_name, one.code,
                          one.position,  one.since, one.until};
    if (subject.ward_id) return fail(ErrorKind::NotFound, "ward.not_found");
    if (subject.department_id) return fail(ErrorKind::NotFound, "department.not_found");
    return values;
}

std::string day_text(const std::optional<Date>& day) {
    return day ? iso_date(*day) : std::string{};
}

void fill_form(UnitsView& view, const http::Request& request, const Subject& subject,
               const Values& values) {
    const bool posted = request.method == "POST";
    const auto input = [&](const std::string& name, std::string label, const std::string& stored,
                           std::string hint, bool required) {
        return Input{name,
                     std::move(label),
                     posted ? std::string{request.form().text(name)} : stored,
                     std::move(hint),
                     office::error_of(view.errors, name),
                     required};
    };
    const std::string unit = subject.department ? "診療科" : "病棟";
    view.fresh = values.id.empty();
    view.heading = view.fresh ? unit + "を加える" : values.name + " を直す";
    view.button = view.fresh ? unit + "を加える" : "直す";
    view.what = values.id;
    view.target = here().segment(subject.department ? "departments" : "wards");
    view.inputs = {input("name", unit + "の名前", values.name, "", true)};
    if (subject.department)
        view.inputs.push_back(
            input("short_name", "略称", values.short_name, "せまい列で使います", false));
    view.inputs.push_back(
        input("code", "コード", values.code,
              subject.department ? "SS-MIX2 の2けたなど" : "電子カルテの病棟コード", false));
    view.inputs.push_back(input("position", "並び順", std::to_string(values.position),
                                "小さいものから並びます", false));
    view.inputs.push_back(input("since", "使いはじめる日", day_text(values.since), "", true));
    view.inputs.push_back(input("until", "使う最後の日", day_text(values.until),
                                "空なら、終わりを決めません", false));
}

Result<http::Response> show(Office& office, const http::Request& request,
                            std::vector<office::FieldError> errors = {}) {
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    UnitsView view;
    view.frame = office::make_frame(office, tx, request, "病棟と診療科", "/settings/units");
    view.errors = std::move(errors);
    const auto wards = wards_of(tx, viewer.facility);
    const auto departments = house_departments(tx, viewer.facility);
    const auto subject = subject_of(request);
    TRY(const auto values, values_of(subject, wards, departments, today));
    for (const auto& ward : wards) {
        if (ward.id == subject.ward_id) view.version = ward.version;
        view.wards.push_back({ward.name, ward.code,
                              days_text(ward.in_use.since, ward.in_use.until, today), ward.active,
                              here().with("ward", ward.id.value).at("form")});
    }
    for (const auto& one : departments)
        view.departments.push_back({one.name, one.code, days_text(one.since, one.until, today),
                                    one.active,
                                    here().with("department", one.id.value).at("form")});
    view.add_ward = here().at("form");
    view.add_department = here().with("add", "department").at("form");
    fill_form(view, request, subject, values);
    return office::page(render_units, view, view.errors.empty() ? 200 : 422);
}

/// Saves what `read` made of the form; a field that is wrong is shown beside what was typed.
template <typename Save>
Result<http::Response> save(Office& office, const http::Request& request,
                            office::FormReader& reader, std::string done, Save&& save_it) {
    if (!reader.ok()) return show(office, request, reader.errors());
    auto saved = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY_DO(save_it(tx, viewer, now));
            return office::Done{here(), done};
        });
    if (saved || saved.error().field.empty()) return saved;
    reader.wrong(saved.error());
    return show(office, request, reader.errors());
}

Result<http::Response> save_one_ward(Office& office, const http::Request& request) {
    office::FormReader reader(request.form(), office.clock.today(), "ward");
    Ward ward;
    ward.id = reader.id<WardId>("id");
    ward.version = reader.number("version", 1, 1'000'000, 1);
    ward.name = reader.line("name", kNameChars, Required::Yes);
    ward.code = reader.line("code", kCodeChars);
    ward.position = reader.number("position", 0, kPositionMost, 0);
    ward.in_use = read_days(reader);
    return save(office, request, reader, "病棟を保存しました",
                [&](db::Transaction& tx, const Viewer& viewer, Instant now) {
                    return save_ward(tx, viewer, now, ward);
                });
}

Result<http::Response> save_one_department(Office& office, const http::Request& request) {
    office::FormReader reader(request.form(), office.clock.today(), "department");
    HouseDepartment department;
    department.id = reader.id<DepartmentId>("id");
    department.name = reader.line("name", kNameChars, Required::Yes);
    department.short_name = reader.line("short_name", kShortChars);
    department.code = reader.line("code", kCodeChars);
    department.position = reader.number("position", 0, kPositionMost, 0);
    const auto days = read_days(reader);
    department.since = days.since;
    department.until = days.until;
    return save(office, request, reader, "診療科を保存しました",
                [&](db::Transaction& tx, const Viewer& viewer, Instant now) {
                    return save_house_department(tx, viewer, now, department);
                });
}

}  // namespace

void add_unit_routes(http::Router& router, Office& office) {
    router.add("GET", "/settings/units",
               [&office](http::Request& request) { return show(office, request); });
    router.add("POST", "/settings/units/wards",
               [&office](http::Request& request) { return save_one_ward(office, request); });
    router.add("POST", "/settings/units/departments",
               [&office](http::Request& request) { return save_one_department(office, request); });
}

}  // namespace kakehashi::ward
