#include "office/sign_in_code_pages.hpp"

#include "base/era.hpp"
#include "base/messages.hpp"
#include "office/frame.hpp"
#include "office/sign_in_pages.hpp"
#include "office/sign_in_view.hpp"
#include "platform/auth/second_factor.hpp"
#include "platform/auth/sign_in.hpp"
#include "platform/http/errors.hpp"

namespace kakehashi::office {
namespace {

std::string when_text(Instant at, Instant now) {
    return short_date(date_in_japan(at), date_in_japan(now)) + " " + time_text(at);
}

/// The page for who has given the password; else back to the first step.
http::Response show(Office& office, const Doors& doors, const http::Request& request,
                    std::string_view return_to, const Error* error = nullptr) {
    const auto now = office.clock.now();
    auto tx = office.db.read();
    const auto account = account_of_step(tx, doors.key, request.cookie(kStepCookie), now);
    if (!account) return http::Response::redirect("/sign-in");
    SignInCodeView view;
    view.hospital = hospital_name(tx);
    view.name = account->name;
    view.login = account->login;
    view.return_to = std::string{return_to};
    const auto factors = factors_of(tx, account->id);
    view.app = factors.app;
    if (doors.party && factors.passkeys > 0)
        view.passkey = {doors.party->origin, view.return_to, true};
    if (error) view.error = sentence(*error);
    if (const auto last = last_used_device(tx, account->id))
        view.last_time = when_text(last->at, now) + " " + last->description;
    return page(render_sign_in_code, view, error ? http::status_of(error->kind) : 200);
}

/// For the audit trail: whose code it was that was wrong.
void note_failure(Office& office, const Doors& doors, http::Request& request) {
    auto tx = office.db.read();
    const auto account =
        account_of_step(tx, doors.key, request.cookie(kStepCookie), office.clock.now());
    if (account) request.attach(FailedSignIn{account->viewer(caller_of(request)), "wrong_code"});
}

http::Response take_code(Office& office, const Doors& doors, http::Request& request) {
    const auto& form = request.form();
    const auto return_to = form.text("return_to");
    const auto typed = form.text("recovery").empty() ? form.text("code") : form.text("recovery");
    const auto in = pass_code(office.db, doors.key, request.cookie(kStepCookie), typed,
                              office.clock.now(), caller_of(request));
    if (!in) {
        note_failure(office, doors, request);
        return show(office, doors, request, return_to, &in.error());
    }
    note_spare_session(office, request, in->session);
    auto response = let_in(*in, place_to_return(return_to).text());
    return response.cookie(kStepCookie, "", {.lives_for = std::chrono::seconds{-1}});
}

}  // namespace

void add_sign_in_code_routes(http::Router& router, Office& office, const Doors& doors) {
    router.add("GET", "/sign-in/code",
               [&office, doors](http::Request& request) {
                   return show(office, doors, request, request.query("return_to"));
               },
               {.open = true});
    router.add(
        "POST", "/sign-in/code",
        [&office, doors](http::Request& request) { return take_code(office, doors, request); },
        {.body_bytes_max = 64 * 1024, .open = true});
}

http::Response ask_for_code(Office& office, const Doors& doors, const Account& account,
                            std::string_view return_to) {
    const auto where = html::Url::path("/sign-in/code").with("return_to", return_to);
    return http::Response::redirect(where.text())
        .cookie(kStepCookie, begin_step(doors.key, account, office.clock.now()),
                {.lives_for = kStepLasts, .same_site = http::SameSite::Strict});
}

}  // namespace kakehashi::office
