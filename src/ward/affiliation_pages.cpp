// /settings/people/{id}/affiliations: to which wards and departments a colleague belongs.
#include "base/era.hpp"
#include "office/change.hpp"
#include "platform/auth/session.hpp"
#include "ward/affiliation.hpp"
#include "ward/ward_routes.hpp"
#include "ward/ward_store.hpp"

namespace kakehashi::ward {
namespace {

html::Url url_of(UserId user) {
    return html::Url::path("/settings/people").segment(user.value).segment("affiliations");
}

/// NotFound `user.not_found`, also for those of other houses.
Result<UserLine> colleague(db::Transaction& tx, const Viewer& viewer, UserId id) {
    for (const auto& user : users_of(tx, viewer.facility))
        if (user.id == id) return user;
    return fail(ErrorKind::NotFound, "user.not_found");
}

Result<http::Response> show(Office& office, const http::Request& request,
                            std::vector<office::FieldError> errors = {}) {
    TRY(const auto id, request.path_id<UserId>("id"));
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    TRY(const auto user, colleague(tx, viewer, id));
    AffiliationsView view;
    view.frame = office::make_frame(office, tx, request, "所属", "/settings/people");
    view.errors = std::move(errors);
    view.name = user.name;
    view.role = japanese(user.role);
    view.ward_nurse = user.role == Role::WardNurse;
    view.without_ward = view.ward_nurse;
    view.target = url_of(id);
    for (const auto& one : affiliations_of(tx, viewer.facility, today, id)) {
        if (one.ward && one.running) view.without_ward = false;
        view.lines.push_back({one.name, days_text(one.days.since, one.days.until, today),
                              one.running ? "" : "これから",
                              url_of(id).segment(one.id.value).segment("end")});
    }
    const bool posted = request.method == "POST";
    const auto typed = [&](std::string_view field) {
        return posted ? std::string{request.form().text(field)} : std::string{};
    };
    for (const auto& ward : wards_of(tx, viewer.facility))
        if (!ward.in_use.until || *ward.in_use.until >= today)
            view.wards.push_back(
                {"w" + ward.id.text(), ward.name, typed("unit") == "w" + ward.id.text()});
    for (const auto& one : house_departments(tx, viewer.facility))
        if (one.active)
            view.departments.push_back(
                {"d" + one.id.text(), one.name, typed("unit") == "d" + one.id.text()});
    view.unit_error = office::error_of(view.errors, "unit");
    view.inputs = {{"since", "いつから", posted ? typed("since") : iso_date(today), "",
                    office::error_of(view.errors, "since"), true},
                   {"until", "いつまで", typed("until"), "空なら、終わりを決めません",
                    office::error_of(view.errors, "until"), false}};
    return office::page(render_affiliations, view, view.errors.empty() ? 200 : 422);
}

Result<http::Response> add(Office& office, const http::Request& request) {
    office::FormReader reader(request.form(), office.clock.today());
    Affiliation one;
    TRY(one.user, request.path_id<UserId>("id"));
    const auto unit = request.form().text("unit");  // w3, d5
    if (unit.starts_with('w')) one.ward = reader.keep(WardId::parse(unit.substr(1)));
    if (unit.starts_with('d')) one.department = reader.keep(DepartmentId::parse(unit.substr(1)));
    if (!one.ward && !one.department) reader.wrong({ErrorKind::Invalid, "choice.required", "unit"});
    one.days = read_days(reader);
    if (!reader.ok()) return show(office, request, reader.errors());
    auto done = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY_DO(colleague(tx, viewer, one.user));
            TRY_DO(add_affiliation(tx, viewer, now, one));
            return office::Done{url_of(one.user), "所属を加えました"};
        });
    if (done || done.error().field.empty()) return done;
    reader.wrong(done.error());
    return show(office, request, reader.errors());
}

Result<http::Response> end(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<UserId>("id"));
    TRY(const auto affiliation, request.path_id<AffiliationId>("affiliation"));
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY_DO(colleague(tx, viewer, id));
            TRY_DO(end_affiliation(tx, viewer, now, id, affiliation));
            return office::Done{url_of(id), "所属を終わりにしました"};
        });
}

}  // namespace

void add_affiliation_routes(http::Router& router, Office& office) {
    router.add("GET", "/settings/people/{id}/affiliations",
               [&office](http::Request& request) { return show(office, request); });
    router.add("POST", "/settings/people/{id}/affiliations",
               [&office](http::Request& request) { return add(office, request); });
    router.add("POST", "/settings/people/{id}/affiliations/{affiliation}/end",
               [&office](http::Request& request) { return end(office, request); });
}

}  // namespace kakehashi::ward
