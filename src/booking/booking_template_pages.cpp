// 枠と休診: bookables, weekly templates and closures.

#include "base/era.hpp"
#include "base/messages.hpp"
#include "booking/booking_routes.hpp"
#include "booking/booking_setup_store.hpp"
#include "booking/booking_store.hpp"
#include "booking/booking_views.hpp"
#include "office/change.hpp"
#include "platform/http/errors.hpp"

namespace kakehashi::booking_pages {
namespace {

using office::Done;
using office::FormReader;

constexpr const char* kWeekdays[] = {"", "月", "火", "水", "木", "金", "土", "日"};
constexpr days kAhead{730};  // closures are shown and entered two years ahead

constexpr db::Query kDepartments{"booking.departments", R"sql(
    SELECT id, name FROM department
     WHERE facility_id = $1 AND (active = 1 OR id = $2)
     ORDER BY position, id
)sql"};

constexpr db::Query kDoctors{"booking.doctors", R"sql(
    SELECT m.id, m.name, coalesce(d.name, '')
      FROM doctor m LEFT JOIN department d ON d.id = m.department_id
     WHERE m.facility_id = $1 AND (m.active = 1 OR m.id = $2)
     ORDER BY d.position, m.kana, m.id
)sql"};

html::Url templates_url(BookableId selected) {
    const auto url = html::Url::path("/bookings/templates");
    return selected ? url.with("sel", selected.value) : url;
}

std::string period_text(const WeeklyTemplate& rule, Date today) {
    std::string text;
    if (rule.valid_from > today) text = short_date(rule.valid_from, today) + " から";
    if (rule.valid_until)
        text += (text.empty() ? "" : " ") + short_date(*rule.valid_until, today) + " まで";
    return text.empty() ? "毎週" : text;
}

std::string period_text(const Closure& closure, Date today) {
    const auto first = short_date(closure.first_on, today);
    return closure.last_on == closure.first_on ? first
                                               : first + "〜" + short_date(closure.last_on, today);
}

void show_bookable(TemplatesView& view, const Bookable& what) {
    view.name = what.name;
    view.detail = what.detail;
    view.instructions = what.instructions;
    view.position = std::to_string(what.position);
    view.active = what.active;
}

/// What was typed stands again after something was wrong with it.
void show_typed(TemplatesView& view, const http::Form& form) {
    const auto again = [&](const char* field, std::string& place) {
        if (form.has(field)) place = form.text(field);
    };
    again("name", view.name);
    again("detail", view.detail);
    again("instructions", view.instructions);
    again("position", view.position);
    again("time", view.time);
    again("minutes", view.minutes);
    again("places", view.places);
    again("valid_from", view.valid_from);
    again("first_on", view.first_on);
    again("last_on", view.last_on);
    again("closure_reason", view.reason);
}

void add_choices(TemplatesView& view, db::Transaction& tx, const Viewer& viewer,
                 const Bookable* selected, const http::Form& form) {
    for (const auto kind :
         {BookableKind::Department, BookableKind::Doctor, BookableKind::Equipment})
        view.kinds.push_back({std::string{to_text(kind)}, std::string{japanese(kind)},
                              selected && selected->kind == kind});
    tx.each(
        kDepartments,
        [&](const db::Row& row) {
            const auto id = row.id<DepartmentId>(0);
            view.departments.push_back(
                {id.text(), row.string(1), selected && selected->department == id});
        },
        viewer.facility, selected ? selected->department : DepartmentId{});
    tx.each(
        kDoctors,
        [&](const db::Row& row) {
            const auto id = row.id<DoctorId>(0);
            const auto department = row.string(2);
            view.doctors.push_back(
                {id.text(), row.string(1) + (department.empty() ? "" : "(" + department + ")"),
                 selected && selected->doctor == id});
        },
        viewer.facility, selected ? selected->doctor : DoctorId{});
    for (int day = 1; day <= 7; ++day)
        view.weekdays.push_back({std::to_string(day), std::string{kWeekdays[day]} + "曜",
                                 form.text("weekday") == std::to_string(day)});
}

http::Response templates_page(Office& office, const http::Request& request, BookableId selected,
                              std::vector<office::FieldError> errors = {}, std::string problem = {},
                              int status = 200) {
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    const auto schedule = schedule_between(tx, viewer, today, today + kAhead);
    TemplatesView view;
    view.frame = office::make_frame(office, tx, request, "枠と休診", "/bookings");
    view.errors = std::move(errors);
    view.problem = std::move(problem);
    const Bookable* chosen = nullptr;
    for (const auto& what : schedule.bookables) {
        if (what.id == selected) chosen = &what;
        view.bookables.push_back({what.name, std::string{japanese(what.kind)}, what.detail,
                                  what.active ? "使用中" : "休止", templates_url(what.id),
                                  what.id == selected});
        view.targets.push_back(
            {what.id.text(), what.name, request.form().text("target") == what.id.text()});
    }
    view.position = std::to_string(schedule.bookables.size() + 1);
    if (chosen) {
        view.has_selected = view.editing = true;
        view.selected_id = chosen->id.text();
        view.selected_name = chosen->name;
        show_bookable(view, *chosen);
        for (const auto& rule : templates_of(tx, viewer, chosen->id, today))
            view.templates.push_back(
                {rule.id.value, kWeekdays[rule.weekday], clock_text(rule.starts_at),
                 std::to_string(rule.minutes), std::to_string(rule.places),
                 period_text(rule, today),
                 html::Url::path("/bookings/templates").segment(rule.id.value).segment("end")});
    }
    for (const auto& closure : schedule.closures) {
        std::string where = "病院全体";
        for (const auto& what : schedule.bookables)
            if (what.id == closure.bookable) where = what.name;
        view.closures.push_back(
            {where, period_text(closure, today), closure.reason,
             html::Url::path("/bookings/closures").segment(closure.id.value).segment("removal")});
    }
    add_choices(view, tx, viewer, chosen, request.form());
    view.today = view.valid_from = iso_date(today);
    view.minutes = "30";
    view.places = "1";
    show_typed(view, request.form());
    view.save = html::Url::path("/bookings/bookables");
    view.add_template = html::Url::path("/bookings/templates");
    view.add_closure = html::Url::path("/bookings/closures");
    view.add_new = templates_url({});
    return office::page(render_templates, view, status);
}

/// One change of the plan; afterwards the bookings to come are held against it.
Result<http::Response> change_plan(
    Office& office, const http::Request& request, BookableId selected, FormReader& reader,
    const std::string& toast,
    const std::function<Result<void>(db::Transaction&, const Viewer&)>& act) {
    if (!reader.ok())
        return templates_page(office, request, selected, reader.errors(), {},
                              http::status_of(ErrorKind::Invalid));
    auto answer = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
            TRY_DO(act(tx, viewer));
            const int moves = check_bookings_against_schedule(tx, viewer, now, office.holidays);
            return Done{
                templates_url(selected),
                moves ? toast + "。移す予約が" + std::to_string(moves) + "件あります" : toast};
        });
    if (answer || answer.error().kind == ErrorKind::NotFound) return answer;
    const auto& error = answer.error();
    if (error.field.empty())
        return templates_page(office, request, selected, {}, sentence(error),
                              http::status_of(error.kind));
    reader.wrong(error);
    return templates_page(office, request, selected, reader.errors(), {},
                          http::status_of(error.kind));
}

Result<http::Response> save_bookable_form(Office& office, const http::Request& request) {
    constexpr int kLastPosition = 999;
    FormReader reader{request.form(), office.clock.today(), "bookable"};
    Bookable what;
    what.id = reader.id<BookableId>("bookable");
    what.name = reader.line("name", 40, Required::Yes);
    what.kind = reader.keep(parse_bookable_kind(request.form().text("kind")));
    what.detail = reader.line("detail", 60);
    what.instructions = reader.line("instructions", 120);
    what.department = reader.id<DepartmentId>("department_id");
    what.doctor = reader.id<DoctorId>("doctor_id");
    what.position = reader.number("position", 0, kLastPosition, 0);
    what.active = request.form().has("active");
    auto selected = what.id;
    return change_plan(office, request, selected, reader, "保存しました",
                       [&](db::Transaction& tx, const Viewer& viewer) -> Result<void> {
                           TRY(const auto id, save_bookable(tx, viewer, what));
                           selected = id;
                           return {};
                       });
}

Result<http::Response> add_template_form(Office& office, const http::Request& request) {
    const auto today = office.clock.today();
    FormReader reader{request.form(), today};
    WeeklyTemplate rule;
    rule.bookable = reader.id<BookableId>("bookable", Required::Yes);
    rule.weekday = static_cast<unsigned>(reader.number("weekday", 1, 7, 1));
    if (const auto time = reader.time("time", Required::Yes))
        rule.starts_at = std::chrono::duration_cast<TimeOfDay>(*time);
    rule.minutes = reader.number("minutes", 5, 480, 30);
    rule.places = reader.number("places", 1, 20, 1);
    rule.valid_from = reader.date("valid_from").value_or(today);
    return change_plan(office, request, rule.bookable, reader, "枠を足しました",
                       [&](db::Transaction& tx, const Viewer& viewer) -> Result<void> {
                           TRY_DO(add_weekly_template(tx, viewer, rule));
                           return {};
                       });
}

Result<http::Response> end_template_form(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<WeeklyTemplateId>("id"));
    FormReader reader{request.form(), office.clock.today()};
    const auto from = reader.date("from").value_or(office.clock.today());
    BookableId selected;
    {
        auto tx = office.db.read();
        TRY(selected, bookable_of_template(tx, office::viewer_of(request), id));
    }
    return change_plan(office, request, selected, reader, "枠を終えました",
                       [&](db::Transaction& tx, const Viewer& viewer) {
                           return end_weekly_template(tx, viewer, id, from);
                       });
}

Result<http::Response> add_closure_form(Office& office, const http::Request& request) {
    FormReader reader{request.form(), office.clock.today()};
    Closure closure;
    closure.bookable = reader.id<BookableId>("target");
    const auto first = reader.date("first_on", Required::Yes);
    const auto last = reader.date("last_on");
    closure.reason = reader.line("closure_reason", 40, Required::Yes);
    if (first) {
        closure.first_on = *first;
        closure.last_on = last.value_or(*first);
    }
    return change_plan(office, request, closure.bookable, reader, "休診を足しました",
                       [&](db::Transaction& tx, const Viewer& viewer) -> Result<void> {
                           TRY_DO(add_closure(tx, viewer, closure));
                           return {};
                       });
}

Result<http::Response> remove_closure_form(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<ClosureId>("id"));
    FormReader reader{request.form(), office.clock.today()};
    return change_plan(
        office, request, {}, reader, "休診をやめました",
        [&](db::Transaction& tx, const Viewer& viewer) { return remove_closure(tx, viewer, id); });
}

}  // namespace

void add_template_routes(http::Router& router, Office& office) {
    router.add("GET", "/bookings/templates",
               [&office](const http::Request& request) -> Result<http::Response> {
                   return templates_page(
                       office, request,
                       BookableId::parse(request.query("sel")).value_or(BookableId{}));
               });
    const auto post = [&](std::string_view path, auto handler) {
        router.add("POST", path, [&office, handler](const http::Request& request) {
            return handler(office, request);
        });
    };
    post("/bookings/bookables", save_bookable_form);
    post("/bookings/templates", add_template_form);
    post("/bookings/templates/{id}/end", end_template_form);
    post("/bookings/closures", add_closure_form);
    post("/bookings/closures/{id}/removal", remove_closure_form);
}

}  // namespace kakehashi::booking_pages
