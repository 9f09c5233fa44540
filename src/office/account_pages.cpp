#include "office/account_pages.hpp"

#include "base/era.hpp"
#include "base/messages.hpp"
#include "office/account_views.hpp"
#include "office/change.hpp"
#include "office/passkey_pages.hpp"
#include "platform/audit/entry.hpp"
#include "platform/auth/authenticator_app.hpp"
#include "platform/auth/passkeys.hpp"
#include "platform/auth/recovery_codes.hpp"
#include "platform/auth/second_factor.hpp"
#include "platform/auth/sign_in.hpp"
#include "platform/http/errors.hpp"

namespace kakehashi::office {
namespace {

constexpr int kFewCodes = 3;

std::string when_text(Instant at, Date today) {
    return short_date(date_in_japan(at), today);
}

AccountView::PasskeyLine line_of(const Passkey& passkey, const std::vector<FieldError>& errors,
                                 Date today) {
    auto when = when_text(passkey.added_at, today) + " に加えました";
    if (passkey.last_used_at)
        when += "。最後に使ったのは " + when_text(*passkey.last_used_at, today);
    return {passkey.id.text(), passkey.name, std::move(when),
            error_of(errors, "passkey" + passkey.id.text() + ".password")};
}

Result<http::Response> remove_own_app(Office& office, const Doors& doors,
                                      const http::Request& request) {
    if (const auto own = read_own_password(office, request, "app_off.password"); !own)
        return account_refused(office, doors, request, own.error());
    auto done = change_once(
        office, request, [&](db::Transaction& tx, const Viewer& viewer, Instant) -> Result<Done> {
            remove_app(tx, viewer.user);
            TRY_DO(settle_without(tx, viewer.user, "app_off.password", request.form()));
            return Done{html::Url::path("/account"), "認証アプリをやめました"};
        });
    if (!done) return account_refused(office, doors, request, done.error());
    return done;
}

Result<http::Response> renew_own_codes(Office& office, const Doors& doors,
                                       const http::Request& request) {
    if (const auto own = read_own_password(office, request, "codes.password"); !own)
        return account_refused(office, doors, request, own.error());
    const auto& viewer = viewer_of(request);
    auto tx = office.db.write();
    if (!factors_of(tx, viewer.user).any())
        return fail(ErrorKind::Refused, "account.no_second_factor");
    auto codes = renew_recovery_codes(tx, viewer.user);
    audit::note_change(tx, viewer, office.clock.now(), "POST /account/codes");
    tx.commit();
    return show_new_codes(office, request, std::move(codes));
}

}  // namespace

Result<void> settle_without(db::Transaction& tx, UserId user, std::string_view field,
                            const http::Form& form) {
    if (factors_of(tx, user).any()) return {};
    TRY_DO(may_do_without_factor(field, form.text(field)));
    forget_recovery_codes(tx, user);
    return {};
}

Result<void> read_own_password(Office& office, const http::Request& request,
                               std::string_view field) {
    auto own = confirm_password(office.db, viewer_of(request).user, request.form().text(field),
                                office.clock.now(), caller_of(request));
    if (!own) own.error().field = std::string{field};
    return own;
}

http::Response account_refused(Office& office, const Doors& doors, const http::Request& request,
                               const Error& error) {
    FormReader reader(request.form(), office.clock.today());
    reader.wrong(error);
    return show_account(office, doors, request, reader.errors(), http::status_of(error.kind));
}

http::Response show_account(Office& office, const Doors& doors, const http::Request& request,
                            std::vector<FieldError> errors, int status) {
    const auto& viewer = viewer_of(request);
    auto tx = office.db.read();
    AccountView view;
    view.frame = make_frame(office, tx, request, "サインインの安全", "/account");
    view.errors = std::move(errors);
    if (const auto account = find_account(tx, viewer.user)) view.login = account->login;
    if (const auto since = app_since(tx, viewer.user)) {
        view.app = true;
        view.app_since = when_text(*since, office.clock.today());
    }
    view.any_factor = factors_of(tx, viewer.user).any();
    view.codes_left = recovery_codes_left(tx, viewer.user);
    view.codes_few = view.codes_left <= kFewCodes;
    for (const auto& passkey : passkeys_of(tx, viewer.user))
        view.passkeys.push_back(line_of(passkey, view.errors, office.clock.today()));
    if (doors.party) view.origin = doors.party->origin;
    view.new_name = request.form().has("passkey.name")
                        ? std::string{request.form().text("passkey.name")}
                        : device_words(request.header("User-Agent"));
    fill_sessions(tx, view, request, office.clock.now());
    view.adding = request.form().has("passkey.name");
    return page(render_account, view, status);
}

http::Response show_new_codes(Office& office, const http::Request& request,
                              std::vector<std::string> codes) {
    auto tx = office.db.read();
    AccountCodesView view{make_frame(office, tx, request, "予備のコード", "/account"),
                          std::move(codes), western_date(office.clock.today())};
    return page(render_account_codes, view);
}

void add_account_routes(http::Router& router, Office& office, const Doors& doors) {
    add_account_app_routes(router, office, doors);
    add_account_passkey_routes(router, office, doors);
    add_account_password_routes(router, office);
    add_account_session_routes(router, office);
    router.add("GET", "/account", [&office, doors](http::Request& request) {
        return show_account(office, doors, request);
    });
    router.add("POST", "/account/app/removal", [&office, doors](http::Request& request) {
        return remove_own_app(office, doors, request);
    });
    router.add("POST", "/account/codes", [&office, doors](http::Request& request) {
        return renew_own_codes(office, doors, request);
    });
}

}  // namespace kakehashi::office
