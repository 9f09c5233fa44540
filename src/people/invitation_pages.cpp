#include "base/era.hpp"
#include "office/change.hpp"
#include "office/qr_svg.hpp"
#include "people/joining_pages.hpp"
#include "people/partner_people.hpp"
#include "platform/audit/entry.hpp"
#include "platform/auth/invitation.hpp"
#include "platform/auth/session.hpp"
#include "platform/directory/directory_account.hpp"
#include "platform/directory/hospital_directory.hpp"

namespace kakehashi::people {
namespace {

constexpr std::size_t kNameChars = 60;
constexpr std::size_t kProfessionChars = 20;
constexpr std::size_t kFacilityChars = 100;
constexpr std::size_t kDirectoryNameChars = 120;
constexpr std::size_t kLoginMin = 2;
constexpr std::size_t kLoginMax = 40;

bool is_login(std::string_view text) {
    return text.size() >= kLoginMin && text.size() <= kLoginMax &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-") == text.npos;
}

http::Response show(Office& office, const office::Doors& doors, const http::Request& request,
                    std::vector<office::FieldError> errors = {}, int status = 200) {
    auto tx = office.db.read();
    InviteView view;
    view.frame = office::make_frame(office, tx, request, "職員を招待する", "/settings/people");
    view.errors = std::move(errors);
    const bool again = request.method == "POST";
    if (again) {
        view.name = request.form().text("name");
        view.login = request.form().text("login");
        view.profession = request.form().text("profession");
        view.facility = request.form().text("facility");
        view.directory_name = request.form().text("directory_name");
    }
    view.from_house = party_of(office::viewer_of(request)) == Party::House;
    view.has_directory = view.from_house && doors.directory;
    const auto offer = [&](std::vector<InviteView::RoleLine>& list, Party party) {
        for (const auto role : roles_of(party))
            list.push_back({std::string{to_text(role)}, std::string{japanese(role)},
                            again && request.form().text("role") == to_text(role)});
    };
    if (view.from_house) offer(view.roles, Party::House);
    offer(view.partner_roles, Party::Partner);
    return office::page(render_invite, view, status);
}

/// Where people reach the office: as it is configured, else as this browser does.
std::string page_address(const office::Doors& doors, const http::Request& request) {
    const auto host = std::string{request.header("Host")};
    const auto origin = doors.party    ? doors.party->origin
                        : host.empty() ? std::string{}
                                       : (request.over_https ? "https://" : "http://") + host;
    return origin + "/sign-in/invitation";
}

/// Nobody sees the code again; whoever it was for gets another one instead.
http::Response show_slip(Office& office, const office::Doors& doors, const http::Request& request,
                         std::string name, std::string login, std::string code) {
    auto tx = office.db.read();
    const auto until = office.clock.now() + kInvitationLasts;
    InvitationSlipView view;
    view.frame = office::make_frame(office, tx, request, "招待の控え", "/settings/people");
    view.name = std::move(name);
    for (auto& account : accounts_of(tx, office::viewer_of(request).facility))
        if (account.login == login) view.partner = std::move(account.partner);
    view.login = std::move(login);
    view.until = western_date(date_in_japan(until)) + " " + time_text(until);
    view.page = page_address(doors, request);
    view.picture = office::qr_svg(view.page + "?invitation=" + code, "招待の画面を開く四角い印");
    view.code = std::move(code);
    return office::page(render_invitation_slip, view).with("Cache-Control", "no-store");
}

void note(db::Transaction& tx, const Viewer& viewer, Instant now, std::string_view what,
          UserId user, std::string_view result = "ok") {
    auto trace = audit::entry_of(viewer, now, audit::kChange, what);
    trace.case_kind = "user";
    trace.case_id = user.value;
    trace.result = result;
    audit::note(tx, trace);
}

/// The account and its code, together or not at all. Errors of add_user().
Result<std::string> add_invited(Office& office, const Viewer& viewer, const NewUser& user) {
    const auto now = office.clock.now();
    auto tx = office.db.write();
    TRY(const auto added, add_user(tx, user, now));
    TRY(auto code, invite(tx, viewer, added, now));
    note(tx, viewer, now, "user.invited", added, to_text(user.role));
    tx.commit();
    return code;
}

/// Who comes in by the hospital's own account needs no code. Errors of add_user() and
/// await_directory_person().
Result<void> add_awaited(Office& office, const Viewer& viewer, const NewUser& user,
                         std::string_view issuer, std::string_view name) {
    const auto now = office.clock.now();
    auto tx = office.db.write();
    TRY(const auto added, add_user(tx, user, now));
    TRY_DO(await_directory_person(tx, added, issuer, name, now));
    note(tx, viewer, now, "user.directory_awaited", added, to_text(user.role));
    tx.commit();
    return {};
}

Result<http::Response> invite_new(Office& office, const office::Doors& doors,
                                  const http::Request& request) {
    office::FormReader reader(request.form(), office.clock.today(), "user");
    NewUser user;
    const auto& viewer = office::viewer_of(request);
    user.facility = viewer.facility;
    user.host = viewer.host;
    user.name = reader.name("name", kNameChars, Required::Yes);
    user.login = reader.line("login", kLoginMax, Required::Yes);
    if (!user.login.empty() && !is_login(user.login))
        reader.wrong({ErrorKind::Invalid, "user.bad_login", "login"});
    user.profession = reader.line("profession", kProfessionChars);
    user.role = reader.keep(parse_role(request.form().text("role")));
    if (const auto named = reader.line("facility", kFacilityChars);
        !named.empty() && party_of(viewer) == Party::House) {
        auto tx = office.db.read();
        user.facility = reader.keep(named_partner(tx, viewer.facility, named));
        user.host = viewer.facility;
    }
    const auto directory_name = reader.line("directory_name", kDirectoryNameChars);
    if (!reader.ok()) return show(office, doors, request, reader.errors(), 422);

    if (!directory_name.empty() && doors.directory) {
        if (const auto added =
                add_awaited(office, viewer, user, doors.directory->issuer, directory_name))
            return http::Response::redirect("/settings/people");
        else
            reader.wrong(added.error());
        return show(office, doors, request, reader.errors(), 422);
    }
    auto code = add_invited(office, viewer, user);
    if (code) return show_slip(office, doors, request, user.name, user.login, *std::move(code));
    reader.wrong(code.error());
    return show(office, doors, request, reader.errors(), 422);
}

/// Of this house, or let in by it; never oneself, who has a password anyway.
Result<UserLine> colleague(db::Transaction& tx, const Viewer& viewer, UserId id) {
    for (const auto& user : accounts_of(tx, viewer.facility))
        if (user.id == id) return user;
    return fail(ErrorKind::NotFound, "user.not_found");
}

Result<http::Response> invite_again(Office& office, const office::Doors& doors,
                                    const http::Request& request) {
    TRY(const auto id, request.path_id<UserId>("id"));
    const auto& viewer = office::viewer_of(request);
    const auto now = office.clock.now();
    auto tx = office.db.write();
    TRY(const auto user, colleague(tx, viewer, id));
    TRY(auto code, invite(tx, viewer, id, now));
    note(tx, viewer, now, "user.invited", id, to_text(user.role));
    tx.commit();
    return show_slip(office, doors, request, user.name, user.login, std::move(code));
}

Result<http::Response> revoke(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<UserId>("id"));
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY(const auto user, colleague(tx, viewer, id));
            TRY_DO(revoke_invitation(tx, id, now));
            note(tx, viewer, now, "user.invitation_revoked", id);
            return office::Done{html::Url::path("/settings/people"),
                                user.name + " さんの招待を取り消しました"};
        });
}

}  // namespace

void add_joining_routes(http::Router& router, Office& office, const office::Doors& doors) {
    router.add("GET", "/settings/people/invitation",
               [&office, doors](http::Request& request) { return show(office, doors, request); });
    router.add("POST", "/settings/people/invitation", [&office, doors](http::Request& request) {
        return invite_new(office, doors, request);
    });
    router.add(
        "POST", "/settings/people/{id}/invitation",
        [&office, doors](http::Request& request) { return invite_again(office, doors, request); });
    router.add("POST", "/settings/people/{id}/revocation",
               [&office](http::Request& request) { return revoke(office, request); });
    add_join_routes(router, office);
}

}  // namespace kakehashi::people
