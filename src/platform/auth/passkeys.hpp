#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "platform/auth/entrance.hpp"
#include "platform/auth/office_key.hpp"
#include "platform/auth/webauthn.hpp"

namespace kakehashi {

using PasskeyId = Id<struct PasskeyTag>;
inline constexpr std::size_t kPasskeysMax = 20;

/// パスキー of one account.
struct Passkey {
    PasskeyId id;
    std::string credential_id;  // base64url
    std::string name;           // as its owner calls it
    Instant added_at;
    std::optional<Instant> last_used_at;
};
std::vector<Passkey> passkeys_of(db::Transaction& tx, UserId user);
int count_passkeys(db::Transaction& tx, UserId user);
/// Conflict `passkey.known` when this authenticator's key is there already.
Result<void> add_passkey(db::Transaction& tx, UserId user, const NewKey& key, std::string_view name,
                         Instant now);
/// NotFound `passkey.not_found` unless it is this user's.
Result<void> remove_passkey(db::Transaction& tx, UserId user, PasskeyId id);
void remove_passkeys(db::Transaction& tx, UserId user);

/// What the browser keeps as the account's name for itself: opaque, the same for all its passkeys.
std::string passkey_user_handle(UserId user);

/// What the browser sends, all in base64url.
struct PasskeyAnswer {
    std::string_view credential_id;
    std::string_view client_data;
    std::string_view authenticator_data;
    std::string_view signature;
    std::string_view user_handle;
};
/// サインイン by a passkey: it stands for both factors, since the authenticator has verified the
/// person. `bound_to` is what the challenge was made for. Forbidden `passkey.refused`, and for a
/// key whose counter went back, `passkey.copied`. Whoever it was is in `whose`, for the audit
/// trail. While nothing can be saved it leads to a spare session, whose trace is the caller's.
Result<Entered> pass_passkey(db::Database& database, const OfficeKey& key,
                             const RelyingParty& party, std::string_view bound_to,
                             const PasskeyAnswer& answer, Instant now, const Caller& caller,
                             std::optional<Account>& whose);

}  // namespace kakehashi
