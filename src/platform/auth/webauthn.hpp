#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace kakehashi {

/// Where passkeys of this office work.
struct RelyingParty {
    std::string origin;  // https://kakehashi.example.jp
    std::string id;      // kakehashi.example.jp
    /// Invalid `passkey.bad_origin` unless `https://name`, with a port or without; `http` for
    /// localhost alone. Browsers take no addresses of numbers.
    static Result<RelyingParty> of(std::string_view origin);
};

/// What the browser signs along: clientDataJSON.
struct ClientData {
    std::string challenge;  // the bytes we gave out
};
/// `type` is webauthn.create or webauthn.get. Forbidden `passkey.refused` when it is of another
/// kind, of another origin, or from a frame inside somebody's page.
Result<ClientData> read_client_data(const RelyingParty& party, std::string_view json,
                                    std::string_view type);

/// A key that an authenticator has just made.
struct NewKey {
    std::string credential_id;  // raw bytes
    std::string cose_key;       // raw bytes
    std::uint32_t count = 0;
};
/// From the attestation object. We ask for no attestation (`none`) and read none that comes all the
/// same: who made the authenticator does not matter to us. Forbidden `passkey.refused` for another
/// relying party, without the person present and verified, or with a key we do not take.
Result<NewKey> read_registration(const RelyingParty& party, std::string_view attestation_object);

/// The answer of an authenticator to a challenge.
struct Assertion {
    std::string_view client_data;
    std::string_view authenticator_data;
    std::string_view signature;
};
/// Returns the signature counter. Forbidden `passkey.refused` unless the key signed it, for this
/// relying party, with the person present and verified. The challenge is the caller's to check.
Result<std::uint32_t> check_assertion(const RelyingParty& party, std::string_view cose_key,
                                      const Assertion& assertion);

/// base64url without padding, as WebAuthn writes bytes; nothing for anything else.
std::optional<std::string> from_base64url(std::string_view text);
std::string to_base64url(std::string_view bytes);

}  // namespace kakehashi
