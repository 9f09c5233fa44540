// 共同利用の範囲: /settings/networks shows what each network shares with whom, and writes the next
// version of it.
#include <algorithm>
#include <charconv>

#include "base/era.hpp"
#include "base/messages.hpp"
#include "consent/consent_routes.hpp"
#include "facility/facility_store.hpp"
#include "office/change.hpp"

namespace kakehashi::consent_pages {
namespace {

using office::Done;

constexpr std::size_t kNameChars = 80, kTextChars = 400, kMembersChars = 4000;

html::Url here() {
    return html::Url::path("/settings/networks");
}

std::string members_text(const NetworkScope& scope, std::string_view between) {
    std::string out;
    for (const auto& member : scope.members)
        out += (out.empty() ? "" : std::string{between}) + member.name;
    return out;
}

ScopeCard card_of(const NetworkScope& scope, bool counts, bool newest, Date today) {
    ScopeCard card;
    card.name = scope.name;
    card.version = "第" + std::to_string(scope.version) + "版";
    card.from = western_date(scope.posted_on) + " から";
    card.members = members_text(scope, "、");
    card.items = scope.items.empty() ? "なし(書き出しを止めています)" : scope.items.japanese();
    card.purpose = scope.purpose;
    card.manager = scope.manager;
    card.by =
        short_date(date_in_japan(scope.written_at), today) + " " + scope.written_by + " が記載";
    card.state = counts ? "有効" : scope.posted_on > today ? "これから" : "前の版";
    card.css = counts ? "k-tag ok" : scope.posted_on > today ? "k-tag info" : "k-tag plain";
    if (newest) card.next = here().segment(scope.network.value);
    return card;
}

Result<http::Response> show_list(Office& office, const http::Request& request) {
    const auto today = office.clock.today();
    auto tx = office.db.read();
    ScopesView view;
    view.frame = office::make_frame(office, tx, request, "共同利用の範囲", "/settings");
    const auto scopes = network_scopes(tx, office::viewer_of(request));
    for (const auto& scope : scopes) {
        const bool counts = scope_on(scopes, scope.network, today) == &scope;
        const bool newest =
            &*std::ranges::find(scopes, scope.network, &NetworkScope::network) == &scope;
        auto card = card_of(scope, counts, newest, today);
        (counts || newest ? view.counting : view.former).push_back(std::move(card));
    }
    return office::page(render_scopes, view);
}

/// The newest version of the network in the address; one without a network for `/new`.
Result<NetworkScope> newest_in(db::Transaction& tx, const http::Request& request) {
    NetworkScope blank;
    blank.version = 0;
    if (request.route.ends_with("/new")) return blank;
    TRY(const auto id, request.path_id<NetworkId>("id"));
    for (auto& scope : network_scopes(tx, office::viewer_of(request)))
        if (scope.network == id) return std::move(scope);
    return fail(ErrorKind::NotFound, "network.not_found");
}

Result<http::Response> show_form(Office& office, const http::Request& request,
                                 const std::vector<office::FieldError>& errors = {},
                                 std::string problem = {}) {
    const auto& form = request.form();
    const auto today = office.clock.today();
    auto tx = office.db.read();
    TRY(const auto newest, newest_in(tx, request));
    const bool typed = request.method == "POST";
    const auto value = [&](std::string_view field, std::string before) {
        return typed ? std::string{form.text(field)} : std::move(before);
    };
    ScopeView view;
    view.heading = newest.network ? newest.name : "ネットワークを加える";
    view.button = "第" + std::to_string(newest.version + 1) + "版として残す";
    view.frame = office::make_frame(office, tx, request, "共同利用の範囲", "/settings");
    view.action = newest.network ? here().segment(newest.network.value) : here().segment("new");
    view.seen = newest.version;
    view.name = value("name", newest.name);
    view.purpose = value("purpose", newest.purpose);
    view.manager = value("manager", newest.manager);
    view.members = value("member", members_text(newest, "\n"));
    view.posted_on = value("posted_on", iso_date(today));
    const auto chosen = form.all("item");
    for (const auto item : shared_items())
        view.items.push_back({std::string{to_text(item)}, std::string{japanese(item)},
                              typed ? std::ranges::find(chosen, to_text(item)) != chosen.end()
                                    : newest.items.has(item)});
    view.errors = errors;
    view.problem = std::move(problem);
    const int status = !view.problem.empty() ? 409 : errors.empty() ? 200 : 422;
    return office::page(render_scope_edit, view, status);
}

/// One name a line.
std::vector<NetworkScope::Member> members_in(office::FormReader& reader, db::Transaction& tx,
                                             const Viewer& viewer, Date today) {
    std::vector<NetworkScope::Member> members;
    const auto text = reader.text("member", kMembersChars);
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        const auto name = text.substr(at, end - at);
        at = end + 1;
        const auto partner = partner_named(tx, viewer, name, today);
        if (!partner) {
            reader.wrong({ErrorKind::Invalid, partner.error().code, "member", name});
            return members;
        }
        const bool there =
            std::ranges::find(members, *partner, &NetworkScope::Member::partner) != members.end();
        if (*partner && !there) members.push_back({*partner, FacilityKind::Other, name});
    }
    return members;
}

Result<http::Response> write(Office& office, const http::Request& request) {
    const auto& form = request.form();
    const auto today = office.clock.today();
    office::FormReader reader{form, today, "network"};
    NetworkScope scope;
    {
        auto tx = office.db.read();
        TRY(const auto newest, newest_in(tx, request));
        scope.network = newest.network;
        scope.name = reader.line("name", kNameChars);
        scope.members = members_in(reader, tx, office::viewer_of(request), today);
        scope.items = items_in(reader, form);
        scope.purpose = reader.line("purpose", kTextChars);
        scope.manager = reader.line("manager", kTextChars);
        scope.posted_on = reader.date("posted_on", Required::Yes).value_or(Date{});
    }
    if (reader.ok())
        for (auto& fault : faults_of(scope)) reader.wrong(std::move(fault));
    if (!reader.ok()) return show_form(office, request, reader.errors());
    int seen = 0;
    const auto version = form.text("seen");
    std::from_chars(version.data(), version.data() + version.size(), seen);
    auto done = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
            TRY_DO(write_scope(tx, viewer, now, seen, scope));
            return Done{here(), "共同利用の範囲の版を残しました"};
        });
    if (done) return done;
    if (done.error().kind == ErrorKind::Conflict)
        return show_form(office, request, {}, sentence(done.error()));
    reader.wrong(done.error());
    return show_form(office, request, reader.errors());
}

}  // namespace

void add_scope_routes(http::Router& router, Office& office) {
    router.add("GET", "/settings/networks",
               [&office](http::Request& request) { return show_list(office, request); });
    for (const auto* route : {"/settings/networks/new", "/settings/networks/{id}"}) {
        router.add("GET", route,
                   [&office](http::Request& request) { return show_form(office, request); });
        router.add("POST", route,
                   [&office](http::Request& request) { return write(office, request); });
    }
}

}  // namespace kakehashi::consent_pages
