#include "base/json/json.hpp"
#include "base/messages.hpp"
#include "office/account_views.hpp"
#include "office/change.hpp"
#include "office/passkey_pages.hpp"
#include "platform/audit/entry.hpp"
#include "platform/auth/challenge.hpp"
#include "platform/auth/passkeys.hpp"
#include "platform/auth/recovery_codes.hpp"
#include "platform/auth/second_factor.hpp"
#include "platform/auth/session.hpp"
#include "platform/http/errors.hpp"

namespace kakehashi::office {
namespace {

constexpr std::size_t kNameChars = 40;

/// What the browser's own dialogue is asked for (PublicKeyCredentialCreationOptions).
http::Response give_options(Office& office, const Doors& doors, const http::Request& request) {
    const auto& who = *request.attached<SignedIn>();
    auto tx = office.db.read();
    const auto account = find_account(tx, who.viewer.user);
    if (!account) return http::Response::no_content();
    auto known = json::array({});
    for (const auto& passkey : passkeys_of(tx, account->id)) known.push(passkey.credential_id);
    return http::Response::json(json::write(
        json::object({{"challenge", new_challenge(doors.key, who.csrf, office.clock.now())},
                      {"rp", json::object({{"id", doors.party->id}, {"name", "架け橋"}})},
                      {"user", json::object({{"id", passkey_user_handle(account->id)},
                                             {"name", account->login},
                                             {"displayName", account->name}})},
                      {"exclude", std::move(known)}})));
}

Result<NewKey> read_new_key(const Doors& doors, const http::Form& form, ClientData& said) {
    const auto client_data = from_base64url(form.text("client_data"));
    const auto attestation = from_base64url(form.text("attestation"));
    if (!client_data || !attestation) return fail(ErrorKind::Forbidden, "passkey.not_made");
    TRY(said, read_client_data(*doors.party, *client_data, "webauthn.create"));
    return read_registration(*doors.party, *attestation);
}

Result<http::Response> add(Office& office, const Doors& doors, const http::Request& request) {
    const auto& form = request.form();
    FormReader reader(form, office.clock.today());
    const auto name = reader.line("passkey.name", kNameChars, Required::Yes);
    const auto own = read_own_password(office, request, "passkey.password");
    if (!own) reader.wrong(own.error());
    ClientData said;
    const auto made = read_new_key(doors, form, said);
    if (!made) reader.wrong({ErrorKind::Forbidden, "passkey.not_made", "passkey.name"});
    if (!reader.ok()) return show_account(office, doors, request, reader.errors(), own ? 422 : 403);

    const auto& who = *request.attached<SignedIn>();
    const auto now = office.clock.now();
    auto tx = office.db.write();
    if (!use_challenge(tx, doors.key, who.csrf, said.challenge, now))
        return fail(ErrorKind::Forbidden, "passkey.not_made");
    if (count_passkeys(tx, who.viewer.user) >= static_cast<int>(kPasskeysMax))
        return fail(ErrorKind::Refused, "passkey.too_many");
    TRY_DO(add_passkey(tx, who.viewer.user, *made, name, now));
    const bool has_codes = recovery_codes_left(tx, who.viewer.user) > 0;
    std::vector<std::string> codes;
    if (!has_codes) codes = renew_recovery_codes(tx, who.viewer.user);
    audit::note_change(tx, who.viewer, now, "POST /account/passkeys");
    tx.commit();
    if (has_codes) return http::Response::redirect("/account");
    return show_new_codes(office, request, std::move(codes));
}

Result<http::Response> take_away(Office& office, const Doors& doors, const http::Request& request) {
    TRY(const auto id, request.path_id<PasskeyId>("id"));
    const auto field = "passkey" + id.text() + ".password";
    if (const auto own = read_own_password(office, request, field); !own)
        return account_refused(office, doors, request, own.error());
    auto done = change_once(
        office, request, [&](db::Transaction& tx, const Viewer& viewer, Instant) -> Result<Done> {
            TRY_DO(remove_passkey(tx, viewer.user, id));
            TRY_DO(settle_without(tx, viewer.user, field, request.form()));
            return Done{html::Url::path("/account"), "パスキーを外しました"};
        });
    if (!done && done.error().field == field)
        return account_refused(office, doors, request, done.error());
    return done;
}

}  // namespace

void add_account_passkey_routes(http::Router& router, Office& office, const Doors& doors) {
    router.add("POST", "/account/passkeys/{id}/removal", [&office, doors](http::Request& request) {
        return take_away(office, doors, request);
    });
    if (!doors.party) return;
    router.add("GET", "/account/passkeys/challenge", [&office, doors](http::Request& request) {
        return give_options(office, doors, request);
    });
    router.add("POST", "/account/passkeys",
               [&office, doors](http::Request& request) { return add(office, doors, request); },
               {.body_bytes_max = 64 * 1024});
}

}  // namespace kakehashi::office
