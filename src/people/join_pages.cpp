#include "office/sign_in_pages.hpp"
#include "people/joining_pages.hpp"
#include "platform/auth/invitation.hpp"
#include "platform/auth/new_password.hpp"
#include "platform/auth/password.hpp"

namespace kakehashi::people {
namespace {

/// The same for a code nobody made, a used, a revoked and an old one.
http::Response over(Office& office, const http::Request& request) {
    return office::message_page(office, request, 404, "この招待は使えません",
                                "もう使われたか、期限が過ぎたか、取り消されています。招待した人に"
                                "新しい控えを頼んでください。");
}

/// What the address bar holds goes nowhere, and no copy of the page stays.
http::Response kept_close(http::Response response) {
    return response.with("Referrer-Policy", "no-referrer").with("Cache-Control", "no-store");
}

http::Response show(Office& office, const http::Request& request, std::string_view code,
                    std::vector<office::FieldError> errors = {}, int status = 200) {
    auto tx = office.db.read();
    JoinView view;
    view.hospital = office::hospital_name(tx);
    view.errors = std::move(errors);
    view.least = static_cast<int>(kPasswordCharsMin);
    if (!code.empty()) {
        const auto account = account_of_invitation(tx, code, office.clock.now());
        if (!account) return over(office, request);
        view.code = code;
        view.name = account->name;
        view.login = account->login;
    }
    return kept_close(office::page(render_join, view, status));
}

Result<Entered> come_in(Office& office, std::string_view code, std::string_view hash,
                        const Caller& caller, Instant now) {
    auto tx = office.db.write();
    TRY(auto in, join(tx, code, hash, caller, now));
    tx.commit();
    return in;
}

Result<http::Response> take_password(Office& office, http::Request& request) {
    const auto& form = request.form();
    const auto code = form.text("invitation");
    if (code.empty() || !form.has("new_password")) return show(office, request, code);
    const auto now = office.clock.now();
    const auto account = [&] {
        auto tx = office.db.read();
        return account_of_invitation(tx, code, now);
    }();
    if (!account) return over(office, request);
    office::FormReader reader(form, office.clock.today());
    const auto good =
        check_new_password("new_password", form.text("new_password"), account->login, false);
    if (!good) reader.wrong(good.error());
    if (form.text("new_password") != form.text("new_password_again"))
        reader.wrong({ErrorKind::Invalid, "password.not_repeated", "new_password_again"});
    if (!reader.ok()) return show(office, request, code, reader.errors(), 422);

    TRY(const auto place, PasswordPlace::take(request.peer));
    const auto hash = hash_password(form.text("new_password"));
    const auto in = come_in(office, code, hash, office::caller_of(request), now);
    return in ? office::let_in(*in, "/") : over(office, request);
}

}  // namespace

void add_join_routes(http::Router& router, Office& office) {
    router.add("GET", "/sign-in/invitation",
               [&office](http::Request& request) {
                   return show(office, request, request.query("invitation"));
               },
               {.open = true});
    router.add("POST", "/sign-in/invitation",
               [&office](http::Request& request) { return take_password(office, request); },
               {.body_bytes_max = 64 * 1024, .open = true});
}

}  // namespace kakehashi::people
