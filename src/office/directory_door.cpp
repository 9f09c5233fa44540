#include "office/directory_door.hpp"

#include "office/frame.hpp"
#include "office/sign_in_code_pages.hpp"
#include "office/sign_in_pages.hpp"
#include "office/sign_in_view.hpp"
#include "platform/auth/sign_in.hpp"
#include "platform/directory/directory_account.hpp"
#include "platform/directory/hospital_directory.hpp"

namespace kakehashi::office {
namespace {

constexpr std::string_view kHow = "GET /sign-in/directory/callback";

/// An address of the provider, which the configuration and its own document name.
http::Response lead_to(std::string_view address) {
    http::Response response;
    response.status = 303;
    return std::move(response).with("Location", address);
}

http::Response begin(Office& office, const Doors& doors, const http::Request& request) {
    auto& directory = *doors.directory;
    const auto return_to = request.query("return_to");
    const auto attempt = OpenIdAttempt::begin(office.clock.now(), request.cookie(kDeviceCookie),
                                              place_to_return(return_to).text());
    const auto address = [&]() -> Result<std::string> {
        TRY(const auto place, directory.places.take(request.peer));
        return directory.provider->address_to_sign_in(attempt);
    }();
    if (!address) return show_sign_in(office, doors, return_to, {}, &address.error());
    // Lax: the browser comes back from another site.
    return lead_to(*address).cookie(kAttemptCookie, attempt.sealed(doors.key),
                                    {.lives_for = kAttemptLasts});
}

/// The short word of the audit trail.
std::string_view reason_of(const Error& error) {
    if (error.code == "auth.wrong") return "wrong_password";
    if (error.code == "directory.no_role") return "no_role";
    if (error.code == "directory.out_of_use") return "out_of_use";
    if (error.code == "directory.factor_wanted") return "factor_wanted";
    if (error.code == "directory.unknown_person" || error.code == "directory.name_taken")
        return "unknown_person";
    return "directory_refused";
}

/// What both ways come to: in, asked for a code, or back at the door with the reason in the trail.
http::Response answer_to(Office& office, const Doors& doors, http::Request& request,
                         const Result<PassedDirectory>& passed, const std::optional<Account>& whose,
                         std::string_view return_to) {
    if (!passed) {
        request.attach(FailedSignIn{whose ? whose->viewer(caller_of(request)) : Viewer{},
                                    reason_of(passed.error())});
        return show_sign_in(office, doors, return_to, request.form().text("login"),
                            &passed.error());
    }
    if (passed->asks_more) return ask_for_code(office, doors, *passed->asks_more, return_to);
    note_spare_session(office, request, passed->in.session);
    return let_in(passed->in, place_to_return(return_to).text());
}

http::Response finish(Office& office, const Doors& doors, http::Request& request) {
    auto& directory = *doors.directory;
    const auto now = office.clock.now();
    Caller caller = caller_of(request);
    std::string return_to, device;  // as the attempt holds them
    std::optional<Account> whose;
    const auto passed = [&]() -> Result<PassedDirectory> {
        TRY(const auto attempt, OpenIdAttempt::of(doors.key, request.cookie(kAttemptCookie),
                                                  request.query("state"), now));
        return_to = attempt.return_to;
        device = attempt.device;
        caller.device = device;
        TRY(const auto person, [&]() -> Result<DirectoryPerson> {
            TRY(const auto place, directory.places.take(request.peer));
            return directory.provider->redeem(
                {request.query("code"), request.query("error"), request.query("iss")}, attempt,
                now);
        }());
        return pass_directory(office.db, doors.key, directory.rules,
                              {person, attempt.state, kHow, caller}, now, whose);
    }();
    return answer_to(office, doors, request, passed, whose, return_to)
        .cookie(kAttemptCookie, "", {.lives_for = std::chrono::seconds{-1}});
}

/// Who the LDAP server says it is. A name that is known rests after too many failures, here too: a
/// stranger's guesses do not become the hospital's.
Result<DirectoryPerson> ask_ldap(Office& office, HospitalDirectory& directory,
                                 const http::Request& request, std::optional<Account>& whose) {
    const auto name = request.form().text("login");
    const auto caller = caller_of(request);
    const auto now = office.clock.now();
    {
        auto tx = office.db.read();
        whose = account_of_directory_name(tx, directory.issuer, name);
        if (whose && rests_for(tx, *whose, caller, now))
            return fail(ErrorKind::Forbidden, "auth.wrong");
    }
    auto person = [&]() -> Result<DirectoryPerson> {
        TRY(const auto place, directory.places.take(request.peer));
        return directory.ldap->ask(directory_name(name), request.form().text("password"));
    }();
    if (!person && whose && person.error().kind == ErrorKind::Forbidden &&
        office.db.takes_writes()) {
        auto tx = office.db.write();
        count_failure(tx, *whose, caller, now);
        tx.commit();
    }
    return person;
}

}  // namespace

void add_directory_door(http::Router& router, Office& office, const Doors& doors) {
    if (!doors.directory || !doors.directory->provider) return;
    router.add("GET", "/sign-in/directory",
               [&office, doors](http::Request& request) { return begin(office, doors, request); },
               {.open = true});
    router.add("GET", "/sign-in/directory/callback",
               [&office, doors](http::Request& request) { return finish(office, doors, request); },
               {.open = true});
}

std::optional<http::Response> take_directory_password(Office& office, const Doors& doors,
                                                      http::Request& request) {
    if (!doors.directory || !doors.directory->ldap) return std::nullopt;
    {
        auto tx = office.db.read();
        const auto account = find_account(tx, request.form().text("login"));
        if (account && account->has_own_password()) return std::nullopt;
    }
    auto& directory = *doors.directory;
    const auto caller = caller_of(request);
    std::optional<Account> whose;
    const auto passed = [&]() -> Result<PassedDirectory> {
        TRY(const auto person, ask_ldap(office, directory, request, whose));
        return pass_directory(office.db, doors.key, directory.rules,
                              {person, {}, "POST /sign-in", caller}, office.clock.now(), whose);
    }();
    return answer_to(office, doors, request, passed, whose, request.form().text("return_to"));
}

std::optional<http::Response> leave_directory(Office& office, const Doors& doors,
                                              std::string_view proof) {
    if (proof.empty() || !doors.directory || !doors.directory->provider) return std::nullopt;
    const auto address = html::Url::web(doors.directory->provider->address_to_sign_out(proof));
    if (!address) return std::nullopt;
    SignedOutView view;
    {
        auto tx = office.db.read();
        view.hospital = hospital_name(tx);
    }
    view.provider = *address;
    // Not a redirection: a form's answer may not lead to another site (Content-Security-Policy).
    return page(render_signed_out, view).with("Refresh", "0; url=" + address->text());
}

}  // namespace kakehashi::office
