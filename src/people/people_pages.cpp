#include "people/people_pages.hpp"

#include <algorithm>

#include "base/era.hpp"
#include "office/access.hpp"
#include "office/change.hpp"
#include "people/deputy.hpp"
#include "people/deputy_pages.hpp"
#include "people/people_views.hpp"
#include "people/role_sheet.hpp"
#include "platform/audit/entry.hpp"
#include "platform/auth/invitation.hpp"
#include "platform/auth/session.hpp"
#include "platform/directory/directory_account.hpp"
#include "ward/affiliation.hpp"

namespace kakehashi {
namespace people {
namespace {

html::Url here() {
    return html::Url::path("/settings/people");
}

PersonLine line_of(const UserLine& user, const Viewer& viewer, FactorAskedOf factor, Date today) {
    PersonLine line;
    line.name = user.name;
    line.login = user.login;
    line.profession = user.profession;
    line.role = japanese(user.role);
    line.last = user.last_signed_in_at ? short_date(date_in_japan(*user.last_signed_in_at), today) +
                                             " " + time_text(*user.last_signed_in_at)
                                       : std::string{"まだありません"};
    line.active = user.active;
    line.self = user.id == viewer.user;
    line.without_role = user.role == Role::None;
    line.partner = user.partner;
    const auto party = user.partner.empty() ? party_of(viewer) : Party::Partner;
    for (const auto role : roles_of(party))
        line.roles.push_back(
            {std::string{to_text(role)}, std::string{japanese(role)}, role == user.role});
    line.give_role = here().segment(user.id.value).segment("role");
    line.put_in_use = here().segment(user.id.value).segment(user.active ? "stop" : "use");
    line.lacks_factor =
        user.active && user.joined && !user.has_factor && asks_factor(factor, user.role);
    line.joined = user.joined;
    line.invite = here().segment(user.id.value).segment("invitation");
    line.revoke = here().segment(user.id.value).segment("revocation");
    return line;
}

/// 招待中(12/1(火)まで), or that it is over.
void say_invitation(PersonLine& line, std::optional<Instant> until, Instant now) {
    if (line.joined || !line.active) return;
    line.invited = until && *until > now;
    line.invitation =
        line.invited ? "招待中 " + short_date(date_in_japan(*until), date_in_japan(now)) + "まで"
                     : "まだ入っていません";
}

/// 病院のアカウント sato, or that it is awaited: then no invitation is missing.
void say_directory(PersonLine& line, const DirectoryLink* link) {
    if (link == nullptr) return;
    line.directory = "病院のアカウント " + link->name;
    if (link->linked) return;
    line.directory += " を待っています";
    if (!line.invited) line.invitation.clear();
}

/// Where each belongs today, and where to change it.
void fill_units(PersonLine& line, const UserLine& user,
                const std::vector<ward::Affiliation>& affiliations) {
    if (!user.partner.empty()) return;
    line.affiliations = here().segment(user.id.value).segment("affiliations");
    bool in_ward = false;
    for (const auto& one : affiliations) {
        if (one.user != user.id || !one.running) continue;
        line.units += (line.units.empty() ? "" : "・") + one.name;
        in_ward = in_ward || one.ward;
    }
    line.without_ward = user.active && user.role == Role::WardNurse && !in_ward;
}

void fill_factor(PeopleView& view, FactorAskedOf chosen) {
    for (const auto one : all_factor_policies())
        view.factor.push_back(
            {std::string{to_text(one)}, std::string{japanese(one)}, one == chosen});
    view.grace_days = static_cast<int>(kFactorGrace.count());
}

Result<http::Response> show(Office& office, const http::Request& request) {
    const auto& viewer = office::viewer_of(request);
    auto tx = office.db.read();
    PeopleView view;
    view.frame = office::make_frame(office, tx, request, "職員と役割", "/settings/people");
    view.partner = party_of(viewer) == Party::Partner;
    int stopped = 0;
    const auto factor = factor_policy(tx, viewer.house());
    const auto invitations = open_invitations(tx, viewer.facility);
    const auto links = directory_links(tx, viewer.facility);
    const bool units = office::may(request.attached<SignedIn>()->role, office::Need::Units);
    const auto affiliations = units
                                  ? ward::affiliations_of(tx, viewer.facility, office.clock.today())
                                  : std::vector<ward::Affiliation>{};
    for (const auto& user : accounts_of(tx, viewer.facility)) {
        view.people.push_back(line_of(user, viewer, factor, office.clock.today()));
        const auto open = invitations.find(user.id);
        say_invitation(view.people.back(),
                       open == invitations.end() ? std::nullopt : std::optional{open->second},
                       office.clock.now());
        const auto link = links.find(user.id);
        say_directory(view.people.back(), link == links.end() ? nullptr : &link->second);
        if (units) fill_units(view.people.back(), user, affiliations);
        if (!user.active) ++stopped;
    }
    view.count = std::to_string(view.people.size()) + "名";
    if (stopped > 0) view.count += "(停止中 " + std::to_string(stopped) + "名)";
    if (!view.partner) fill_factor(view, factor);
    const auto roles = roles_of(party_of(viewer));
    for (const auto role : roles) view.roles.emplace_back(japanese(role));
    for (const auto need : office::all_needs()) {
        NeedLine line{std::string{office::japanese(need)}, {}};
        for (const auto role : roles) line.may.push_back(office::may(role, need));
        if (std::ranges::find(line.may, true) != line.may.end())
            view.needs.push_back(std::move(line));
    }
    return office::page(render_people, view);
}

/// A colleague of this house, never oneself: so the last who may give roles keeps them.
constexpr db::Query kWorksFor{"people.works_for", R"sql(
    SELECT facility_id FROM user_account WHERE id = $1
)sql"};

/// Pages that this person has open look again, and leave what they may not see any more: of a
/// partner's people, who hear of their own facility's changes alone.
void tell_pages_of(db::Transaction& tx, UserId user, Instant now) {
    office::tell_live_lists(tx, FacilityId{tx.number(kWorksFor, user)}, now);
}

Result<UserLine> other_colleague(db::Transaction& tx, const Viewer& viewer, UserId id) {
    const auto users = accounts_of(tx, viewer.facility);
    const auto found = std::find_if(users.begin(), users.end(),
                                    [&](const UserLine& user) { return user.id == id; });
    if (found == users.end()) return fail(ErrorKind::NotFound, "user.not_found");
    if (found->id == viewer.user) return fail(ErrorKind::Refused, "user.own_role");
    return *found;
}

void note(db::Transaction& tx, const Viewer& viewer, Instant now, std::string_view what,
          const UserLine& user, std::string_view result = {}) {
    auto trace = audit::entry_of(viewer, now, audit::kChange, what);
    trace.case_kind = "user";
    trace.case_id = user.id.value;
    trace.result = result;
    audit::note(tx, trace);
}

Result<http::Response> give_role(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<UserId>("id"));
    TRY(const auto role, parse_role(request.form().text("role")));
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY(const auto user, other_colleague(tx, viewer, id));
            TRY_DO(set_role(tx, viewer.facility, id, role));
            tell_pages_of(tx, id, now);
            note(tx, viewer, now, "user.role", user,
                 std::string{to_text(user.role)} + " → " + std::string{to_text(role)});
            return office::Done{here(), user.name + " さんの役割を「" +
                                            std::string{japanese(role)} + "」にしました"};
        });
}

Result<http::Response> put_in_use(Office& office, const http::Request& request, bool active) {
    TRY(const auto id, request.path_id<UserId>("id"));
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY(const auto user, other_colleague(tx, viewer, id));
            TRY_DO(set_user_active(tx, user.login, active, now));
            tell_pages_of(tx, id, now);
            note(tx, viewer, now, active ? "user.enabled" : "user.disabled", user);
            return office::Done{here(),
                                user.name + (active ? " さんは、またサインインできます"
                                                    : " さんを停止しました。開いていた画面も"
                                                      "使えません")};
        });
}

Result<http::Response> ask_factor(Office& office, const http::Request& request) {
    if (party_of(office::viewer_of(request)) == Party::Partner)
        return fail(ErrorKind::NotFound, "http.not_found");  // the house decides for all
    TRY(const auto asked_of, parse_factor_policy(request.form().text("asked_of")));
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            auto trace = audit::entry_of(viewer, now, audit::kChange, "user.factor_policy");
            trace.result = std::string{to_text(factor_policy(tx, viewer.facility))} + " → " +
                           std::string{to_text(asked_of)};
            set_factor_policy(tx, viewer.facility, asked_of, now);
            audit::note(tx, trace);
            return office::Done{
                here(), "二つ目の確認を「" + std::string{japanese(asked_of)} + "」にしました"};
        });
}

}  // namespace
}  // namespace people

Feature people_feature() {
    Feature feature{.name = "people"};
    feature.every_minute = [](Office& office) {
        const auto today = office.clock.today();
        {
            auto tx = office.db.read();
            if (!people::deputies_turn(tx, today)) return;
        }
        auto tx = office.db.write();
        people::turn_deputies(tx, today);
        tx.commit();
    };
    feature.nav = {{"管理", "職員と役割", "/settings/people", "user", "", ""}};
    feature.add_routes = [](http::Router& router, Office& office) {
        router.add("GET", "/settings/people",
                   [&office](http::Request& request) { return people::show(office, request); });
        people::add_deputy_routes(router, office);
        people::add_role_sheet_route(router, office);
        router.add("POST", "/settings/people/factor", [&office](http::Request& request) {
            return people::ask_factor(office, request);
        });
        router.add("POST", "/settings/people/{id}/role", [&office](http::Request& request) {
            return people::give_role(office, request);
        });
        router.add("POST", "/settings/people/{id}/stop", [&office](http::Request& request) {
            return people::put_in_use(office, request, false);
        });
        router.add("POST", "/settings/people/{id}/use", [&office](http::Request& request) {
            return people::put_in_use(office, request, true);
        });
    };
    return feature;
}

}  // namespace kakehashi
