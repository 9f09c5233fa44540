#include "people/deputy_pages.hpp"

#include "base/era.hpp"
#include "office/access.hpp"
#include "office/change.hpp"
#include "people/deputy.hpp"
#include "platform/auth/session.hpp"

namespace kakehashi::people {
namespace {

/// Whose page it is: one's own, or that of all.
struct Place {
    bool of_all;
    html::Url url() const {
        return html::Url::path(of_all ? "/settings/people/deputies" : "/account/deputy");
    }
};
constexpr Place kOwn{false}, kAll{true};

DeputyLine line_of(const Deputyship& one, const Place& place, Date today) {
    DeputyLine line;
    line.absent = one.absent_name + "(" + std::string{japanese(one.absent_role)} + ")";
    line.deputy = one.deputy_name;
    line.period = short_date(one.from_on, today) + " から " + short_date(one.until_on, today);
    line.named = one.named_name;
    line.note = !one.in_use           ? "停止中の人がいるため、はたらきません"
                : one.from_on > today ? "これから"
                                      : "代行中";
    line.end = place.url().segment(one.id.value).segment("end");
    return line;
}

http::Response show(Office& office, const http::Request& request, const Place& place,
                    std::vector<office::FieldError> errors = {}, int status = 200) {
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    DeputyView view;
    view.of_all = place.of_all;
    view.here = place.url();
    view.frame = office::make_frame(office, tx, request, "代行",
                                    place.of_all ? "/settings/people" : "/account");
    view.errors = std::move(errors);
    for (const auto& one : deputyships(tx, viewer.facility, today))
        if (place.of_all || one.absent == viewer.user)
            view.lines.push_back(line_of(one, place, today));
    const auto typed = [&](std::string_view field) {
        return request.method == "POST" ? std::string{request.form().text(field)} : std::string{};
    };
    for (const auto& user : users_of(tx, viewer.facility)) {
        if (!user.active || !can_stand_in(user.role)) continue;
        const auto label = user.name + "(" + std::string{japanese(user.role)} + ")";
        view.absent.push_back({user.id.text(), label, typed("absent") == user.id.text()});
        if (user.id != viewer.user)
            view.deputies.push_back({user.id.text(), label, typed("deputy") == user.id.text()});
    }
    view.from_on = typed("from_on");
    view.until_on = typed("until_on");
    return office::page(render_deputies, view, status);
}

Result<http::Response> name(Office& office, const http::Request& request, const Place& place) {
    office::FormReader reader(request.form(), office.clock.today());
    NewDeputy plan;
    plan.absent =
        place.of_all ? reader.id<UserId>("absent", Required::Yes) : office::viewer_of(request).user;
    plan.deputy = reader.id<UserId>("deputy", Required::Yes);
    const auto from_on = reader.date("from_on", Required::Yes);
    const auto until_on = reader.date("until_on", Required::Yes);
    if (!reader.ok()) return show(office, request, place, reader.errors(), 422);
    plan.from_on = *from_on;
    plan.until_on = *until_on;
    auto done = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY_DO(name_deputy(tx, viewer, now, plan));
            return office::Done{place.url(), "代行を決めました"};
        });
    if (done || done.error().field.empty()) return done;
    reader.wrong(done.error());
    return show(office, request, place, reader.errors(), 422);
}

Result<http::Response> end(Office& office, const http::Request& request, const Place& place) {
    TRY(const auto id, request.path_id<DeputyId>("id"));
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY_DO(end_deputy(tx, viewer, now, id, place.of_all ? UserId{} : viewer.user));
            return office::Done{place.url(), "代行を終わりにしました"};
        });
}

}  // namespace

void add_deputy_routes(http::Router& router, Office& office) {
    router.add("GET", "/account/deputy",
               [&office](http::Request& request) { return show(office, request, kOwn); });
    router.add("POST", "/account/deputy",
               [&office](http::Request& request) { return name(office, request, kOwn); });
    router.add("POST", "/account/deputy/{id}/end",
               [&office](http::Request& request) { return end(office, request, kOwn); });
    router.add("GET", "/settings/people/deputies",
               [&office](http::Request& request) { return show(office, request, kAll); });
    router.add("POST", "/settings/people/deputies",
               [&office](http::Request& request) { return name(office, request, kAll); });
    router.add("POST", "/settings/people/deputies/{id}/end",
               [&office](http::Request& request) { return end(office, request, kAll); });
}

}  // namespace kakehashi::people
