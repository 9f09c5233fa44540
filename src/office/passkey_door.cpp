#include "base/json/json.hpp"
#include "base/messages.hpp"
#include "office/frame.hpp"
#include "office/passkey_pages.hpp"
#include "office/sign_in_pages.hpp"
#include "platform/auth/challenge.hpp"
#include "platform/auth/passkeys.hpp"
#include "platform/auth/password.hpp"
#include "platform/auth/sign_in.hpp"
#include "platform/http/errors.hpp"

namespace kakehashi::office {
namespace {

/// What binds a challenge to the browser that asked for it, before there is a session.
constexpr std::string_view kDoorCookie = "kakehashi_door";

http::Response give_challenge(Office& office, const Doors& doors, const http::Request& request) {
    std::string door{request.cookie(kDoorCookie)};
    if (door.empty()) door = random_token();
    return http::Response::json(
               json::write(
                   json::object({{"challenge", new_challenge(doors.key, door, office.clock.now())},
                                 {"rp_id", doors.party->id}})))
        .cookie(kDoorCookie, door,
                {.lives_for = kChallengeLasts, .same_site = http::SameSite::Strict});
}

http::Response take_passkey(Office& office, const Doors& doors, http::Request& request) {
    const auto& form = request.form();
    const PasskeyAnswer answer{form.text("credential_id"), form.text("client_data"),
                               form.text("authenticator_data"), form.text("signature"),
                               form.text("user_handle")};
    std::optional<Account> whose;
    const auto in = pass_passkey(office.db, doors.key, *doors.party, request.cookie(kDoorCookie),
                                 answer, office.clock.now(), caller_of(request), whose);
    if (!in) {
        const bool copied = in.error().code == "passkey.copied";
        request.attach(FailedSignIn{whose ? whose->viewer(caller_of(request)) : Viewer{},
                                    copied ? "copied_passkey" : "wrong_passkey"});
        return show_sign_in(office, doors, form.text("return_to"), {}, &in.error());
    }
    note_spare_session(office, request, in->session);
    return let_in(*in, place_to_return(form.text("return_to")).text());
}

}  // namespace

void add_passkey_door(http::Router& router, Office& office, const Doors& doors) {
    if (!doors.party) return;
    router.add(
        "GET", "/sign-in/passkey/challenge",
        [&office, doors](http::Request& request) { return give_challenge(office, doors, request); },
        {.open = true});
    router.add(
        "POST", "/sign-in/passkey",
        [&office, doors](http::Request& request) { return take_passkey(office, doors, request); },
        {.body_bytes_max = 64 * 1024, .open = true});
}

}  // namespace kakehashi::office
