#include <algorithm>

#include "facility/facility_detail.hpp"
#include "facility/facility_store.hpp"
#include "office/change.hpp"

namespace kakehashi::facility_pages {
namespace {

constexpr std::size_t kNameMax = 60;
constexpr std::size_t kShortMax = 20;
constexpr int kPositionMax = 9999;

struct Attempt {
    const http::Form* typed = nullptr;
    std::vector<office::FieldError> errors = {};
    bool of_doctor = false;
    int status = 200;
};

Field field(std::string_view name, std::string_view label, std::string value,
            const Attempt& attempt, bool typed_here, std::string_view hint = {},
            bool required = false) {
    Field out;
    out.name = name;
    out.label = label;
    out.value = typed_here ? std::string{attempt.typed->text(name)} : std::move(value);
    out.hint = hint;
    out.required = required;
    if (typed_here) out.error = office::error_of(attempt.errors, name);
    return out;
}

/// The one chosen by `?department=3`, or what the posted form says it was about.
template <typename IdType>
IdType chosen_id(const http::Request& request, const Attempt& attempt, std::string_view name,
                 bool typed_here) {
    const auto text = typed_here ? attempt.typed->text("id") : request.query(name);
    return IdType::parse(text).value_or(IdType{});
}

void fill_department(PeopleView& view, const Department& chosen, const Attempt& attempt) {
    const bool typed = attempt.typed && !attempt.of_doctor;
    view.department_heading = chosen.id ? chosen.name + " を直す" : "診療科を加える";
    view.department_id = chosen.id ? chosen.id.text() : "";
    view.department_active = typed ? attempt.typed->text("inactive") != "1" : chosen.active;
    view.department_fields = {
        field("department.name", "診療科名", chosen.name, attempt, typed, {}, true),
        field("department.short_name", "略称", chosen.short_name, attempt, typed,
              "せまい列で使います"),
        field("department.code", "診療科コード", chosen.code, attempt, typed, "SS-MIX2 の2桁など"),
        field("department.position", "並び順", std::to_string(chosen.position), attempt, typed)};
}

void fill_doctor(PeopleView& view, const Doctor& chosen, const std::vector<Department>& departments,
                 const Attempt& attempt) {
    const bool typed = attempt.typed && attempt.of_doctor;
    view.doctor_heading = chosen.id ? chosen.name + " を直す" : "医師を加える";
    view.doctor_id = chosen.id ? chosen.id.text() : "";
    view.doctor_active = typed ? attempt.typed->text("inactive") != "1" : chosen.active;
    view.is_head = typed ? attempt.typed->text("is_head") == "1" : chosen.is_head;
    view.doctor_fields = {
        field("doctor.name", "医師名", chosen.name, attempt, typed, {}, true),
        field("doctor.kana", "カナ", chosen.kana, attempt, typed),
        field("doctor.extension", "内線", chosen.extension, attempt, typed),
        field("doctor.registered_number", "登録医番号", chosen.registered_number, attempt, typed)};
    const auto department =
        typed ? std::string{attempt.typed->text("doctor.department_id")} : chosen.department.text();
    for (const auto& each : departments)
        if (each.active || each.id.text() == department)
            view.department_choices.push_back(
                {each.id.text(), each.name, each.id.text() == department});
}

Result<http::Response> show_people(const http::Request& request, Office& office, FacilityId id,
                                   const Attempt& attempt) {
    const auto& viewer = office::viewer_of(request);
    auto tx = office.db.read();
    TRY(const auto facility, find_facility(tx, viewer, id));
    PeopleView view;
    view.frame = office::make_frame(office, tx, request, "診療科と医師", "/facilities");
    view.facility = facility.name;
    view.back = url_of(id);
    view.errors = attempt.errors;
    const auto here = url_of(id).segment("people");
    const bool ours = viewer.facility == id;  // its departments: /settings/units
    if (!ours) view.save_department = url_of(id).segment("departments");
    view.save_doctor = url_of(id).segment("doctors");

    const auto departments = departments_of(tx, id, true);
    const auto doctors = doctors_of(tx, id, {}, true);
    const auto department_id = chosen_id<DepartmentId>(request, attempt, "department",
                                                       attempt.typed && !attempt.of_doctor);
    const auto doctor_id =
        chosen_id<DoctorId>(request, attempt, "doctor", attempt.typed && attempt.of_doctor);
    Department chosen_department;
    chosen_department.position = static_cast<int>(departments.size()) + 1;
    Doctor chosen_doctor;
    std::map<DepartmentId, std::string> names;
    for (const auto& department : departments) {
        names[department.id] = department.name;
        if (department.id == department_id) chosen_department = department;
        std::string note = department.short_name;
        if (!department.code.empty()) note += (note.empty() ? "" : "・") + department.code;
        view.departments.push_back(
            {department.name, std::move(note),
             ours ? html::Url{} : here.with("department", department.id.value), department.active});
    }
    for (const auto& doctor : doctors) {
        if (doctor.id == doctor_id) chosen_doctor = doctor;
        std::string note = names[doctor.department];
        if (doctor.is_head) {
            note += (note.empty() ? "" : "・") + std::string{ours ? "科長" : "院長"};
        }
        if (!doctor.extension.empty()) note += " 内線 " + doctor.extension;
        view.doctors.push_back(
            {doctor.name, std::move(note), here.with("doctor", doctor.id.value), doctor.active});
    }
    if (chosen_department.id || chosen_doctor.id) view.fresh = here;
    fill_department(view, chosen_department, attempt);
    fill_doctor(view, chosen_doctor, departments, attempt);
    return office::page(render_people, view, attempt.status);
}

Result<http::Response> save_department_form(const http::Request& request, Office& office) {
    TRY(const auto id, request.path_id<FacilityId>("id"));
    const auto& form = request.form();
    office::FormReader reader(form, office.clock.today());
    Department department;
    department.id = reader.id<DepartmentId>("id");
    department.facility = id;
    department.name = reader.line("department.name", kNameMax, Required::Yes);
    department.short_name = reader.line("department.short_name", kShortMax);
    department.code = reader.line("department.code", kShortMax);
    department.position = reader.number("department.position", 0, kPositionMax, 0);
    department.active = form.text("inactive") != "1";
    if (department.name.find(';') != std::string::npos)  // what divides them in CSV
        reader.wrong({ErrorKind::Invalid, "department.name_has_semicolon", "department.name"});
    if (!reader.ok()) return show_people(request, office, id, {&form, reader.errors(), false, 422});
    auto saved = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY_DO(find_facility(tx, viewer, id));
            if (id == viewer.facility) return fail(ErrorKind::Forbidden, "department.of_own_house");
            TRY_DO(save_department(tx, viewer, now, department));
            return office::Done{url_of(id).segment("people"), "診療科を保存しました"};
        });
    if (saved || saved.error().kind != ErrorKind::Conflict) return saved;
    reader.wrong({ErrorKind::Conflict, saved.error().code, "department.name"});
    return show_people(request, office, id, {&form, reader.errors(), false, 409});
}

Result<http::Response> save_doctor_form(const http::Request& request, Office& office) {
    TRY(const auto id, request.path_id<FacilityId>("id"));
    const auto& form = request.form();
    office::FormReader reader(form, office.clock.today());
    Doctor doctor;
    doctor.id = reader.id<DoctorId>("id");
    doctor.facility = id;
    doctor.department = reader.id<DepartmentId>("doctor.department_id");
    doctor.name = reader.name("doctor.name", kNameMax, Required::Yes);
    doctor.kana = reader.kana("doctor.kana", kNameMax);
    doctor.extension = reader.line("doctor.extension", kShortMax);
    doctor.registered_number = reader.line("doctor.registered_number", kShortMax);
    doctor.is_head = form.text("is_head") == "1";
    doctor.active = form.text("inactive") != "1";
    if (!reader.ok()) return show_people(request, office, id, {&form, reader.errors(), true, 422});
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY_DO(find_facility(tx, viewer, id));
            TRY_DO(save_doctor(tx, viewer, now, doctor));
            return office::Done{url_of(id).segment("people"), "医師を保存しました"};
        });
}

}  // namespace

void add_people_routes(http::Router& router, Office& office) {
    router.add("GET", "/facilities/{id}/people",
               [&office](http::Request& request) -> Result<http::Response> {
                   TRY(const auto id, request.path_id<FacilityId>("id"));
                   return show_people(request, office, id, {});
               });
    router.add("POST", "/facilities/{id}/departments",
               [&office](http::Request& request) { return save_department_form(request, office); });
    router.add("POST", "/facilities/{id}/doctors",
               [&office](http::Request& request) { return save_doctor_form(request, office); });
}

}  // namespace kakehashi::facility_pages
