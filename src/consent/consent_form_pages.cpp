// The forms of 同意と留保: an objection, a consent, a withdrawal.
#include <charconv>

#include "base/era.hpp"
#include "consent/consent_routes.hpp"
#include "facility/facility_store.hpp"
#include "office/change.hpp"

namespace kakehashi::consent_pages {
namespace {

using office::Done;

constexpr std::size_t kScopeChars = 200, kNameChars = 60, kRelationChars = 40, kPartnerChars = 120;
constexpr int kPartnersOffered = 300;

enum class Form { Objection, Agreement, Withdrawal };
using Render = void (*)(html::Writer&, const StatementView&);
struct Plan {
    std::string_view path, heading;
    Render render;
};
const Plan& plan_of(Form form) {
    static constexpr Plan kPlans[] = {{"objection", "留保を書きとめる", render_objection},
                                      {"agreement", "同意を書きとめる", render_agreement},
                                      {"withdrawal", "取り下げを記録する", render_withdrawal}};
    return kPlans[static_cast<std::size_t>(form)];
}

Result<ConsentStatementId> statement_in(const http::Request& request) {
    return request.path_id<ConsentStatementId>("statement");
}

void fill_said(StatementView& view, const http::Form& form, Date today) {
    auto& said = view.said;
    const auto who = form.text("said_by"), how = form.text("said_how");
    for (const auto one : {SaidBy::Self, SaidBy::Family, SaidBy::Proxy})
        said.who.push_back({std::string{to_text(one)}, std::string{japanese(one)},
                            who == to_text(one) || (who.empty() && one == SaidBy::Self)});
    for (const auto one : {SaidHow::Spoken, SaidHow::Written})
        said.how.push_back({std::string{to_text(one)}, std::string{japanese(one)},
                            how == to_text(one) || (how.empty() && one == SaidHow::Spoken)});
    said.name = form.text("said_name");
    said.relation = form.text("said_relation");
    said.on = form.has("said_on") ? std::string{form.text("said_on")} : iso_date(today);
}

void fill_choices(StatementView& view, db::Transaction& tx, const Viewer& viewer,
                  const http::Form& form, Date today) {
    const auto whom = form.text("whom");
    const std::pair<ObjectedTo, const char*> whoms[] = {{ObjectedTo::Partner, "連携先ひとつ"},
                                                        {ObjectedTo::PartnerKind, "連携先の種別"},
                                                        {ObjectedTo::Family, "家族"},
                                                        {ObjectedTo::Everyone, "すべて"}};
    for (const auto& [value, label] : whoms)
        view.whoms.push_back(
            {std::string{to_text(value)}, label,
             whom == to_text(value) || (whom.empty() && value == ObjectedTo::Partner)});
    for (const auto kind : facility_kinds())
        view.kinds.push_back({std::string{to_text(kind)}, std::string{japanese(kind)},
                              form.text("partner_kind") == to_text(kind)});
    const auto chosen = form.all("item");
    for (const auto item : shared_items())
        view.items.push_back({std::string{to_text(item)}, std::string{japanese(item)},
                              std::ranges::find(chosen, to_text(item)) != chosen.end()});
    for (const auto kind : {StatementKind::Network, StatementKind::Research,
                            StatementKind::Congress, StatementKind::Insurer})
        view.consents.push_back({std::string{to_text(kind)}, std::string{japanese(kind)},
                                 form.text("kind") == to_text(kind)});
    view.networks.push_back({"", "選んでください", form.text("network").empty()});
    for (const auto& scope : scopes_on(network_scopes(tx, viewer), today))
        view.networks.push_back({scope.network.text(), scope.name + "(" + scope.purpose + ")",
                                 form.text("network") == scope.network.text()});
    for (const auto& partner :
         search_facilities(tx, viewer, "", {.today = today}, {}, kPartnersOffered).rows)
        view.partners.push_back(partner.name);
    view.partner = form.text("partner");
    view.person = form.text("person");
    view.scope = form.text("scope");
    view.until = form.text("valid_until");
}

Result<http::Response> show(Office& office, const http::Request& request, Form form,
                            const std::vector<office::FieldError>& errors = {}) {
    TRY(const auto id, request.path_id<PatientId>("id"));
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    TRY(const auto who, find_who_speaks(tx, viewer, id));
    const auto& plan = plan_of(form);
    StatementView view;
    view.heading = plan.heading;
    view.name = who.name;
    view.patient = patient_url(who.patient);
    view.back = consent_parts::page_of(who.patient);
    view.action = view.back;
    if (form == Form::Withdrawal) {
        TRY(const auto statement_id, statement_in(request));
        TRY(const auto statement, find_statement(tx, viewer, who.patient, statement_id));
        if (statement.withdrawn) return fail(ErrorKind::Refused, "consent.withdrawn_already");
        if (statement.kind != StatementKind::Objection) view.heading = "撤回を記録する";
        view.what = heading_of(statement) + "(" + statement.items.japanese() + ")。" +
                    said_text(statement.said, today);
        view.version = statement.version;
        view.action = view.action.segment(statement_id.value);
    }
    view.action = view.action.segment(plan.path);
    view.frame = office::make_frame(office, tx, request, view.heading, "/patients");
    const auto& typed = request.form();
    if (form != Form::Withdrawal) fill_choices(view, tx, viewer, typed, today);
    fill_said(view, typed, today);
    view.said.errors = errors;
    view.errors = errors;
    return office::page(plan.render, view, errors.empty() ? 200 : 422);
}

Said read_said(office::FormReader& reader, const http::Form& form) {
    Said said;
    said.by = reader.keep(parse_said_by(form.text("said_by")));
    said.how = reader.keep(parse_said_how(form.text("said_how")));
    if (said.by != SaidBy::Self) {
        said.name = reader.line("said_name", kNameChars);
        said.relation = reader.line("said_relation", kRelationChars);
    }
    said.on = reader.date("said_on", Required::Yes).value_or(Date{});
    return said;
}

ConsentStatement read_objection(office::FormReader& reader, const http::Form& form,
                                db::Transaction& tx, const Viewer& viewer, Date today) {
    ConsentStatement statement;
    statement.whom = reader.keep(parse_objected_to(form.text("whom")));
    switch (statement.whom) {
        case ObjectedTo::Partner:
            statement.partner = reader.keep(
                partner_named(tx, viewer, reader.line("partner", kPartnerChars), today));
            break;
        case ObjectedTo::PartnerKind:
            statement.partner_kind = reader.keep(parse_facility_kind(form.text("partner_kind")));
            break;
        case ObjectedTo::Family:
            statement.person = reader.line("person", kNameChars);
            break;
        case ObjectedTo::Everyone:
            break;
    }
    statement.items = items_in(reader, form);
    statement.scope = reader.line("scope", kScopeChars);
    statement.said = read_said(reader, form);
    return statement;
}

ConsentStatement read_agreement(office::FormReader& reader, const http::Form& form) {
    ConsentStatement statement;
    statement.kind = reader.keep(parse_statement_kind(form.text("kind")));
    statement.items = items_in(reader, form);
    statement.scope = reader.line("scope", kScopeChars);
    if (statement.kind == StatementKind::Network)
        statement.network = reader.id<NetworkId>("network");
    if (statement.network && statement.scope.empty()) statement.scope = "共同利用の範囲のとおり";
    statement.until = reader.date("valid_until");
    statement.said = read_said(reader, form);
    return statement;
}

Result<http::Response> record(Office& office, const http::Request& request, Form form) {
    TRY(const auto id, request.path_id<PatientId>("id"));
    const auto today = office.clock.today();
    office::FormReader reader{request.form(), today};
    const auto statement = [&] {
        auto tx = office.db.read();
        auto read = form == Form::Objection ? read_objection(reader, request.form(), tx,
                                                             office::viewer_of(request), today)
                                            : read_agreement(reader, request.form());
        if (reader.ok())
            for (auto& fault : faults_of(read, today)) reader.wrong(std::move(fault));
        return read;
    }();
    if (!reader.ok()) return show(office, request, form, reader.errors());
    auto done = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
            TRY(const auto who, find_who_speaks(tx, viewer, id));
            TRY_DO(record_statement(tx, viewer, now, who.patient, statement));
            return Done{consent_parts::page_of(who.patient),
                        form == Form::Objection ? "留保を書きとめました。いまから送付に効きます"
                                                : "同意を書きとめました"};
        });
    if (done || done.error().kind != ErrorKind::Invalid) return done;
    reader.wrong(done.error());
    return show(office, request, form, reader.errors());
}

Result<http::Response> withdraw(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<PatientId>("id"));
    TRY(const auto statement, statement_in(request));
    const auto& form = request.form();
    const auto today = office.clock.today();
    office::FormReader reader{form, today};
    const auto said = read_said(reader, form);
    if (reader.ok())
        for (auto& fault : faults_of(said, today)) reader.wrong(std::move(fault));
    if (!reader.ok()) return show(office, request, Form::Withdrawal, reader.errors());
    int seen = 0;
    const auto version = form.text("version");
    std::from_chars(version.data(), version.data() + version.size(), seen);
    auto done = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
            TRY(const auto who, find_who_speaks(tx, viewer, id));
            TRY(const auto over,
                withdraw_statement(tx, viewer, now, who.patient, statement, seen, said));
            return Done{consent_parts::page_of(who.patient), over.kind == StatementKind::Objection
                                                                 ? "留保の取り下げを記録しました"
                                                                 : "同意の撤回を記録しました"};
        });
    if (done || done.error().kind != ErrorKind::Invalid) return done;
    reader.wrong(done.error());
    return show(office, request, Form::Withdrawal, reader.errors());
}

}  // namespace

ItemSet items_in(office::FormReader& reader, const http::Form& form) {
    ItemSet items;
    for (const auto word : form.all("item")) items = items | reader.keep(ItemSet::parse(word));
    return items;
}

Result<FacilityId> partner_named(db::Transaction& tx, const Viewer& viewer, const std::string& text,
                                 Date today) {
    if (text.empty()) return FacilityId{};
    constexpr int kLooked = 20;
    const auto found =
        search_facilities(tx, viewer, text, {.with_closed = true, .today = today}, {}, kLooked)
            .rows;
    std::vector<FacilityId> named;
    for (const auto& facility : found)
        if (facility.name == text) named.push_back(facility.id);
    if (named.size() == 1) return named.front();
    if (named.empty() && found.size() == 1) return found.front().id;
    return fail(ErrorKind::Invalid, "consent.partner_unclear", "partner");
}

void add_statement_routes(http::Router& router, Office& office) {
    router.add("GET", "/patients/{id}/consent/objection", [&office](http::Request& request) {
        return show(office, request, Form::Objection);
    });
    router.add("POST", "/patients/{id}/consent/objection", [&office](http::Request& request) {
        return record(office, request, Form::Objection);
    });
    router.add("GET", "/patients/{id}/consent/agreement", [&office](http::Request& request) {
        return show(office, request, Form::Agreement);
    });
    router.add("POST", "/patients/{id}/consent/agreement", [&office](http::Request& request) {
        return record(office, request, Form::Agreement);
    });
    router.add(
        "GET", "/patients/{id}/consent/{statement}/withdrawal",
        [&office](http::Request& request) { return show(office, request, Form::Withdrawal); });
    router.add("POST", "/patients/{id}/consent/{statement}/withdrawal",
               [&office](http::Request& request) { return withdraw(office, request); });
}

}  // namespace kakehashi::consent_pages
