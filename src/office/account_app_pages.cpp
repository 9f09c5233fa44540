#include "base/japanese.hpp"
#include "base/messages.hpp"
#include "office/account_views.hpp"
#include "office/change.hpp"
#include "office/qr_svg.hpp"
#include "platform/audit/entry.hpp"
#include "platform/auth/authenticator_app.hpp"
#include "platform/auth/recovery_codes.hpp"
#include "platform/auth/session.hpp"
#include "platform/auth/totp.hpp"

namespace kakehashi::office {
namespace {

constexpr std::string_view kIssuer = "架け橋";
constexpr std::size_t kGroupLetters = 4;

/// The secret travels through the form sealed, for this session alone: nothing is stored before a
/// code has shown that the app has it.
std::string purpose_of(const http::Request& request) {
    return "new app " + request.attached<SignedIn>()->csrf;
}

std::string in_groups(std::string_view secret) {
    std::string groups;
    for (std::size_t at = 0; at < secret.size(); at += kGroupLetters) {
        if (at > 0) groups += ' ';
        groups += secret.substr(at, kGroupLetters);
    }
    return groups;
}

http::Response show(Office& office, const Doors& doors, const http::Request& request,
                    const std::string& secret, std::vector<FieldError> errors = {},
                    int status = 200) {
    const auto& viewer = viewer_of(request);
    auto tx = office.db.read();
    AccountAppView view;
    view.errors = std::move(errors);
    view.replaces = has_app(tx, viewer.user);
    view.first = request.attached<SignedIn>()->first_step == FirstStep::SecondFactor;
    view.frame = make_frame(office, tx, request, "認証アプリを加える", "/account");
    const auto account = find_account(tx, viewer.user);
    view.picture = qr_svg(otpauth_address(kIssuer, account ? account->login : "", secret),
                          "認証アプリで読み取る四角い印");
    view.secret_groups = in_groups(secret);
    view.sealed_secret = doors.key.seal(purpose_of(request), secret);
    return page(render_account_app, view, status);
}

Result<http::Response> add(Office& office, const Doors& doors, const http::Request& request) {
    const auto& form = request.form();
    const auto secret = doors.key.unseal(purpose_of(request), form.text("secret"));
    if (!secret) return http::Response::redirect("/account/app");
    FormReader reader(form, office.clock.today());
    const auto own = read_own_password(office, request, "password");
    if (!own) reader.wrong(own.error());
    const auto now = office.clock.now();
    const auto step = totp_step_of(*secret, digits(form.text("app_code")), now);
    if (!step) reader.wrong({ErrorKind::Invalid, "account.app_code_wrong", "app_code"});
    if (!reader.ok())
        return show(office, doors, request, *secret, reader.errors(), own ? 422 : 403);

    const auto& viewer = viewer_of(request);
    auto tx = office.db.write();
    add_app(tx, doors.key, viewer.user, *secret, *step, now);
    const bool has_codes = recovery_codes_left(tx, viewer.user) > 0;
    std::vector<std::string> codes;
    if (!has_codes) codes = renew_recovery_codes(tx, viewer.user);
    audit::note_change(tx, viewer, now, "POST /account/app");
    tx.commit();
    if (has_codes) return http::Response::redirect("/account");
    return show_new_codes(office, request, std::move(codes));
}

}  // namespace

void add_account_app_routes(http::Router& router, Office& office, const Doors& doors) {
    router.add("GET", "/account/app", [&office, doors](http::Request& request) {
        return show(office, doors, request, new_totp_secret());
    });
    router.add("POST", "/account/app",
               [&office, doors](http::Request& request) { return add(office, doors, request); });
}

}  // namespace kakehashi::office
