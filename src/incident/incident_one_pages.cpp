// /incidents/{id}: one incident with its times, whose data it is, and its steps.
#include <algorithm>

#include "base/era.hpp"
#include "incident/incident_steps.hpp"
#include "office/access.hpp"
#include "office/change.hpp"
#include "patient/patient_store.hpp"
#include "platform/auth/session.hpp"

namespace kakehashi::incident {
namespace {

bool has_other_head(db::Transaction& tx, const Viewer& viewer) {
    const auto people = users_of(tx, viewer.facility);
    return std::ranges::any_of(people, [&](const UserLine& one) {
        return one.active && one.role == Role::Head && one.id != viewer.user;
    });
}

std::vector<Fact> facts_of(const Account& account, Date today) {
    std::vector<Fact> facts;
    const auto add = [&](std::string term, std::string_view text) {
        if (!text.empty()) facts.push_back({std::move(term), std::string{text}});
    };
    add("種類", japanese(account.kind));
    add("起きた日", account.happened_on ? short_date(*account.happened_on, today) : "わからない");
    add("気づいた日", short_date(account.noticed_on, today) + " " + account.noticed_by);
    add("だれの情報",
        std::string{japanese(account.subjects)} + " " + std::to_string(account.persons) + "人");
    add("項目", account.items.japanese());
    add("渡った先", account.recipient);
    add("いきさつ", account.story);
    add("すぐにしたこと", account.at_once);
    add("不正の目的", japanese(account.malice));
    add("原因", account.cause);
    add("二次被害", account.harm);
    add("公表", account.publication);
    add("そのほか", account.remarks);
    return facts;
}

std::vector<Term> terms_shown(const Incident& incident, const Holidays& holidays, Date today) {
    std::vector<Term> out;
    const auto terms = terms_of(incident.account.noticed_on, incident.account.malice, holidays);
    for (const auto& owed : incident.owed(holidays)) {
        Term term{std::string{japanese_duty(owed.kind)}, std::string{basis_word(owed.basis)},
                  short_date(owed.due_on, today) + " まで",
                  remaining(owed.due_on, instant_in_japan(today, {})),
                  left_css(owed.due_on, today)};
        if (owed.kind == kDutyFirstReport)
            term.day = short_date(terms.first_aim, today) + "(3日目)から " +
                       short_date(terms.first_limit, today) + "(5日目)まで";
        out.push_back(std::move(term));
    }
    return out;
}

std::string decision_text(const Incident& incident) {
    if (incident.is_reported()) return "個人情報保護委員会に報告します";
    return incident.standing(StepKind::NoReport) ? "報告しないと判断しています"
                                                 : "報告の対象ではありません";
}

std::string waiting_text(const Incident& incident, const Viewer& viewer, bool only_head) {
    if (incident.state() != State::AwaitingClosing || incident.reported_by.user != viewer.user)
        return {};
    return only_head
               ? "届け出た人は終了にできません。室長がほかにいないので、きょうからの「代行」を"
                 "決めてください。代行の人が終了にします"
               : "届け出た人は終了にできません。ほかの室長が終了にします";
}

/// What only who works on it sees: the persons, and the forms.
void add_work(OneView& view, db::Transaction& tx, const Viewer& viewer, const Incident& incident,
              const office::Typed& typed) {
    const auto page = url_of(incident.id);
    for (const auto& named : named_patients(tx, viewer, incident.id))
        view.patients.push_back(
            {named.name, patient_number_text(named.number),
             html::Url::path("/patients").segment(named.patient.value),
             view.open ? page.segment("patients").segment(named.id.value).segment("removal")
                       : html::Url{}});
    if (!view.open) return;
    view.amend = page.segment("account");
    view.add_patient = page.segment("patients");
    view.corrections = page.segment("corrections");
    view.patient_number = typed.input("number", "患者ID", {});
    view.forms = forms_of(incident, typed);
    view.no_report = no_report_form(incident, typed);
    if (incident.state() != State::AwaitingClosing) return;
    const bool own = incident.reported_by.user == viewer.user;
    const bool only_head = own && !has_other_head(tx, viewer);
    view.waits_for = waiting_text(incident, viewer, only_head);
    if (only_head) view.name_deputy = html::Url::path("/account/deputy");
    if (!own) view.forms.insert(view.forms.begin(), closing_form(incident));
}

}  // namespace

Result<http::Response> show_incident(Office& office, const http::Request& request,
                                     const std::vector<office::FieldError>& errors) {
    TRY(const auto id, request.path_id<IncidentId>("id"));
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    TRY(const auto incident, find_incident(tx, viewer, id));
    const office::Typed typed{errors.empty() ? nullptr : &request.form(), errors, today};
    OneView view;
    view.frame = office::make_frame(office, tx, request, "漏えい等の記録", "/incidents");
    view.errors = errors;
    view.number = incident.number;
    view.state = japanese(incident.state());
    view.state_css = state_css(incident.state());
    view.kind = japanese(incident.account.kind);
    view.facts = facts_of(incident.account, today);
    if (const auto versions = versions_of_account(tx, id); versions > 1)
        view.written = "届け出から" + std::to_string(versions - 1) + "回書き直しています";
    view.decision = decision_text(incident);
    for (const auto ground : incident.grounds()) view.grounds.emplace_back(japanese(ground));
    view.terms = terms_shown(incident, office.holidays, today);
    view.open = incident.is_open();
    view.may_work = office::may(request.attached<SignedIn>()->role, office::Need::IncidentWork);
    view.steps = steps_of(incident, view.may_work, typed);
    view.sheet = url_of(id).segment("sheet");
    if (view.may_work) add_work(view, tx, viewer, incident, typed);
    return office::page(render_incident, view, errors.empty() ? 200 : 422);
}

void add_one_routes(http::Router& router, Office& office) {
    router.add("GET", "/incidents/{id}",
               [&office](http::Request& request) { return show_incident(office, request); });
}

}  // namespace kakehashi::incident
