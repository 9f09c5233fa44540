#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace kakehashi {

/// What a provider says of itself (OpenID Connect Discovery 1.0).
struct ProviderDocument {
    std::string authorization_endpoint, token_endpoint, jwks_uri;
    std::string end_session_endpoint;  // empty: it has none
    bool takes_basic = true;           // the secret as HTTP Basic, else in the form
    bool names_itself = false;         // answers carry `iss` (RFC 9207)
};
/// Unavailable `directory.bad_document` unless it is this issuer's, and every address safe.
Result<ProviderDocument> read_provider_document(std::string_view json, std::string_view issuer);

}  // namespace kakehashi
