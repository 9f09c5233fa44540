#include "consent/consent_pages.hpp"

#include "base/era.hpp"
#include "consent/consent_routes.hpp"
#include "consent/purpose_notice.hpp"

namespace kakehashi {
namespace consent_pages {
namespace {

StatementRow row_of(const ConsentStatement& statement, Date today) {
    StatementRow row;
    row.objects = statement.kind == StatementKind::Objection;
    row.heading = heading_of(statement);
    row.items = statement.items.japanese();
    row.scope = statement.scope;
    if (statement.until) row.until = "有効期限 " + western_date(*statement.until);
    row.said = said_text(statement.said, today);
    row.recorded = short_date(date_in_japan(statement.recorded_at), today) + " " +
                   time_text(statement.recorded_at) + " " + statement.recorded_by +
                   " が記録・掲示 第" + std::to_string(statement.notice_version) + "版";
    if (statement.withdrawn)
        row.withdrawn = (row.objects ? "取り下げ " : "撤回 ") +
                        said_text(*statement.withdrawn, today) + "。" +
                        statement.withdrawn_recorded_by + " が記録";
    const bool counts = statement.in_force(today);
    row.state = counts                ? (row.objects ? "留保" : "同意")
                : statement.withdrawn ? (row.objects ? "取り下げ" : "撤回")
                                      : "期限切れ";
    row.css = counts ? (row.objects ? "k-tag crit" : "k-tag ok") : "k-tag plain";
    return row;
}

Result<http::Response> show(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<PatientId>("id"));
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    TRY(const auto who, find_who_speaks(tx, viewer, id));
    const auto page = consent_parts::page_of(who.patient);
    if (who.patient != id) return http::Response::redirect(page.text());
    ConsentView view;
    view.frame = office::make_frame(office, tx, request, "同意と留保", "/patients");
    view.name = who.name;
    view.patient = patient_url(id);
    view.object = html::Url{page}.segment("objection");
    view.agree = html::Url{page}.segment("agreement");
    const auto statements = statements_of(tx, viewer, id);
    view.share = consent_parts::share_of(statements, id, today);
    for (const auto& statement : statements) {
        auto row = row_of(statement, today);
        if (!statement.withdrawn)
            row.withdraw = html::Url{page}.segment(statement.id.value).segment("withdrawal");
        (statement.in_force(today) ? view.in_force : view.over).push_back(std::move(row));
    }
    const auto notice = notice_on(tx, viewer, today);
    view.notice = html::Url::path("/purposes");
    view.notice_words = "第" + std::to_string(notice.version) + "版";
    return office::page(render_consent, view);
}

std::string text_of(const Event& event, std::string_view key) {
    return std::string{event.data.at(key).string()};
}

TimelineText objected_text(const Event& event) {
    return {"留保: " + text_of(event, "receiver") + "に「" + text_of(event, "items") +
            "」を渡さない(" + text_of(event, "said_by") + ")"};
}

TimelineText given_text(const Event& event) {
    const auto kind = parse_statement_kind(text_of(event, "kind"));
    return {"同意: " + std::string{kind ? japanese(*kind) : ""} + "(" + text_of(event, "said_by") +
            ")"};
}

TimelineText withdrawn_text(const Event& event) {
    const auto kind =
        parse_statement_kind(text_of(event, "kind")).value_or(StatementKind::Objection);
    if (kind == StatementKind::Objection)
        return {"留保の取り下げ: " + text_of(event, "receiver") + "「" + text_of(event, "items") +
                "」"};
    return {"同意の撤回: " + std::string{japanese(kind)}};
}

TimelineText overridden_text(const Event& event) {
    const auto ground = parse_ground(text_of(event, "ground"));
    return {"留保があるものを送った。" + std::string{ground ? japanese(*ground) : ""} + ": " +
            text_of(event, "reason")};
}

}  // namespace

html::Url patient_url(PatientId patient) {
    return html::Url::path("/patients").segment(patient.value);
}

std::string heading_of(const ConsentStatement& statement) {
    return statement.kind == StatementKind::Objection ? statement.receiver_text() + "に渡さない"
                                                      : statement.agreed_text();
}

std::string said_text(const Said& said, Date today) {
    auto who = std::string{japanese(said.by)};
    if (said.by != SaidBy::Self) {
        who += " " + said.relation;
        who += " " + said.name + " さん";
    }
    return short_date(said.on, today) + " " + who + "・" + std::string{japanese(said.how)};
}

void add_consent_routes(http::Router& router, Office& office) {
    router.add("GET", "/patients/{id}/consent",
               [&office](http::Request& request) { return show(office, request); });
}

}  // namespace consent_pages

Feature consent_feature() {
    Feature feature;
    feature.name = "consent";
    feature.timeline = {
        {"consent.objected", consent_pages::objected_text},
        {"consent.given", consent_pages::given_text},
        {"consent.withdrawn", consent_pages::withdrawn_text},
        {"consent.overridden", consent_pages::overridden_text},
    };
    feature.add_routes = [](http::Router& router, Office& office) {
        consent_pages::add_consent_routes(router, office);
        consent_pages::add_statement_routes(router, office);
        consent_pages::add_notice_routes(router, office);
        consent_pages::add_scope_routes(router, office);
    };
    return feature;
}

}  // namespace kakehashi
