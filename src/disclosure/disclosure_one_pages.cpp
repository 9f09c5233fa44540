// /disclosures/{id}: one request, step by step.
#include <algorithm>

#include "base/era.hpp"
#include "disclosure/disclosure_steps.hpp"
#include "office/access.hpp"
#include "office/change.hpp"
#include "platform/auth/session.hpp"

namespace kakehashi::disclosure {
namespace {

constexpr std::size_t kReasonChars = 500;
constexpr int kFeeMost = 1'000'000;

bool has_other_head(db::Transaction& tx, const Viewer& viewer) {
    const auto people = users_of(tx, viewer.facility);
    return std::ranges::any_of(people, [&](const UserLine& one) {
        return one.active && one.role == Role::Head && one.id != viewer.user;
    });
}

Result<http::Response> show(Office& office, const http::Request& request,
                            const std::vector<office::FieldError>& errors = {}) {
    TRY(const auto id, request.path_id<DisclosureId>("id"));
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    TRY(const auto listed, find_request(tx, viewer, id));
    const auto& asked = listed.request;
    const bool may_rule = office::may(request.attached<SignedIn>()->role, office::Need::Ruling);
    const bool only_head =
        may_rule && asked.received_by.user == viewer.user && !has_other_head(tx, viewer);
    const Typed typed{errors.empty() ? nullptr : &request.form(), errors, today};
    OneView view;
    view.frame = office::make_frame(office, tx, request, "開示請求", "/disclosures");
    view.errors = errors;
    view.number = asked.number;
    view.patient = listed.patient_name;
    view.patient_number = patient_number_text(listed.patient_number);
    view.patient_page = html::Url::path("/patients").segment(asked.patient.value);
    view.state = japanese(asked.state());
    view.state_css = state_css(asked.state());
    view.steps = steps_of(asked, today);
    view.waits_for = who_decides(asked, viewer, may_rule, only_head);
    if (view.waits_for.empty())
        view.next = next_form(asked, typed);
    else if (only_head)
        view.name_deputy = html::Url::path("/account/deputy");
    view.open = asked.is_open();
    view.due = short_date(asked.due_on, today);
    view.remaining = remaining(asked.due_on, office.clock.now());
    view.remaining_css = left_css(asked.due_on, today);
    view.withdraw = url_of(id).segment("withdrawal");
    view.withdrawal = typed.input("withdrawal_reason", "取下げの理由", {});
    return office::page(render_request, view, errors.empty() ? 200 : 422);
}

/// One step: reads it from the form, takes it on the request as it is now, saves it. What is wrong
/// with a field stands beside the field.
template <typename Take>
Result<http::Response> take_step(Office& office, const http::Request& request,
                                 office::FormReader& reader, std::string_view toast, Take&& take) {
    TRY(const auto id, request.path_id<DisclosureId>("id"));
    if (!reader.ok()) return show(office, request, reader.errors());
    auto done = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY(const auto listed, find_request(tx, viewer, id));
            TRY(const auto next, take(listed.request, viewer));
            TRY_DO(save_step(tx, viewer, now, next));
            return office::Done{url_of(id), std::string{toast}};
        });
    if (done || done.error().field.empty()) return done;
    reader.wrong(done.error());
    return show(office, request, reader.errors());
}

Date day_of(office::FormReader& reader) {
    return reader.date("on", Required::Yes).value_or(Date{});
}

Result<http::Response> identify(Office& office, const http::Request& request) {
    const auto today = office.clock.today();
    office::FormReader reader(request.form(), today);
    const auto& form = request.form();
    IdentityCheck check;
    check.document = reader.keep(chosen(id_documents(), form.text("document"), "document"));
    if (!form.text("authority").empty())
        check.authority = reader.keep(chosen(authorities(), form.text("authority"), "authority"));
    check.on = day_of(reader);
    return take_step(office, request, reader, "本人確認を記録しました。つぎは室長の判断です",
                     [&](const DisclosureRequest& asked, const Viewer& viewer) {
                         check.by = viewer.name;
                         return asked.identify(check, today);
                     });
}

Result<http::Response> decide(Office& office, const http::Request& request) {
    const auto today = office.clock.today();
    office::FormReader reader(request.form(), today);
    const auto& form = request.form();
    Decision made;
    made.ruling = reader.keep(chosen(rulings(), form.text("ruling"), "ruling"));
    if (!form.text("refusal_ground").empty())
        made.ground = reader.keep(chosen(grounds(), form.text("refusal_ground"), "refusal_ground"));
    made.reason = reader.text("reason", kReasonChars);
    made.on = day_of(reader);
    return take_step(office, request, reader, "判断を記録しました。つぎは交付・通知です",
                     [&](const DisclosureRequest& asked, const Viewer& viewer) {
                         made.by = {viewer.user, viewer.name};
                         return asked.decide(made, today);
                     });
}

Result<http::Response> deliver(Office& office, const http::Request& request) {
    const auto today = office.clock.today();
    office::FormReader reader(request.form(), today);
    HandOver given;
    given.means = reader.keep(chosen(means(), request.form().text("answer_means"), "answer_means"));
    given.fee_yen = reader.number("fee_yen", 0, kFeeMost, 0);
    given.on = day_of(reader);
    return take_step(office, request, reader, "交付を記録しました。この請求は終わりです",
                     [&](const DisclosureRequest& asked, const Viewer& viewer) {
                         given.by = viewer.name;
                         return asked.answer(given, today);
                     });
}

Result<http::Response> withdraw(Office& office, const http::Request& request) {
    const auto today = office.clock.today();
    office::FormReader reader(request.form(), today);
    Withdrawal taken_back{reader.text("withdrawal_reason", kReasonChars, Required::Yes), today, {}};
    return take_step(office, request, reader, "請求を取り下げました",
                     [&](const DisclosureRequest& asked, const Viewer& viewer) {
                         taken_back.by = viewer.name;
                         return asked.withdraw(taken_back, today);
                     });
}

}  // namespace

void add_request_routes(http::Router& router, Office& office) {
    router.add("GET", "/disclosures/{id}",
               [&office](http::Request& request) { return show(office, request); });
    router.add("POST", "/disclosures/{id}/identity",
               [&office](http::Request& request) { return identify(office, request); });
    router.add("POST", "/disclosures/{id}/decision",
               [&office](http::Request& request) { return decide(office, request); });
    router.add("POST", "/disclosures/{id}/delivery",
               [&office](http::Request& request) { return deliver(office, request); });
    router.add("POST", "/disclosures/{id}/withdrawal",
               [&office](http::Request& request) { return withdraw(office, request); });
}

}  // namespace kakehashi::disclosure
