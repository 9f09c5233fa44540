#include "base/text.hpp"
#include "office/account_views.hpp"
#include "office/change.hpp"
#include "platform/auth/new_password.hpp"
#include "platform/auth/password.hpp"
#include "platform/auth/second_factor.hpp"
#include "platform/auth/session.hpp"

namespace kakehashi::office {
namespace {

bool is_first(const http::Request& request) {
    return request.attached<SignedIn>()->first_step == FirstStep::OwnPassword;
}

http::Response show(Office& office, const http::Request& request,
                    std::vector<FieldError> errors = {}, int status = 200) {
    auto tx = office.db.read();
    const auto& viewer = viewer_of(request);
    const auto least =
        factors_of(tx, viewer.user).any() ? kPasswordCharsMinBesideFactor : kPasswordCharsMin;
    return page(
        render_account_password,
        AccountPasswordView{make_frame(office, tx, request, "パスワードを替える", "/account"),
                            std::move(errors), static_cast<int>(least), is_first(request)},
        status);
}

/// What is wrong with the new password in its two fields.
std::vector<FieldError> faults_of(Office& office, const http::Request& request) {
    const auto& form = request.form();
    FormReader reader(form, office.clock.today());
    auto tx = office.db.read();
    const auto user = viewer_of(request).user;
    const auto account = find_account(tx, user);
    const auto good = check_new_password("new_password", form.text("new_password"),
                                         account ? account->login : "", factors_of(tx, user).any());
    if (!good) reader.wrong(good.error());
    if (form.text("new_password") != form.text("new_password_again"))
        reader.wrong({ErrorKind::Invalid, "password.not_repeated", "new_password_again"});
    return reader.errors();
}

Result<http::Response> change(Office& office, const http::Request& request) {
    // A wrong guess at the present one counts: not asked for a form that cannot be taken anyway.
    if (auto faults = faults_of(office, request); !faults.empty())
        return show(office, request, std::move(faults), 422);
    if (const auto own = read_own_password(office, request, "password"); !own) {
        FormReader reader(request.form(), office.clock.today());
        reader.wrong(own.error());
        return show(office, request, reader.errors(), 403);
    }
    TRY(const auto place, PasswordPlace::take_known());
    const auto hash = hash_password(request.form().text("new_password"));
    return change_once(
        office, request, [&](db::Transaction& tx, const Viewer& viewer, Instant) -> Result<Done> {
            change_own_password(tx, viewer.user, hash, request.cookie(kSessionCookie),
                                request.cookie(kDeviceCookie));
            return Done{html::Url::path(is_first(request) ? "/" : "/account"),
                        "パスワードを替えました。ほかの端末はサインアウトしました"};
        });
}

}  // namespace

Result<void> may_do_without_factor(std::string_view field, std::string_view password) {
    if (character_count(password) >= kPasswordCharsMin) return {};
    return fail(ErrorKind::Refused, "account.password_too_short_alone", std::string{field});
}

void add_account_password_routes(http::Router& router, Office& office) {
    router.add("GET", "/account/password",
               [&office](http::Request& request) { return show(office, request); });
    router.add("POST", "/account/password",
               [&office](http::Request& request) { return change(office, request); });
}

}  // namespace kakehashi::office
